"""Notices of jobs that failed and of a missing worker say in a sentence what they are about."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0058_two_more_notices"),
    ]

    operations = [
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
                    ("upheld", "an error report is upheld"),
                    ("settled", "an error report is decided"),
                    ("conflict", "a conflict of interest is declared"),
                    ("reply", "a reply is overdue"),
                    ("unanswered", "publish that no answer came"),
                    ("said_again", "a checked claim seems to be said again"),
                    ("people", "rights of a colleague, or rules of the newsroom"),
                    ("jobs", "jobs failed, or no worker runs"),
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
                        ("kind__in", ["people", "jobs"]),
                    ),
                    models.Q(
                        ("approval__isnull", False),
                        ("by__isnull", False),
                        ("kind__in", ("to_approve", "decided")),
                        ("sentence", ""),
                    ),
                    models.Q(
                        models.Q(
                            ("kind__in", ["people", "jobs", "to_approve", "decided"]), _negated=True
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
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_says_what_it_is_about",
        ),
    ]
