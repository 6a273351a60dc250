"""A reply is asked for once a letter has gone out; less than two working days takes a public reason."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0168_decided_in_this_transaction"),
    ]

    operations = [
        migrations.AddField(
            model_name="replyletter",
            name="failed_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="not sent, or came back, at"
            ),
        ),
        migrations.AddField(
            model_name="replyrequest",
            name="deadline_reason",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                verbose_name="why they get less than two working days",
            ),
        ),
        migrations.AlterField(
            model_name="replyletter",
            name="by_hand",
            field=models.BooleanField(verbose_name="sent by other means"),
        ),
        migrations.AlterField(
            model_name="replyrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("unreached", "not reached"),
                    ("asked", "asked"),
                    ("reminded", "reminded"),
                    ("no_answer", "no answer by the deadline"),
                    ("answered", "answered"),
                    ("declined", "declined to answer"),
                ],
                default="unreached",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterConstraint(
            model_name="replyletter",
            name="reply_letter_by_hand_is_not_mailed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("by_hand", False), ("mailed_at__isnull", True), _connector="OR"
                ),
                name="reply_letter_by_hand_is_not_mailed",
                violation_error_message="A letter that was sent by other means is not mailed from here.",
            ),
        ),
        LoadSQL("claims", "reply_requests", "0bbddf3cd0ef"),
        LoadSQL("claims", "require_conclusion", "5c0bceced140"),
    ]
