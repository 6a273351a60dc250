"""What PostgreSQL enforces of sources: hashes, merges without circles, unchangeable snapshots."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial"), ("newsroom", "0003_roles_and_policy")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE sources_snapshot ADD CONSTRAINT snapshot_text_hash
              CHECK (text_sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'));
            """
        ),
        LoadSQL("sources", "snapshots", "43eb7153bea1"),
        LoadSQL("sources", "speaker_merges", "947efd8888b2"),
        LoadSQL("sources", "syndication", "d7c8a35d6d47"),
        LoadSQL("sources", "anchor_checks", "f875bf0c925c"),
        LoadSQL("sources", "capture_requests", "01ecd62d52dc"),
        LoadSQL("sources", "protected_names", "74a7a6eed103"),
        LoadSQL("sources", "takedowns", "6df862fa3426"),
        LoadSQL("sources", "tracked_tables", "f626ec51ec9b"),
    ]
