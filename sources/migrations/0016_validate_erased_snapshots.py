"""The snapshots that are there fit the constraints of erased ones."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sources", "0015_erased_snapshots")]

    operations = [
        ValidateConstraint(model_name="snapshot", name="snapshot_raw_hash_and_name"),
        migrations.RunSQL("ALTER TABLE sources_snapshot VALIDATE CONSTRAINT snapshot_text_hash"),
    ]
