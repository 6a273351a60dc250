"""An erasure also removes recordings that have no transcript."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0143_one_recording_is_one_source")]

    operations = [LoadSQL("claims", "erasures", "0585cfefba6d")]
