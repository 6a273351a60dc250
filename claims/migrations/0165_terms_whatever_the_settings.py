from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0164_erased_words_are_not_signed")]

    operations = [
        LoadSQL("claims", "terms", "b4dad05d9c21"),
    ]
