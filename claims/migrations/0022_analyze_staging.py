"""Once the statistics of staging tables of imports, which are gone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0021_conflicts")]
