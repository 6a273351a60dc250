"""An index of the few publications that say that a claim is hidden now: the desk lists them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0008_validate_notices")]

    operations = [
        AddIndexConcurrently(
            "publication",
            models.Index(
                "claim",
                condition=Q(shown_until__isnull=True, standing="hidden"),
                name="publication_hidden_now",
            ),
        ),
    ]
