"""Minor edits lose an erased proposal's hash, too; signatures of it are not named; no transcript has an erased recording."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0147_erasing_hides_versions"),
        ("sources", "0023_validate_captures_of_recordings"),
    ]

    operations = [
        LoadSQL("claims", "erasures", "d965a1714460"),
        LoadSQL("claims", "signatures", "751d9ecab615"),
        LoadSQL("sources", "transcripts", "0882bf1c1b3d"),
    ]
