from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0044_validate_limits_of_texts")]

    operations = [LoadSQL("newsroom", "approvals", "2b26e7d73e4d")]
