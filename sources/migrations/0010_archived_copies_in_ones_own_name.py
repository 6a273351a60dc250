"""Archived copies are recorded and requested in one's own name."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("sources", "0009_captures_in_ones_own_name")]

    operations = [LoadSQL("sources", "archived_copies", "77a40ae118fb")]
