"""Evidence counts as independent only where it is stated who published its source."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0106_said_by_now")]

    operations = [
        LoadSQL("claims", "evidence", "8eb894a7344b"),
        LoadSQL("claims", "require_conclusion", "9eeebc76ed5f"),
        LoadSQL("claims", "proposal_body", "8b8e3478e85e"),
    ]
