"""Speakers found by names that are misspelt, and compared by imports."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_guards"), ("newsroom", "0006_names")]

    operations = [
        LoadSQL("sources", "speaker_names", "a707cb3ee4c5"),
        LoadSQL("sources", "name_keys", "bccd60114011"),
        migrations.RunSQL(
            """
            CREATE INDEX alias_by_key ON sources_alias (name_key(folded));
            CREATE INDEX alias_by_near_name ON sources_alias (near_name(name_key(folded)));
            CREATE INDEX alias_by_look_alike_key ON sources_alias (look_alike_key(name));
            """
        ),
    ]
