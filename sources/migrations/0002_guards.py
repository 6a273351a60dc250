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
        LoadSQL("sources", "snapshots", "969a72bdf7b7"),
        LoadSQL("sources", "speaker_merges", "7f7fbad05f3e"),
        LoadSQL("sources", "syndication", "955e6ea7c67f"),
        LoadSQL("sources", "anchor_checks", "b65d4bced05a"),
        LoadSQL("sources", "capture_requests", "62538e62d00f"),
        LoadSQL("sources", "takedowns", "fb1473b1e36a"),
        LoadSQL("sources", "tracked_tables", "f626ec51ec9b"),
    ]
