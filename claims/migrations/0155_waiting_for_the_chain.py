"""Who waits for the chain of publications takes no lock of a session."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0154_sort_in_the_words_that_wait")]

    operations = [LoadSQL("claims", "publication_chain", "049853d1809a")]
