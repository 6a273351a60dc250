"""Lists of past days: what may be served of a past row today, and indexes over rows of every day."""

import django.contrib.postgres.indexes
from django.db import migrations, models

SERVED = """
-- Whether a relation may name the claim: its current row is shown, and holds its wording.
CREATE FUNCTION may_be_named(of_claim bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM claims_publication
                  WHERE claim_id = of_claim AND shown_until IS NULL
                    AND NOT withheld AND text <> '')
$$;

-- A publication's body as it may be served today. A current row says nothing that is not public
-- (relations_public_at_both_ends); a past one may hold relations whose other end was hidden since.
CREATE FUNCTION served_body(body text, shown_until timestamptz, withheld boolean) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN withheld THEN NULL
    -- In canonical JSON this is the key itself: within a string its quotes would be escaped.
    WHEN shown_until IS NULL OR position('"relations":[]' IN body) > 0 THEN body
    ELSE (
      SELECT CASE WHEN bool_and(named) IS NOT FALSE THEN body
                  ELSE jsonb_set(body::jsonb, '{relations}', coalesce(
                         jsonb_agg(r ORDER BY at) FILTER (WHERE named), '[]'))::text END
        FROM jsonb_array_elements(body::jsonb -> 'relations') WITH ORDINALITY f(r, at),
             LATERAL may_be_named((r ->> 'claim')::bigint) named)
  END
$$;

CREATE INDEX past_in_said_order ON claims_publication
  (coalesce(said_from, '0001-01-01'::date), number)
  WHERE NOT withheld AND standing IN ('signed', 'under_review');
"""

UNDO = """
DROP INDEX past_in_said_order;
DROP FUNCTION served_body, may_be_named;
"""

EVER = models.Q(("standing__in", ("signed", "under_review")), ("withheld", False))
ONCE = models.Q(
    ("shown_until__isnull", False),
    ("standing__in", ("signed", "under_review")),
    ("withheld", False),
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_candidates_stand_checked_together")]

    operations = [
        migrations.RunSQL(SERVED, UNDO),
        migrations.AddIndex(
            "publication",
            models.Index(models.F("published_at"), name="published_in_time"),
        ),
        migrations.AddIndex(
            "publication",
            models.Index(
                models.F("speaker"), models.F("number"), condition=EVER, name="past_by_speaker"
            ),
        ),
        migrations.AddIndex(
            "publication",
            models.Index(
                models.F("status"), models.F("number"), condition=EVER, name="past_by_status"
            ),
        ),
        migrations.AddIndex(
            "publication",
            django.contrib.postgres.indexes.GinIndex(
                models.F("search"), condition=ONCE, name="past_by_words"
            ),
        ),
        migrations.AddIndex(
            "publication",
            django.contrib.postgres.indexes.GinIndex(
                *map(models.F, ("topics", "sources", "publishers", "speakers", "contradicts")),
                condition=ONCE,
                name="past_by_parts",
            ),
        ),
    ]
