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
        LoadSQL("claims", "claim_guard", "a36837254212"),
        LoadSQL("claims", "claim_parts", "7e08acd9be83"),
        LoadSQL("claims", "relation_guard", "2324a869e0d0"),
        LoadSQL("claims", "hold_guard", "57ee82db46e8"),
        LoadSQL("claims", "evidence", "7d6151888ce0"),
        LoadSQL("claims", "require_conclusion", "66d20727a13d"),
        LoadSQL("claims", "review_guard", "4f8bf862fed5"),
        LoadSQL("claims", "round_guard", "2f3c60b44ffa"),
        LoadSQL("claims", "claim_status", "b1e4f3df5002"),
        LoadSQL("claims", "external_reviews", "895634927db1"),
        LoadSQL("claims", "public_body", "6585af81484c"),
        LoadSQL("claims", "protected_speakers", "46fecd6a655d"),
        LoadSQL("claims", "published_speakers", "7c61e344a2fc"),
        LoadSQL("claims", "takedowns", "a569672c3cbb"),
        LoadSQL("claims", "withhold", "9242f0c3d5fe"),
        LoadSQL("claims", "publication_insert", "2a539f3181fb"),
        LoadSQL("claims", "publication_guard", "ca5b95163658"),
        LoadSQL("claims", "relations_at_both_ends", "fad07af3de8c"),
        LoadSQL("claims", "publication_is_current", "4aa0a53ba3d5"),
        LoadSQL("claims", "served_body", "25cfcf59a5e2"),
        LoadSQL("claims", "export_rows", "4c40e5a665bd"),
        LoadSQL("claims", "candidates", "69cb70fe5492"),
        LoadSQL("claims", "imports", "f0f440aa1f82"),
        LoadSQL("claims", "webhooks", "3ff05e748b31"),
        LoadSQL("claims", "desk", "728fc9d161cb"),
        LoadSQL("claims", "suggestions", "874f789e302b"),
        LoadSQL("claims", "tracked_tables", "207e84f9de3f"),
    ]
