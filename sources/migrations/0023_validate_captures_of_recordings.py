"""The captures that are there fit the constraints of those of recordings."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sources", "0022_captures_of_recordings")]

    operations = [
        ValidateConstraint(model_name="capturerequest", name="capture_has_an_input"),
        migrations.RunSQL(
            "ALTER TABLE sources_capturerequest VALIDATE CONSTRAINT sources_capturerequest_recording_id_fk"
        ),
    ]
