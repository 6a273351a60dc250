"""The indexes of words sort each word in at once, instead of into a list that somebody's signature sorts in later.

Altered in place, which takes a moment: Django would drop them and build them again.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations
from django.db.models import F, Q

READ = [("standing__in", ("signed", "under_review")), ("withheld", False)]
DECLARED = {
    "publicationwords": GinIndex(F("words"), name="words_of_publications", fastupdate=False),
    "searchwords": GinIndex(F("search"), name="claims_by_words", fastupdate=False),
}
OF_PUBLICATIONS = [
    GinIndex(
        F("search"), condition=Q(("shown_until__isnull", at), *READ), name=name, fastupdate=False
    )
    for name, at in (("listed_by_words", True), ("past_by_words", False))
]
# The tables that readers hold for long come last.
INDEXES = (
    *("words_of_publications", "claims_by_words", "claims_by_pairs"),
    *("listed_by_words", "listed_by_pairs", "past_by_words", "past_by_pairs"),
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0152_indexes_of_the_desk")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(f"ALTER INDEX {name} SET (fastupdate = off)") for name in INDEXES],
            [
                operation
                for model, index in (
                    *DECLARED.items(),
                    *(("publication", each) for each in OF_PUBLICATIONS),
                )
                for operation in (
                    migrations.RemoveIndex(model, index.name),
                    migrations.AddIndex(model, index),
                )
            ],
        )
    ]
