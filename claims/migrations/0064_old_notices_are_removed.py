"""Notices may be deleted after a year; rows that change often are vacuumed sooner."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0063_names_and_links_in_imports")]

    operations = [
        LoadSQL("claims", "desk", "4dfe0d747802"),
        migrations.RunSQL(
            "ALTER TABLE claims_notice SET (autovacuum_vacuum_scale_factor = 0.02,"
            " autovacuum_analyze_scale_factor = 0.02)"
        ),
    ]
