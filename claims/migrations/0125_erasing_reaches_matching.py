"""Erasing reaches vectors and words for matching."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0117_hiding_behind_the_log")]

    operations = [LoadSQL("claims", "erasures", "426f20f83c08")]
