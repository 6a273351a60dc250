"""An erasure that was approved is carried out by a job."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0159_validate_notices_of_erasures"),
        ("newsroom", "0035_log_mark"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasureRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="approved at",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "under way"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("message", models.TextField(blank=True, verbose_name="outcome")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure_runs",
                        to="newsroom.approval",
                        verbose_name="request",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "erasure that a job carries out",
                "verbose_name_plural": "erasures that jobs carry out",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", False), ("state__in", ["done", "failed"])
                            ),
                            models.Q(
                                ("finished_at__isnull", True), ("state__in", ["waiting", "running"])
                            ),
                            _connector="OR",
                        ),
                        name="erasure_run_ends_when_finished",
                        violation_error_message="A finished erasure has the time when it ended.",
                    ),
                    models.UniqueConstraint(
                        models.F("approval"),
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        name="one_run_of_an_erasure",
                        violation_error_message="This erasure is approved, and a job carries it out.",
                    ),
                ],
            },
        ),
        LoadSQL("claims", "erasure_runs", "f7528b828fe4"),
        LoadSQL("claims", "erasures", "1d597f623f84"),
    ]
