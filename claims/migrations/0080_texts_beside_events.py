"""Who wrote a proposal is read from events with their long texts."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0076_written_over_the_api"),
        ("newsroom", "0019_texts_beside_events"),
    ]

    operations = [LoadSQL("claims", "authors", "826997f93384")]
