"""The public log says which publications are withheld."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0081_public_tables"),
        ("newsroom", "0022_log_entries"),
    ]

    operations = [
        LoadSQL("claims", "log_withholding", "b7b63c0a5eb0"),
        # What is withheld already: the log begins with the present state.
        migrations.RunSQL(
            "SELECT write_to_log('withheld ' || number)"
            " FROM claims_publication WHERE withheld ORDER BY number"
        ),
    ]
