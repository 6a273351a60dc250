"""An erasure also removes recordings that have no transcript."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0145_translations_are_watched")]

    operations = [LoadSQL("claims", "erasures", "0585cfefba6d")]
