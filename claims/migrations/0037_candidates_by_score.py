"""Indexes that give the inbox its order."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

from claims.choices import CandidateState


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0036_candidate_score")]

    operations = [
        AddIndexConcurrently(
            "candidate",
            models.Index(
                "snapshot",
                F("score").desc(nulls_first=True),
                "id",
                condition=Q(state=CandidateState.PENDING),
                name="candidate_by_score",
            ),
        ),
        AddIndexConcurrently(
            "candidate",
            models.Index(
                F("score").desc(nulls_first=True),
                "id",
                condition=Q(state=CandidateState.PENDING),
                name="candidate_most_worth",
            ),
        ),
        RemoveIndexConcurrently("candidate", "candidate_waiting"),
    ]
