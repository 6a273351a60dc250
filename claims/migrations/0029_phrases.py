"""A phrase is found by its pairs of words.

An index of words knows no places: of a phrase of common words PostgreSQL read every claim that
holds them all, thousands to find a few. Which word follows which is a second index, of numbers.

PostgreSQL takes a word that a language leaves out for any word: "state of emergency" would find
"state declared emergency". By pairs it finds "state in emergency" and no more; unless it is asked for
with "or", where no pair is sure to be there.
"""

from django.db import migrations

PAIRS = r"""
-- A word and the next one that is kept, so many places further. A number is short to keep; where two
-- pairs share one, looking at the row tells them apart.
CREATE FUNCTION pair_of(word text, further integer, following text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (hashtextextended((word || ' ' || further::text || ' ' || following) COLLATE "C", 0)
          & 2147483647)::integer
$$;
-- Strict: what has no words has no pairs, and a join to them may be an inner one. It costs more than
-- it says; told so, PostgreSQL would start parallel workers for a few rows.
CREATE FUNCTION word_pairs(search tsvector) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10 AS $$
  WITH words AS (
    SELECT lexeme, place, dense_rank() OVER (ORDER BY place) turn
      FROM unnest(search), unnest(positions) place
  )
  SELECT coalesce(array_agg(DISTINCT public.pair_of(w.lexeme, f.place - w.place, f.lexeme)), '{}')
    FROM words w JOIN words f ON f.turn = w.turn + 1
   WHERE f.place - w.place <= 4
$$;
-- The pairs that whatever answers the query holds: not of what it leaves out, and where it chooses
-- none.
CREATE FUNCTION pairs_asked(query tsquery) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH wanted AS (
    SELECT regexp_replace(
             query::text, $re$!(\( ('([^']|'')+'( <(-|\d+)> )?)+ \)|'([^']|'')+')$re$, '', 'g') asked
  ), parts AS (
    SELECT asked, part, n, array_position(ARRAY['<->', '<2>', '<3>', '<4>'], part) further
      FROM wanted, string_to_table(asked, ' ') WITH ORDINALITY p(part, n)
  ), words AS (
    SELECT replace(replace(substr(part, 2, length(part) - 2), '''''', ''''), '\\', '\') word, n
      FROM parts WHERE part LIKE '''%'''
  )
  SELECT coalesce(array_agg(DISTINCT public.pair_of(w.word, further, f.word)), '{}')
    FROM parts JOIN words w ON w.n = parts.n - 1 JOIN words f ON f.n = parts.n + 1
   WHERE further IS NOT NULL AND asked !~ '[|!()]'
$$;
-- The same as holds_words, faster for phrases. The first part is what an index answers, in whichever
-- language a row is, and so is not asked again of the rows; nothing is estimated of the second. An
-- index that answers for some of the languages alone is of no use.
CREATE FUNCTION holds_pairs(
  search tsvector, language text, words text, english integer[], spanish integer[], other integer[]
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN '{}' IN (english, spanish, other)
              THEN public.holds_words(search, language, words)
              ELSE (public.word_pairs(search) @> english
                    OR public.word_pairs(search) @> spanish
                    OR public.word_pairs(search) @> other)
                   AND coalesce(search @@ public.words_asked(language, words), false) END
$$;
CREATE FUNCTION holds_phrases(search tsvector, language text, words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.holds_pairs(
    search, language, words,
    public.pairs_asked(websearch_to_tsquery('english'::regconfig, public.fold(words))),
    public.pairs_asked(websearch_to_tsquery('spanish'::regconfig, public.fold(words))),
    public.pairs_asked(websearch_to_tsquery('simple'::regconfig, public.fold(words))))
$$;
CREATE INDEX claims_by_pairs ON claims_claimwords USING gin (word_pairs(search));
CREATE INDEX listed_by_pairs ON claims_publication USING gin (word_pairs(search))
  WHERE shown_until IS NULL AND NOT withheld AND standing IN ('signed', 'under_review');
CREATE INDEX past_by_pairs ON claims_publication USING gin (word_pairs(search))
  WHERE shown_until IS NOT NULL AND NOT withheld AND standing IN ('signed', 'under_review');
"""

UNDO = """
DROP INDEX past_by_pairs, listed_by_pairs, claims_by_pairs;
DROP FUNCTION holds_phrases, holds_pairs, pairs_asked, word_pairs, pair_of;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0028_asked_for_once")]

    operations = [migrations.RunSQL(PAIRS, UNDO)]
