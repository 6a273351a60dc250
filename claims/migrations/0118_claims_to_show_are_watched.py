"""What is served of a body depends on whether claims wait to be published again: kept answers end with that."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0117_hiding_behind_the_log")]

    operations = [LoadSQL("claims", "public_tables", "452dadf063dc")]
