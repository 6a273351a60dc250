"""What somebody asks for is read once for a search, no longer for each row that it ranks or marks.

PostgreSQL works out an immutable call of constants while it plans. So the configuration stands in it
as a constant, and a row only chooses among what is there.
"""

from django.db import migrations

ASKED = """
CREATE FUNCTION words_asked(language text, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE public.text_config(language)
           WHEN 'english'::regconfig
             THEN websearch_to_tsquery('english'::regconfig, public.fold(words))
           WHEN 'spanish'::regconfig
             THEN websearch_to_tsquery('spanish'::regconfig, public.fold(words))
           ELSE websearch_to_tsquery('simple'::regconfig, public.fold(words)) END
$$;
-- Whether a row holds words, by the rules of its language. Said so that an index answers: it is
-- written out where it is asked, and compares the indexed column with constants.
CREATE FUNCTION holds_words(search tsvector, language text, words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT language ~ '^en(-|$)'
         AND search @@ websearch_to_tsquery('english'::regconfig, public.fold(words))
      OR language ~ '^es(-|$)'
         AND search @@ websearch_to_tsquery('spanish'::regconfig, public.fold(words))
      OR language !~ '^(en|es)(-|$)'
         AND search @@ websearch_to_tsquery('simple'::regconfig, public.fold(words))
$$;
"""

FUNCTIONS = r"""
-- How well a row answers words: in millionths, so that a position in that order can be named.
CREATE OR REPLACE FUNCTION likeness(search tsvector, language text, words text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (1000000 * ts_rank(search, {asked}))::integer
$$;
-- Folded words of a text, those that were asked for between U+0002 and U+0003.
CREATE OR REPLACE FUNCTION marked(language text, said text, words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
  SELECT ts_headline(
    public.text_config(language), translate(public.fold(said), E'\x02\x03', ''), {asked},
    E'HighlightAll=true, StartSel="\x02", StopSel="\x03"')
$$;
"""

ONCE = ASKED + FUNCTIONS.replace("{asked}", "public.words_asked(language, words)")
FOR_EACH_ROW = (
    FUNCTIONS.replace(
        "{asked}",
        "websearch_to_tsquery(public.text_config(language), public.fold(words))",
    )
    + "DROP FUNCTION holds_words, words_asked;"
)


# The words of a claim stand in a table of their own: a second index of its wording finds no more.
UNUSED = "DROP INDEX claim_by_words"
USED = "CREATE INDEX claim_by_words ON claims_claim USING gin (claim_words(language, text))"


class Migration(migrations.Migration):
    dependencies = [("claims", "0027_words_know_their_language")]

    operations = [migrations.RunSQL(ONCE, FOR_EACH_ROW), migrations.RunSQL(UNUSED, USED)]
