from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0176_accounts_of_one_person")]

    operations = [
        LoadSQL("claims", "erasures", "c469bd2ed878"),
    ]
