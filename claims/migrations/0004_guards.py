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
        LoadSQL("claims", "locks", "1b34db90aafa"),
        LoadSQL("claims", "claim_guard", "0f6d49b578c7"),
        LoadSQL("claims", "claim_parts", "5b7a92f10902"),
        LoadSQL("claims", "relation_guard", "2324a869e0d0"),
        LoadSQL("claims", "hold_guard", "57ee82db46e8"),
        LoadSQL("claims", "evidence", "b79bafdaac8e"),
        LoadSQL("claims", "require_conclusion", "66d20727a13d"),
        LoadSQL("claims", "review_guard", "4f8bf862fed5"),
        LoadSQL("claims", "round_guard", "e3a21eb846ef"),
        LoadSQL("claims", "status_is_borne_out", "89f8d39f9420"),
        LoadSQL("claims", "external_reviews", "895634927db1"),
        LoadSQL("claims", "public_body", "b73543fb3fd0"),
        LoadSQL("claims", "protected_speakers", "749cfaaaf5c7"),
        LoadSQL("claims", "published_speakers", "714a79b47f52"),
        LoadSQL("claims", "takedowns", "9f7172bffd81"),
        LoadSQL("claims", "withhold", "9242f0c3d5fe"),
        LoadSQL("claims", "publication_insert", "f8a6d67ea5fd"),
        LoadSQL("claims", "publication_guard", "ca5b95163658"),
        LoadSQL("claims", "relations_at_both_ends", "eaf4d53bbfbe"),
        LoadSQL("claims", "public_sees_what_stands", "d1ab07147ea0"),
        LoadSQL("claims", "served_body", "25cfcf59a5e2"),
        LoadSQL("claims", "export_rows", "4c40e5a665bd"),
        LoadSQL("claims", "candidates", "04be30bfc0e3"),
        LoadSQL("claims", "imports", "f0f440aa1f82"),
        LoadSQL("claims", "webhooks", "3ff05e748b31"),
        LoadSQL("claims", "desk", "728fc9d161cb"),
        LoadSQL("claims", "suggestions", "874f789e302b"),
        LoadSQL("claims", "tracked_tables", "207e84f9de3f"),
    ]
