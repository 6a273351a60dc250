"""What was put into the lists of the indexes of words before they were switched off."""

from django.db import migrations

INDEXES = (
    *("words_of_publications", "claims_by_words", "claims_by_pairs"),
    *("listed_by_words", "listed_by_pairs", "past_by_words", "past_by_pairs"),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0153_words_are_sorted_in_at_once")]

    operations = [migrations.RunSQL(f"SELECT gin_clean_pending_list('{name}')") for name in INDEXES]
