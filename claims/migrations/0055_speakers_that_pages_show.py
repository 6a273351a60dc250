"""A speaker whom pages show by a merge, or as an organisation, is changed by two people."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0054_found_by_description")]

    operations = [LoadSQL("claims", "published_speakers", "b9ae6ba58fa3")]
