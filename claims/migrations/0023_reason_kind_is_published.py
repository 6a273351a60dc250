"""What a claim is reopened for doesn't change without a publication that says so."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0022_analyze_staging")]

    operations = [LoadSQL("claims", "publication_is_current", "441539ed0ea2")]
