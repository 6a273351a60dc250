"""Snapshots use the function that says whether a change is made by SQL alone."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0003_name_search"),
        ("newsroom", "0007_written_by_sql_alone"),
    ]

    operations = [LoadSQL("sources", "snapshots", "cc7224a7be1a")]
