"""Claims are found by what others concluded."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("claims", "0051_synonyms"),
        ("sources", "0010_archived_copies_in_ones_own_name"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="externalreview",
            index=models.Index(
                models.Func(models.Func("rating", function="fold"), function="name_key"),
                name="external_review_by_rating",
            ),
        ),
    ]
