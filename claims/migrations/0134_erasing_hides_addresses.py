"""What an erasure finds is shown without addresses and keys; the same files go at first and after a restore."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0132_recordings_in_earlier_publications")]

    operations = [LoadSQL("claims", "erasures", "246a23f7aac0")]
