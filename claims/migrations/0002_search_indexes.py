"""What claims and publications are searched by: words, phrases, amounts, names and dates."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL

LISTED = "shown_until IS NULL AND NOT withheld AND standing IN ('signed', 'under_review')"
# Newest first with unknown dates last, in one row comparison: an unknown date sorts as the first of all.
SAID_ORDER = "coalesce(said_from, '0001-01-01'::date)"


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("sources", "0003_name_search")]

    operations = [
        LoadSQL("claims", "text_search", "4086fd3e45df"),
        LoadSQL("claims", "phrase_search", "e8b5a545a166"),
        LoadSQL("claims", "amount_search", "ccb078a7cd46"),
        LoadSQL("claims", "claim_search", "147665bae0a6"),
        LoadSQL("claims", "publication_search", "b706813fcbf5"),
        LoadSQL("claims", "names_in_publications", "ac0384c5570c"),
        migrations.RunSQL(
            f"""
            CREATE INDEX claims_in_said_order ON claims_claim ({SAID_ORDER}, id);
            CREATE INDEX listed_in_said_order ON claims_publication ({SAID_ORDER}, number)
              WHERE {LISTED};
            CREATE INDEX past_in_said_order ON claims_publication ({SAID_ORDER}, number)
              WHERE NOT withheld AND standing IN ('signed', 'under_review');

            CREATE INDEX claims_by_pairs ON claims_searchwords USING gin (word_pairs(search));
            CREATE INDEX listed_by_pairs ON claims_publication USING gin (word_pairs(search))
              WHERE {LISTED};
            CREATE INDEX past_by_pairs ON claims_publication USING gin (word_pairs(search))
              WHERE shown_until IS NOT NULL AND NOT withheld
                AND standing IN ('signed', 'under_review');

            CREATE INDEX listed_by_amounts ON claims_publication USING gin (publication_amounts(body))
              WHERE {LISTED};
            CREATE INDEX listed_by_role ON claims_publication (publication_role(body), number)
              WHERE {LISTED};
            CREATE INDEX listed_by_source_named ON claims_publication
              USING gin (publication_sources(body)) WHERE {LISTED};
            CREATE INDEX listed_by_publisher_named ON claims_publication
              USING gin (publication_publishers(body)) WHERE {LISTED};

            CREATE INDEX publications_by_words ON claims_publication
              USING gin (publication_words(body));
            """
        ),
    ]
