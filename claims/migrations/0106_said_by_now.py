"""No claim was said in the future."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0102_epochs")]

    operations = [LoadSQL("claims", "said_by_now", "4b96cd6c0596")]
