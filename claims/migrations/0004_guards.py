"""What PostgreSQL enforces of claims, reviews and publications, and which tables are under history."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_search_indexes")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE claims_round ADD CONSTRAINT round_version_of_body
              CHECK (version = encode(sha256(convert_to(body, 'UTF8')), 'hex'));
            """
        ),
        LoadSQL("claims", "locks", "e712ad5a25e6"),
        LoadSQL("claims", "claim_guard", "06f4f60e2e9e"),
        LoadSQL("claims", "claim_parts", "3b069be76ccf"),
        LoadSQL("claims", "relation_guard", "22cbc94e29e8"),
        LoadSQL("claims", "hold_guard", "78ab92bf2731"),
        LoadSQL("claims", "evidence", "65e06d6be6c2"),
        LoadSQL("claims", "require_conclusion", "93731dfb49bd"),
        LoadSQL("claims", "review_guard", "243db57c9677"),
        LoadSQL("claims", "round_guard", "6c969e791b73"),
        LoadSQL("claims", "claim_status", "9b941552c6e0"),
        LoadSQL("claims", "external_reviews", "1ef4e53eeb9b"),
        LoadSQL("claims", "public_body", "0542e49b5468"),
        LoadSQL("claims", "protected_speakers", "2f52e9788f58"),
        LoadSQL("claims", "published_speakers", "d8dcd21c3854"),
        LoadSQL("claims", "takedowns", "7708fd0a8ad9"),
        LoadSQL("claims", "withhold", "9242f0c3d5fe"),
        LoadSQL("claims", "publication_insert", "3ec960dcee9e"),
        LoadSQL("claims", "publication_guard", "1e88c965e140"),
        LoadSQL("claims", "relations_at_both_ends", "ed54688ec53b"),
        LoadSQL("claims", "publication_is_current", "8d632ca426de"),
        LoadSQL("claims", "served_body", "25cfcf59a5e2"),
        LoadSQL("claims", "export_rows", "c6f9f0a77202"),
        LoadSQL("claims", "candidates", "639470b5c633"),
        LoadSQL("claims", "imports", "d9ff3a692159"),
        LoadSQL("claims", "webhooks", "b71bf874d224"),
        LoadSQL("claims", "desk", "245ba6dafc27"),
        LoadSQL("claims", "suggestions", "00a5af1bf006"),
        LoadSQL("claims", "tracked_tables", "207e84f9de3f"),
    ]
