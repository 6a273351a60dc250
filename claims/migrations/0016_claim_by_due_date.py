"""An index of the claims that have a due date, for the deadline board."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0015_excerpts_in_evidence")]

    operations = [
        AddIndexConcurrently(
            "claim",
            models.Index(
                "due_on", "id", condition=Q(due_on__isnull=False), name="claim_by_due_date"
            ),
        ),
    ]
