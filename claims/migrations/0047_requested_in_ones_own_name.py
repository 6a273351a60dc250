"""Bulk changes and imports are requested by whoever acts: a job does them in their name."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0046_no_judge_of_ones_own_conclusion"),
        ("newsroom", "0007_written_by_sql_alone"),
    ]

    operations = [
        LoadSQL("claims", "desk", "bf66869e2551"),
        LoadSQL("claims", "imports", "89e7a454b6f7"),
    ]
