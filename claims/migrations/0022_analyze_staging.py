"""Statistics of the staging tables of imports, after each filling."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0021_conflicts")]

    operations = [LoadSQL("claims", "analyze_staging", "51684d12faeb")]
