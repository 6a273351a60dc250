"""An index for the latest conclusions (0171)."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0174_one_limit_of_rationales")]

    operations = [
        AddIndexConcurrently(
            "publication",
            models.Index(
                "conclusion", condition=Q(shown_until__isnull=True), name="current_by_conclusion"
            ),
        ),
    ]
