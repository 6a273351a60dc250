"""What the last rows contained that the public log took; pages say when a key was enrolled."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0031_open_epochs")]

    operations = [
        LoadSQL("newsroom", "log_signer_keys", "f0ab94806912"),
        LoadSQL("newsroom", "log_mark", "6499c6640ebd"),
    ]
