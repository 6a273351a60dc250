"""A capture may be of a recording, whose speech is recognised."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("sources", "0021_time_stamps_for_readers")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="capturerequest",
                    name="recording",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capture_requests",
                        to="sources.recording",
                        verbose_name="recording",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    """
                    ALTER TABLE sources_capturerequest ADD COLUMN recording_id bigint;
                    ALTER TABLE sources_capturerequest ADD CONSTRAINT sources_capturerequest_recording_id_fk
                      FOREIGN KEY (recording_id) REFERENCES sources_recording (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
                    """
                ),
            ],
        ),
        migrations.RemoveConstraint(model_name="capturerequest", name="capture_has_an_input"),
        AddConstraintNotValid(
            model_name="capturerequest",
            constraint=models.CheckConstraint(
                condition=~Q(url="")
                | Q(raw_name__gt="")
                | Q(snapshot__isnull=False)
                | Q(recording__isnull=False),
                name="capture_has_an_input",
                violation_error_message="Give a link, a file or a text to capture.",
            ),
        ),
        LoadSQL("sources", "capture_requests", "09d440d38a69"),
    ]
