"""Changes of what the public reads leave a mark."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0077_no_conclusion_over_the_api"),
        ("newsroom", "0021_public_changes"),
    ]

    operations = [LoadSQL("claims", "public_tables", "6bbc0122465b")]
