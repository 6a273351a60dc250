"""Stamps of snapshots by authorities, and failures."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0021_public_changes"),
        ("sources", "0019_transcripts"),
    ]

    operations = [
        migrations.CreateModel(
            name="TimeStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(max_length=50, verbose_name="authority")),
                ("token", models.BinaryField(null=True, verbose_name="answer of the authority")),
                (
                    "stamped_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="stamped at"),
                ),
                (
                    "failure",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="why there is no stamp"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="stored at",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_stamps",
                        to="sources.snapshot",
                        verbose_name="snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "time stamp",
                "verbose_name_plural": "time stamps",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        models.F("snapshot"), models.F("id"), name="time_stamps_of_a_snapshot"
                    ),
                    models.Index(
                        models.F("authority"),
                        models.F("id"),
                        condition=models.Q(("token__isnull", True)),
                        name="time_stamps_that_failed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("snapshot"),
                        models.F("authority"),
                        condition=models.Q(("token__isnull", False)),
                        name="time_stamp_once",
                        violation_error_message="This authority has stamped the snapshot already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("failure", ""),
                                ("stamped_at__isnull", False),
                                ("token__isnull", False),
                            ),
                            models.Q(
                                models.Q(("stamped_at__isnull", True), ("token__isnull", True)),
                                models.Q(("failure", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="time_stamp_or_failure",
                        violation_error_message="There is a stamp with its time, or the reason why there is none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("authority__regex", "^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")
                        ),
                        name="time_stamp_names_the_authority",
                        violation_error_message="A stamp names its authority as the settings do.",
                    ),
                ],
            },
        ),
        LoadSQL("sources", "time_stamps", "69e2585d55f6"),
    ]
