"""The list of corrections reads which claims were translated twice, so a new translation is a public change."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0144_readers_of_translations_are_searched")]

    operations = [LoadSQL("claims", "translations", "05a7e87b66ff")]
