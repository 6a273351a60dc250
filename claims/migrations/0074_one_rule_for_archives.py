"""One function says which data set a rating of others' is from."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0071_archives_in_bodies"),
    ]

    operations = [LoadSQL("claims", "proposal_body", "5b95ef8e0bf6")]
