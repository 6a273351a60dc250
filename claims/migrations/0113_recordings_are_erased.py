"""Erasing reaches transcripts and their recordings."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0112_whose_signatures_count"),
        ("sources", "0021_time_stamps_for_readers"),
    ]

    operations = [LoadSQL("claims", "erasures", "f9c892d644ce")]
