"""The public log says which keys people sign with."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0027_signer_keys")]

    operations = [LoadSQL("newsroom", "log_signer_keys", "43fd18002b37")]
