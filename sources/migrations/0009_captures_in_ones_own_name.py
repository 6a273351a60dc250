"""Captures are requested by whoever acts: a job does them in their name."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0008_archived_copies"),
        ("newsroom", "0007_written_by_sql_alone"),
    ]

    operations = [LoadSQL("sources", "capture_requests", "fc0d1188b924")]
