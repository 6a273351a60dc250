"""Notices are messages: what they are about has its own history."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0066_speakers_an_imported_name_may_be")]

    operations = [
        LoadSQL("claims", "desk", "f58d065676d0"),
        LoadSQL("claims", "tracked_tables", "d2e9ad4ff775"),
        migrations.RunSQL(
            "DROP TRIGGER IF EXISTS history_insert ON claims_notice;"
            " DROP TRIGGER IF EXISTS history_update ON claims_notice;"
            " DROP TRIGGER IF EXISTS history_delete ON claims_notice"
        ),
    ]
