"""What a claim is found by knows in which language it is: matching words asks one table.

Its language decides how its words are folded. It stood in the claim alone, so that PostgreSQL read
a million claims to compare the language of those that hold a word.
"""

from django.db import migrations, models

WORDS = """
         setweight(claim_words(c.language, c.text), 'A')
         || setweight(claim_words(c.language, s.name), 'B')
         || setweight(claim_words(c.language, coalesce(
              (SELECT string_agg(a.exact, ' ' ORDER BY a.id) FROM claims_anchor a
                WHERE a.claim_id = c.id AND a.appearance_id IS NOT NULL), '')), 'C'),
         coalesce(
           (SELECT array_agg(DISTINCT w) FROM claims_quantity q,
                   unnest(amount_words(c.language, q.low, q.high,
                                       concat_ws(' ', q.unit, q.counted, q.qualifier))) w
             WHERE q.claim_id = c.id), '{}')"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION words_of_claims(claims bigint[]) RETURNS SETOF claims_claimwords
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT c.id,%(words)s%(language)s
    FROM claims_claim c JOIN sources_speaker s ON s.id = c.speaker_id
   WHERE c.id = ANY (claims)
$$;
CREATE OR REPLACE FUNCTION keep_words(claims bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO claims_claimwords AS kept
  SELECT w.* FROM words_of_claims(claims) w ORDER BY w.claim_id
  ON CONFLICT (claim_id) DO UPDATE SET %(set)s
   WHERE %(kept)s IS DISTINCT FROM %(excluded)s
$$;
"""


def functions(*columns: str, language: str) -> str:
    """Both, keeping these columns."""
    return FUNCTIONS % {
        "words": WORDS,
        "language": language,
        "set": ", ".join(f"{column} = excluded.{column}" for column in columns),
        "kept": f"({', '.join(f'kept.{column}' for column in columns)})",
        "excluded": f"({', '.join(f'excluded.{column}' for column in columns)})",
    }


KNOWN = """
UPDATE claims_claimwords w SET language = c.language FROM claims_claim c WHERE c.id = w.claim_id
"""
LANGUAGE = functions("search", "amounts", "language", language=",\n         c.language")
# The column is still there when they are made.
UNDO = "SET LOCAL check_function_bodies = off;" + functions("search", "amounts", language="")


class Migration(migrations.Migration):
    dependencies = [("claims", "0026_bodies_are_stored_plain")]

    operations = [
        migrations.AddField(
            "claimwords",
            "language",
            models.CharField(default="", max_length=12),
            preserve_default=False,
        ),
        migrations.RunSQL(LANGUAGE, UNDO),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
