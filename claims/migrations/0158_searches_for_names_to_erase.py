"""A job looks for the names of a person who is to be erased."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0156_names_are_found_faster"),
        ("newsroom", "0035_log_mark"),
        ("sources", "0023_validate_captures_of_recordings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasureSearch",
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
                        verbose_name="requested at",
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
                ("reading", models.CharField(blank=True, max_length=100, verbose_name="reading")),
                ("tables_read", models.IntegerField(default=0, verbose_name="tables read")),
                ("tables", models.IntegerField(default=0, verbose_name="tables")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                ("sealed", models.TextField()),
                (
                    "approval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure_searches",
                        to="newsroom.approval",
                        verbose_name="request",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.speaker",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "search for names to erase",
                "verbose_name_plural": "searches for names to erase",
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_says_its_subject",
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assigned", "assigned to you"),
                    ("mentioned", "you are mentioned"),
                    ("to_sign", "to be signed"),
                    ("to_agree", "your agreement is needed"),
                    ("handed_in", "checked by a reporter"),
                    ("sent_back", "sent back"),
                    ("signed", "signed"),
                    ("offline", "taken offline"),
                    ("lifted", "hold lifted"),
                    ("to_approve", "waiting for your approval"),
                    ("decided", "your request is decided"),
                    ("report", "an error is reported"),
                    ("taken_over", "a colleague handles your error report"),
                    ("upheld", "an error report is upheld"),
                    ("settled", "an error report is decided"),
                    ("conflict", "a conflict of interest is declared"),
                    ("reply", "a reply is overdue"),
                    ("unanswered", "publish that no answer came"),
                    ("said_again", "a checked claim seems to be said again"),
                    ("people", "rights of a colleague, or rules of the newsroom"),
                    ("jobs", "jobs failed, or no worker runs"),
                    ("looked", "names to erase were looked for"),
                    ("erased", "an erasure is done"),
                    ("not_erased", "an erasure failed"),
                ],
                max_length=10,
                verbose_name="why",
            ),
        ),
        AddConstraintNotValid(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("sentence", ""), _negated=True),
                        ("claim__isnull", True),
                        ("kind__in", ("people", "jobs", "looked")),
                    ),
                    models.Q(
                        ("approval__isnull", False),
                        ("by__isnull", False),
                        ("kind__in", ("to_approve", "decided", "erased", "not_erased")),
                        ("sentence", ""),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                [
                                    "people",
                                    "jobs",
                                    "looked",
                                    "to_approve",
                                    "decided",
                                    "erased",
                                    "not_erased",
                                ],
                            ),
                            _negated=True,
                        ),
                        models.Q(
                            ("by__isnull", False),
                            ("kind__in", ["report", "reply", "said_again"]),
                            _connector="OR",
                        ),
                        ("approval__isnull", True),
                        ("claim__isnull", False),
                        ("sentence", ""),
                    ),
                    _connector="OR",
                ),
                name="notice_says_its_subject",
                violation_error_message="A notice is of a claim, of a request, or says in a sentence what it is about.",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasuresearch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", False), ("state__in", ["done", "failed"])),
                    models.Q(("finished_at__isnull", True), ("state__in", ["waiting", "running"])),
                    _connector="OR",
                ),
                name="erasure_search_ends_when_finished",
                violation_error_message="A finished search has the time when it ended.",
            ),
        ),
        LoadSQL("claims", "erasures", "4ac3b057b323"),
        LoadSQL("claims", "erasure_searches", "d34ec0c40690"),
    ]
