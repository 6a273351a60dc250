"""Once the columns of staging tables of imports, which are gone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0062_fill_topics_of_publications")]
