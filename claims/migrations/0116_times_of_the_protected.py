"""No times and recordings where a protected speaker is heard; listening takes a recording that can be heard."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0115_times_of_quotes_in_bodies")]

    operations = [
        LoadSQL("claims", "protected_speakers", "d40395216ade"),
        LoadSQL("claims", "protected_name_uses", "3438affd9fd4"),
        LoadSQL("claims", "listening", "1769a8b043ed"),
    ]
