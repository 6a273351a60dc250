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
        LoadSQL("claims", "claim_guard", "b043f1c4fe09"),
        LoadSQL("claims", "claim_parts", "cde9641a8437"),
        LoadSQL("claims", "relation_guard", "dd7903736469"),
        LoadSQL("claims", "hold_guard", "409ba0c04c0f"),
        LoadSQL("claims", "evidence", "ad243306b7e7"),
        LoadSQL("claims", "require_conclusion", "33c6ac4c4851"),
        LoadSQL("claims", "review_guard", "714d80e15206"),
        LoadSQL("claims", "round_guard", "47f4edb08bb2"),
        LoadSQL("claims", "claim_status", "6365bfca22d2"),
        LoadSQL("claims", "external_reviews", "64b462d9c3df"),
        LoadSQL("claims", "public_body", "0542e49b5468"),
        LoadSQL("claims", "protected_speakers", "e10d23f3815a"),
        LoadSQL("claims", "published_speakers", "7b8fe41aa607"),
        LoadSQL("claims", "takedowns", "ef60beda4aea"),
        LoadSQL("claims", "withhold", "4608c5e20796"),
        LoadSQL("claims", "publication_insert", "fa956a7bfc51"),
        LoadSQL("claims", "publication_guard", "10bab5feb9fc"),
        LoadSQL("claims", "relations_at_both_ends", "60c43be7d500"),
        LoadSQL("claims", "publication_is_current", "f52b11518d7a"),
        LoadSQL("claims", "served_body", "25cfcf59a5e2"),
        LoadSQL("claims", "export_rows", "548ec53c7700"),
        LoadSQL("claims", "candidates", "17f2bc201f70"),
        LoadSQL("claims", "import_staging", "21c77ed1dd8c"),
        LoadSQL("claims", "imports", "f7f3e389cdcc"),
        LoadSQL("claims", "webhooks", "b71bf874d224"),
        LoadSQL("claims", "desk", "245ba6dafc27"),
        LoadSQL("claims", "suggestions", "00a5af1bf006"),
        LoadSQL("claims", "tracked_tables", "207e84f9de3f"),
    ]
