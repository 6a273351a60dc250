from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0035_log_mark")]

    operations = [
        LoadSQL("newsroom", "names", "7da9e7f3c551"),
    ]
