"""Search: working claims by their words, publications also by amounts and by the role then."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

FOUND_BY = """
-- A number, and the number with each word that says what is counted: '150', '150 death'.
CREATE FUNCTION amount_words(language text, low numeric, high numeric, words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT trim_scale(n) || coalesce(' ' || w, ''))
    FROM unnest(ARRAY[low, high]) n,
         unnest(tsvector_to_array(public.claim_words(
           language, replace(replace(words, '%', ' percent '), '$', ' dollars '))) || NULL::text) w
$$;
-- The same of what somebody asks for, who may write any language.
CREATE FUNCTION amount_asked(amount numeric, word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT w)
    FROM unnest(ARRAY['en', 'es', '']) l, unnest(public.amount_words(l, amount, amount, word)) w
   WHERE w <> trim_scale(amount)::text
$$;

CREATE FUNCTION publication_amounts(body text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
  SELECT coalesce(array_agg(DISTINCT w), '{}')
    FROM jsonb_path_query(body::jsonb, '$.quantities[*]') q,
         unnest(public.amount_words(
           coalesce(body::jsonb ->> 'language', ''), (q ->> 'low')::numeric,
           (q ->> 'high')::numeric,
           concat_ws(' ', q ->> 'unit', q ->> 'counted', q ->> 'qualifier'))) w
$$;
-- The post that the speaker held when it was said, as people ask for it.
CREATE FUNCTION publication_role(body text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
  SELECT public.fold(coalesce(body::jsonb #>> '{speaker,role,title}', ''))
$$;
CREATE INDEX listed_by_amounts ON claims_publication USING gin (publication_amounts(body))
  WHERE shown_until IS NULL AND NOT withheld AND standing IN ('signed', 'under_review');
CREATE INDEX listed_by_role ON claims_publication (publication_role(body), number)
  WHERE shown_until IS NULL AND NOT withheld AND standing IN ('signed', 'under_review');
"""

WORDS = r"""
-- How well a row answers words: in millionths, so that a position in that order can be named.
CREATE FUNCTION likeness(search tsvector, language text, words text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (1000000 * ts_rank(search, websearch_to_tsquery(
    public.text_config(language), public.fold(words))))::integer
$$;
-- Folded words of a text, those that were asked for between U+0002 and U+0003.
CREATE FUNCTION marked(language text, said text, words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
  SELECT ts_headline(
    public.text_config(language), translate(public.fold(said), E'\x02\x03', ''),
    websearch_to_tsquery(public.text_config(language), public.fold(words)),
    E'HighlightAll=true, StartSel="\x02", StopSel="\x03"')
$$;
"""

UNDO_WORDS = "DROP FUNCTION marked, likeness;"

UNDO_FOUND_BY = """
DROP INDEX listed_by_role, listed_by_amounts;
DROP FUNCTION publication_role, publication_amounts, amount_asked, amount_words;
"""

KEPT = """
CREATE FUNCTION words_of_claims(claims bigint[]) RETURNS SETOF claims_claimwords
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT c.id,
         setweight(claim_words(c.language, c.text), 'A')
         || setweight(claim_words(c.language, s.name), 'B')
         || setweight(claim_words(c.language, coalesce(
              (SELECT string_agg(a.exact, ' ' ORDER BY a.id) FROM claims_anchor a
                WHERE a.claim_id = c.id AND a.appearance_id IS NOT NULL), '')), 'C'),
         coalesce(
           (SELECT array_agg(DISTINCT w) FROM claims_quantity q,
                   unnest(amount_words(c.language, q.low, q.high,
                                       concat_ws(' ', q.unit, q.counted, q.qualifier))) w
             WHERE q.claim_id = c.id), '{}')
    FROM claims_claim c JOIN sources_speaker s ON s.id = c.speaker_id
   WHERE c.id = ANY (claims)
$$;
CREATE FUNCTION keep_words(claims bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO claims_claimwords AS kept
  SELECT w.* FROM words_of_claims(claims) w ORDER BY w.claim_id
  ON CONFLICT (claim_id) DO UPDATE SET search = excluded.search, amounts = excluded.amounts
   WHERE (kept.search, kept.amounts) IS DISTINCT FROM (excluded.search, excluded.amounts)
$$;
CREATE FUNCTION keep_words_of_claims() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM keep_words(ARRAY(SELECT id FROM new_rows));
  ELSE
    PERFORM keep_words(ARRAY(
      SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
       WHERE (n.text, n.language, n.speaker_id)
             IS DISTINCT FROM (o.text, o.language, o.speaker_id)));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_words_at_insert AFTER INSERT ON claims_claim
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_claims();
CREATE TRIGGER keep_words_at_update AFTER UPDATE ON claims_claim
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION keep_words_of_claims();

CREATE FUNCTION keep_words_of_parts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM keep_words(ARRAY(SELECT DISTINCT claim_id FROM changed_rows));
  RETURN NULL;
END $$;
CREATE TRIGGER keep_words_at_insert AFTER INSERT ON claims_anchor
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION keep_words_of_parts();
CREATE TRIGGER keep_words_at_update AFTER UPDATE ON claims_anchor
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION keep_words_of_parts();
CREATE TRIGGER keep_words_at_delete AFTER DELETE ON claims_anchor
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION keep_words_of_parts();
CREATE TRIGGER keep_words_at_insert AFTER INSERT ON claims_quantity
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION keep_words_of_parts();
CREATE TRIGGER keep_words_at_update AFTER UPDATE ON claims_quantity
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION keep_words_of_parts();
CREATE TRIGGER keep_words_at_delete AFTER DELETE ON claims_quantity
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT
  EXECUTE FUNCTION keep_words_of_parts();

CREATE FUNCTION keep_words_with_speaker() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM keep_words(ARRAY(SELECT id FROM claims_claim WHERE speaker_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER keep_words AFTER UPDATE OF name ON sources_speaker
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION keep_words_with_speaker();

INSERT INTO claims_claimwords SELECT * FROM words_of_claims(ARRAY(SELECT id FROM claims_claim));
"""

UNDO_KEPT = """
DROP TRIGGER keep_words ON sources_speaker;
DROP TRIGGER keep_words_at_delete ON claims_quantity;
DROP TRIGGER keep_words_at_update ON claims_quantity;
DROP TRIGGER keep_words_at_insert ON claims_quantity;
DROP TRIGGER keep_words_at_delete ON claims_anchor;
DROP TRIGGER keep_words_at_update ON claims_anchor;
DROP TRIGGER keep_words_at_insert ON claims_anchor;
DROP TRIGGER keep_words_at_update ON claims_claim;
DROP TRIGGER keep_words_at_insert ON claims_claim;
DROP FUNCTION keep_words_with_speaker, keep_words_of_parts, keep_words_of_claims, keep_words,
  words_of_claims;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_import_guards")]

    operations = [
        migrations.RunSQL(FOUND_BY, UNDO_FOUND_BY),
        migrations.RunSQL(WORDS, UNDO_WORDS),
        migrations.CreateModel(
            name="ClaimWords",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                ("search", django.contrib.postgres.search.SearchVectorField()),
                (
                    "amounts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "words of a claim",
                "verbose_name_plural": "words of claims",
            },
        ),
        migrations.RunSQL(KEPT, UNDO_KEPT),
        migrations.AddIndex(
            "claimwords",
            django.contrib.postgres.indexes.GinIndex(models.F("search"), name="claims_by_words"),
        ),
        migrations.AddIndex(
            "claimwords",
            django.contrib.postgres.indexes.GinIndex(models.F("amounts"), name="claims_by_amounts"),
        ),
    ]
