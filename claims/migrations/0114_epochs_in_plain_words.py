"""The refusal to open an epoch is in plainer words."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0113_recordings_are_erased")]

    operations = [LoadSQL("claims", "epochs", "656409539bd7")]
