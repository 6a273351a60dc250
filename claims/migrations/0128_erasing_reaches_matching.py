"""Erasing reaches vectors and words for matching."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0127_recordings_of_what_is_taken_down")]

    operations = [LoadSQL("claims", "erasures", "426f20f83c08")]
