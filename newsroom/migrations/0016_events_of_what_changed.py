"""The event of an update holds the columns that changed, and no longer the whole row twice."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0015_heartbeat")]

    operations = [LoadSQL("newsroom", "history", "f0ac693e903b")]
