from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0167_three_states_of_independence"),
        ("newsroom", "0042_decided_in_this_transaction"),
    ]

    operations = [
        LoadSQL("claims", "authors", "dcae59543693"),
        LoadSQL("claims", "review_policy", "48a80e56e1a4"),
        LoadSQL("claims", "round_guard", "b8edd14ab3c1"),
        LoadSQL("claims", "dossiers", "e03a9f08ba3a"),
        LoadSQL("claims", "epochs", "ba0b98e44905"),
        LoadSQL("claims", "erasures", "4892de8ce2a7"),
        LoadSQL("claims", "hold_guard", "d5c88e84c0c5"),
        LoadSQL("claims", "labels", "31862302ff90"),
        LoadSQL("claims", "namesakes", "1b92e15caaab"),
        LoadSQL("claims", "proposal_body", "1069dec32764"),
        LoadSQL("claims", "published_speakers", "eee25faa4fd3"),
    ]
