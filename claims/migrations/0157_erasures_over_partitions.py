"""Erasures look through a partitioned table once, and not through its partitions."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0156_names_are_found_faster")]
    run_before = [("newsroom", "0038_partition_events")]

    operations = [LoadSQL("claims", "erasures", "0f53b81d135e")]
