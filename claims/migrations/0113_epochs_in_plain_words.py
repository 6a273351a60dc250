"""The refusal to open an epoch is in plainer words."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0112_whose_signatures_count")]

    operations = [LoadSQL("claims", "epochs", "656409539bd7")]
