"""One function says whether a change is made by SQL alone."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0006_names")]

    operations = [LoadSQL("newsroom", "people", "1737dfe44b28")]
