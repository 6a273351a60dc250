"""A review may begin over the API; nobody agrees to a proposal over it."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0080_texts_beside_events")]

    operations = [
        LoadSQL("claims", "claim_guard", "ea59d53cee90"),
        LoadSQL("claims", "round_guard", "1f0385bb1a36"),
        LoadSQL("claims", "review_policy", "5496223c30b4"),
    ]
