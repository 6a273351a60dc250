from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0041_contexts_of_this_transaction")]

    operations = [
        LoadSQL("newsroom", "history", "be6e7c69a5d2"),
        LoadSQL("newsroom", "approvals", "d11da22ce9b4"),
        LoadSQL("newsroom", "people", "f7172cbd3dac"),
        LoadSQL("newsroom", "signer_keys", "cca083f110d3"),
    ]
