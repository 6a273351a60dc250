"""Answers that are kept know when an epoch is opened: the Method page shows it."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0108_independence_needs_a_publisher")]

    operations = [LoadSQL("claims", "epochs", "2624b5cc8c05")]
