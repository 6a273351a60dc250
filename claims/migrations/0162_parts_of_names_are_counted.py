"""A search for names counts the rows that an erasure of any parts of them changes."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0161_erased_words_stay_offline")]

    operations = [LoadSQL("claims", "erasure_searches", "3346c9e110bb")]
