"""Add log_mark(); watch signer keys for public pages."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0031_open_epochs")]

    operations = [
        LoadSQL("newsroom", "log_signer_keys", "f0ab94806912"),
        LoadSQL("newsroom", "log_mark", "6499c6640ebd"),
    ]
