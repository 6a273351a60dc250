"""By these the first page of the desk counts open claims and reviews by day, and finds those of people who left."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0151_desk_at_a_million")]

    operations = [
        AddIndexConcurrently(
            "claim",
            models.Index(
                "added_at",
                condition=Q(status__in=["unreviewed", "in_review", "awaiting_signoff"]),
                name="claim_open_by_day",
            ),
        ),
        AddIndexConcurrently(
            "review",
            models.Index("closed_at", condition=Q(closed_at__isnull=False), name="review_by_end"),
        ),
        AddIndexConcurrently(
            "review",
            models.Index(
                "claim",
                "opened_at",
                condition=Q(state="open") & ~Q(opening="first"),
                name="review_open_again",
            ),
        ),
        AddIndexConcurrently(
            "review",
            models.Index(
                "reviewer",
                "claim",
                condition=Q(state="open"),
                name="review_open_by_person",
            ),
        ),
    ]
