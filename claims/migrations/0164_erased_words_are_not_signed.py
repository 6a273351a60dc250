"""No proposal is signed of which parts were erased."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0163_aliases_of_one_length_are_erased")]

    operations = [LoadSQL("claims", "round_guard", "a27e270d0c2c")]
