"""Whoever reminded of a reply, merged speakers or changed what a source was syndicated from is an author."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0055_speakers_that_pages_show")]

    operations = [LoadSQL("claims", "authors", "00672c642617")]
