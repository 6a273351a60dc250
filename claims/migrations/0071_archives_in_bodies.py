"""Bodies name the data set that a rating of others' without an address is from."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0070_names_in_addresses"),
    ]

    operations = [LoadSQL("claims", "proposal_body", "d6dd0ea51a32")]
