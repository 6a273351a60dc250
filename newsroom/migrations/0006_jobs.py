"""Jobs: procrastinate's table under our name, and notes on why one failed or who sent it back."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.history_triggers import track

# The desk lists the jobs of one state, newest first, however many of another there are.
FOR_THE_DESK = """
ALTER TABLE newsroom_jobnote ADD CONSTRAINT note_is_of_a_job
  FOREIGN KEY (job_id) REFERENCES procrastinate_jobs ON DELETE CASCADE;
CREATE INDEX newsroom_job_by_state ON procrastinate_jobs (status, id DESC);
"""

UNDO = """
DROP INDEX newsroom_job_by_state;
ALTER TABLE newsroom_jobnote DROP CONSTRAINT note_is_of_a_job;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0005_takedowns_are_lifted_by_two"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[],
            options={
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("procrastinate.procrastinatejob",),
        ),
        migrations.AlterField(
            model_name="event",
            name="door",
            field=models.CharField(
                choices=[
                    ("admin", "admin"),
                    ("api", "API"),
                    ("site", "site"),
                    ("command", "command"),
                    ("clock", "clock"),
                    ("job", "job"),
                    ("code", "code"),
                    ("sql", "SQL from outside"),
                ],
                max_length=10,
                verbose_name="door",
            ),
        ),
        migrations.CreateModel(
            name="JobNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("failed", "failed; to be tried again"),
                            ("given_up", "failed; given up"),
                            ("retried", "sent back to the queue"),
                        ],
                        max_length=10,
                        verbose_name="what happened",
                    ),
                ),
                ("attempt", models.IntegerField(verbose_name="attempt")),
                ("sentence", models.TextField(verbose_name="in words")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="notes",
                        to="newsroom.job",
                        verbose_name="job",
                    ),
                ),
            ],
            options={
                "verbose_name": "note on a job",
                "verbose_name_plural": "notes on jobs",
            },
        ),
        migrations.RunSQL(FOR_THE_DESK, UNDO),
        track("newsroom_jobnote"),
    ]
