from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0175_index_conclusions"),
        ("newsroom", "0045_accounts_of_one_person"),
    ]

    operations = [LoadSQL("claims", "authors", "67ab6a6859b6")]
