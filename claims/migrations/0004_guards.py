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
        LoadSQL("claims", "claim_guard", "4c0f5163e2b0"),
        LoadSQL("claims", "claim_parts", "d03649e5c4f8"),
        LoadSQL("claims", "relation_guard", "a8511dc853a5"),
        LoadSQL("claims", "hold_guard", "edfcc1e83938"),
        LoadSQL("claims", "evidence", "7d6151888ce0"),
        LoadSQL("claims", "require_conclusion", "66d20727a13d"),
        LoadSQL("claims", "review_guard", "ce2ca86170bd"),
        LoadSQL("claims", "round_guard", "80dd3ce7160e"),
        LoadSQL("claims", "claim_status", "b1e4f3df5002"),
        LoadSQL("claims", "external_reviews", "602bf9440ad4"),
        LoadSQL("claims", "public_body", "6585af81484c"),
        LoadSQL("claims", "protected_speakers", "46fecd6a655d"),
        LoadSQL("claims", "published_speakers", "25fa6ffa3369"),
        LoadSQL("claims", "takedowns", "a569672c3cbb"),
        LoadSQL("claims", "withhold", "9242f0c3d5fe"),
        LoadSQL("claims", "publication_insert", "ed3588f08854"),
        LoadSQL("claims", "publication_guard", "caee4b8ce321"),
        LoadSQL("claims", "relations_at_both_ends", "fad07af3de8c"),
        LoadSQL("claims", "publication_is_current", "4aa0a53ba3d5"),
        LoadSQL("claims", "served_body", "25cfcf59a5e2"),
        LoadSQL("claims", "export_rows", "c6f9f0a77202"),
        LoadSQL("claims", "candidates", "69cb70fe5492"),
        LoadSQL("claims", "imports", "3068e1d36c23"),
        LoadSQL("claims", "webhooks", "3ff05e748b31"),
        LoadSQL("claims", "desk", "728fc9d161cb"),
        LoadSQL("claims", "suggestions", "874f789e302b"),
        LoadSQL("claims", "tracked_tables", "207e84f9de3f"),
    ]
