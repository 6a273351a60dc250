from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0040_keys_of_names_whatever_the_settings")]

    operations = [
        LoadSQL("newsroom", "history", "30bf37d41882"),
    ]
