"""Readers' corrections become error reports: with an owner, a deadline, an outcome and an answer."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

from newsroom.migration_operations import LoadSQL

OUTCOMES = ["upheld", "not_upheld", "answered"]


def user(name: str, label: str) -> Any:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=models.deletion.PROTECT,
        related_name=name,
        to=settings.AUTH_USER_MODEL,
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0018_reason_kind_indexes")]

    operations = [
        migrations.RunSQL(
            "DROP TRIGGER IF EXISTS reader_correction_is_kept ON claims_readercorrection"
        ),
        # The table keeps its name: the history and the running version know it by that.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("ReaderCorrection", "ErrorReport"),
                migrations.AlterModelTable("errorreport", "claims_readercorrection"),
                migrations.AlterModelOptions(
                    "errorreport",
                    {
                        "ordering": ["-pk"],
                        "verbose_name": "error report",
                        "verbose_name_plural": "error reports",
                    },
                ),
                migrations.AlterField(
                    "errorreport",
                    "claim",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="error_reports",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                migrations.AlterField(
                    "errorreport",
                    "publication",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="error_reports",
                        to="claims.publication",
                        verbose_name="publication",
                    ),
                ),
                migrations.AlterField(
                    "errorreport", "settled_by", user("error_reports_settled", "settled by")
                ),
                migrations.AlterField(
                    "errorreport",
                    "settled_note",
                    models.CharField(blank=True, max_length=500, verbose_name="reason"),
                ),
                migrations.AlterField(
                    "errorreport",
                    "contact",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="the reader's e-mail address"
                    ),
                ),
                migrations.AlterField(
                    "errorreport", "sender", models.CharField(blank=True, max_length=64)
                ),
                migrations.AlterField(
                    "notice",
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "assigned to you"),
                            ("mentioned", "you are mentioned"),
                            ("to_sign", "to be signed"),
                            ("sent_back", "sent back"),
                            ("offline", "taken offline"),
                            ("lifted", "hold lifted"),
                            ("to_approve", "waiting for your approval"),
                            ("decided", "your request is decided"),
                            ("report", "an error is reported"),
                            ("people", "rights of a colleague"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
            ]
        ),
        migrations.AddField(
            "errorreport",
            "language",
            models.CharField(
                blank=True, db_default="", default="", max_length=12, verbose_name="language"
            ),
        ),
        migrations.AddField("errorreport", "owner", user("error_reports_owned", "owner")),
        migrations.AddField(
            "errorreport",
            "due_on",
            models.DateField(blank=True, null=True, verbose_name="due on"),
        ),
        migrations.AddField(
            "errorreport",
            "outcome",
            models.CharField(
                blank=True,
                choices=[
                    ("upheld", "upheld"),
                    ("not_upheld", "not upheld"),
                    ("answered", "answered"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="outcome",
            ),
        ),
        migrations.AddField(
            "errorreport",
            "review",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="error_reports",
                to="claims.review",
                verbose_name="reopening",
            ),
        ),
        migrations.AddField(
            "errorreport",
            "answer",
            models.TextField(blank=True, db_default="", default="", verbose_name="answer"),
        ),
        migrations.AddField(
            "errorreport", "answered_by", user("error_reports_answered", "answered by")
        ),
        migrations.AddField(
            "errorreport",
            "answered_at",
            models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
        ),
        migrations.AddField(
            "errorreport",
            "mailed_at",
            models.DateTimeField(blank=True, null=True, verbose_name="e-mail sent at"),
        ),
        migrations.RemoveConstraint("errorreport", "reader_correction_has_text"),
        migrations.RemoveConstraint("errorreport", "reader_correction_settled_with_a_note"),
        AddConstraintNotValid(
            "errorreport",
            models.CheckConstraint(
                condition=~Q(words=""),
                name="error_report_has_text",
                violation_error_message="Say what is wrong.",
            ),
        ),
        AddConstraintNotValid(
            "errorreport",
            models.CheckConstraint(
                condition=Q(
                    outcome="", settled_at__isnull=True, settled_by__isnull=True, settled_note=""
                )
                | Q(outcome__in=OUTCOMES, settled_at__isnull=False, settled_by__isnull=False)
                & ~Q(settled_note=""),
                name="error_report_is_settled_with_a_reason",
                violation_error_message="Choose the outcome and say why.",
            ),
        ),
        AddConstraintNotValid(
            "errorreport",
            models.CheckConstraint(
                condition=Q(outcome="upheld", review__isnull=False)
                | ~Q(outcome="upheld") & Q(review__isnull=True),
                name="error_report_upheld_reopens",
                violation_error_message="An upheld report reopens its claim, and no other does.",
            ),
        ),
        AddConstraintNotValid(
            "errorreport",
            models.CheckConstraint(
                condition=Q(
                    answer="",
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                    mailed_at__isnull=True,
                )
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer="")
                & ~Q(outcome=""),
                name="error_report_answer_is_complete",
                violation_error_message="Decide on the report, then write the answer.",
            ),
        ),
        # The same name: no row that the stricter one allows is refused.
        migrations.RemoveConstraint("notice", "notice_says_what_it_is_about"),
        AddConstraintNotValid(
            "notice",
            models.CheckConstraint(
                condition=Q(~Q(sentence=""), kind="people", claim__isnull=True)
                | Q(
                    kind__in=["to_approve", "decided"],
                    approval__isnull=False,
                    by__isnull=False,
                    sentence="",
                )
                | Q(
                    ~Q(kind__in=["people", "to_approve", "decided"]),
                    Q(by__isnull=False) | Q(kind="report"),
                    claim__isnull=False,
                    approval__isnull=True,
                    sentence="",
                ),
                name="notice_says_what_it_is_about",
                violation_error_message=(
                    "A notice is of a claim, of a request, or about people in a sentence."
                ),
            ),
        ),
        LoadSQL("claims", "error_reports", "71e9f959a1d2"),
    ]
