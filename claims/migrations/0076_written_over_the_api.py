"""Words that came over the API are marked, and no conclusion comes over it."""

from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0078_publication_withheld")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="via_api",
                field=models.BooleanField(
                    db_default=False, default=False, editable=False, verbose_name="via API"
                ),
            )
            for name in ("claim", "evidence")
        ),
        LoadSQL("claims", "claim_guard", "567f52e22cdb"),
        LoadSQL("claims", "evidence", "6b264ace677d"),
        LoadSQL("claims", "authors", "ce8dbbd2e2e0"),
        LoadSQL("claims", "round_guard", "d49a0ce17408"),
    ]
