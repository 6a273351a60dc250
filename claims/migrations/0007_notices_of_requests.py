"""Notices of requests and of holds: new and changed rows are checked from here on."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("assigned", "assigned to you"),
    ("mentioned", "you are mentioned"),
    ("to_sign", "to be signed"),
    ("sent_back", "sent back"),
    ("offline", "taken offline"),
    ("lifted", "hold lifted"),
    ("to_approve", "waiting for your approval"),
    ("decided", "your request is decided"),
    ("people", "rights of a colleague"),
]


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_topics_that_look_alike")]

    operations = [
        migrations.AlterField(
            "notice", "kind", models.CharField("why", max_length=10, choices=KINDS)
        ),
        # It refuses what the new code writes, and the new one below is as strict for the old kinds.
        migrations.RemoveConstraint("notice", "notice_is_of_a_claim_or_of_people"),
        AddConstraintNotValid(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=Q(~Q(sentence=""), kind="people", claim__isnull=True)
                | Q(
                    kind__in=["to_approve", "decided"],
                    approval__isnull=False,
                    by__isnull=False,
                    sentence="",
                )
                | Q(
                    ~Q(kind__in=["people", "to_approve", "decided"]),
                    claim__isnull=False,
                    approval__isnull=True,
                    by__isnull=False,
                    sentence="",
                ),
                name="notice_says_what_it_is_about",
                violation_error_message=(
                    "A notice is of a claim, of a request, or about people in a sentence."
                ),
            ),
        ),
    ]
