"""Whoever requests the end of a protection says which description follows, and both are done at once."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_uncompressed_bodies")]

    operations = [LoadSQL("claims", "published_speakers", "21a8747c127b")]
