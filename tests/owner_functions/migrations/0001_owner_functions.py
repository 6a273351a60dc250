from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    # What the functions use need not exist yet.
    dependencies = []

    operations = [LoadSQL("tests/owner_functions", "owner_functions", "79245b1b9fd6")]
