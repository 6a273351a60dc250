"""Cached answers expire when the list of claims waiting to be republished changes."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0117_hiding_behind_the_log")]

    operations = [LoadSQL("claims", "public_tables", "452dadf063dc")]
