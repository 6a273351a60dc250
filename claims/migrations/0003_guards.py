"""What PostgreSQL enforces of claims, reviews and publications, and which tables are under history."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_search_indexes")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE claims_round ADD CONSTRAINT round_version_of_body
              CHECK (version = encode(sha256(convert_to(body, 'UTF8')), 'hex'));
            """
        ),
        LoadSQL("claims", "locks", "e55c158a9b8b"),
        LoadSQL("claims", "claim_guard", "ed3826ddad7e"),
        LoadSQL("claims", "claim_parts", "b21e5d6f53c0"),
        LoadSQL("claims", "relation_guard", "56cac8b5ab4a"),
        LoadSQL("claims", "hold_guard", "409ba0c04c0f"),
        LoadSQL("claims", "evidence", "97a905329241"),
        LoadSQL("claims", "require_conclusion", "33c6ac4c4851"),
        LoadSQL("claims", "review_guard", "714d80e15206"),
        LoadSQL("claims", "proposal_body", "1240b24c486d"),
        LoadSQL("claims", "round_guard", "976b7c87cb1a"),
        LoadSQL("claims", "claim_status", "e73e8fc680d1"),
        LoadSQL("claims", "external_reviews", "64b462d9c3df"),
        LoadSQL("claims", "public_body", "91ee03f9b90f"),
        LoadSQL("claims", "authors", "a2b9acff75a9"),
        LoadSQL("claims", "protected_speakers", "9519bc5c66be"),
        LoadSQL("claims", "protected_name_uses", "fd4fb276254b"),
        LoadSQL("claims", "namesakes", "1c438a3b8f9a"),
        LoadSQL("claims", "published_speakers", "1d0ec11a93f1"),
        LoadSQL("claims", "takedowns", "960b08a54509"),
        LoadSQL("claims", "withhold", "3e9b7afe632b"),
        LoadSQL("claims", "publication_chain", "7fe63bc2eea0"),
        LoadSQL("claims", "publication_insert", "49bee567c7d2"),
        LoadSQL("claims", "publication_guard", "10bab5feb9fc"),
        LoadSQL("claims", "relations_at_both_ends", "ce6a8f34478f"),
        LoadSQL("claims", "publication_is_current", "c46522e70ef0"),
        LoadSQL("claims", "served_body", "25cfcf59a5e2"),
        LoadSQL("claims", "export_rows", "548ec53c7700"),
        LoadSQL("claims", "candidates", "4d44f9b3bd6d"),
        LoadSQL("claims", "imports", "f7f3e389cdcc"),
        LoadSQL("claims", "webhooks", "b71bf874d224"),
        LoadSQL("claims", "desk", "245ba6dafc27"),
        LoadSQL("claims", "tracked_tables", "16033d720bc1"),
    ]
