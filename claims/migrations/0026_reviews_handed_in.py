"""An index of the reviews that reporters have handed in."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0025_review_policy")]

    operations = [
        AddIndexConcurrently(
            "review",
            models.Index(
                fields=["claim"],
                condition=models.Q(state="open", handed_in_at__isnull=False),
                name="review_handed_in",
            ),
        ),
    ]
