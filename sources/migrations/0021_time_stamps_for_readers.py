"""Changes of time stamps, which readers see, leave a mark."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("sources", "0020_time_stamps"), ("newsroom", "0021_public_changes")]

    operations = [LoadSQL("sources", "time_stamps", "11e0ed370a60")]
