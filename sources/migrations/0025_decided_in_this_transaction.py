from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0024_keys_of_names_whatever_the_settings"),
        ("newsroom", "0042_decided_in_this_transaction"),
    ]

    operations = [
        LoadSQL("sources", "takedowns", "2a370fc8d485"),
        LoadSQL("sources", "transcripts", "4e3fa134d3d4"),
    ]
