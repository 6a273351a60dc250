"""Other names and links of speakers come in with an archive."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0062_fill_topics_of_publications")]

    operations = [LoadSQL("claims", "import_staging", "e948c9bee0b6")]
