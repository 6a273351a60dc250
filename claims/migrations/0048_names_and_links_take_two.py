"""Other names and links of a speaker whom a publication names take two people."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0047_requested_in_ones_own_name")]

    operations = [LoadSQL("claims", "published_speakers", "a655f71c812c")]
