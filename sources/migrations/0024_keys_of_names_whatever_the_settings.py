from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("sources", "0023_validate_captures_of_recordings")]

    operations = [
        LoadSQL("sources", "name_keys", "8bdc11a6ac3b"),
    ]
