"""The hashes of events, for the signer of the public log."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0022_log_entries")]

    operations = [LoadSQL("newsroom", "event_hashes", "7a9b5a9e9b59")]
