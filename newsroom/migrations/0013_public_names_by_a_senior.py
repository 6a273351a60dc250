"""The name by which publications name a person is changed by a senior editor."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0012_recovery_codes_stay_used")]

    operations = [LoadSQL("newsroom", "people", "cd4614a694d9")]
