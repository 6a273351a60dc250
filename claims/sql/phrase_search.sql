-- Phrases are found by their pairs of adjacent words, which an index of words cannot do: it has no
-- positions, so PostgreSQL would read every claim that has all the words.
--
-- PostgreSQL lets a stop word match any word: "state of emergency" would find "state declared
-- emergency". By pairs it finds "state in emergency" and no more; unless the query has "or", where no
-- pair is certain to be there.

-- The number of a pair: a word and the next indexed word, so many places further. Two pairs may share
-- a number; checking the row tells them apart.
CREATE OR REPLACE FUNCTION word_pair(word text, further integer, following text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (hashtextextended((word || ' ' || further::text || ' ' || following) COLLATE "C", 0)
          & 2147483647)::integer
$$;

-- The pairs of a row's words. Strict: a row without words has no pairs, and a join to them may be an
-- inner one. Its true cost is higher; with that, PostgreSQL would start parallel workers for few rows.
CREATE OR REPLACE FUNCTION word_pairs(search tsvector) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10 AS $$
  WITH words AS (
    SELECT lexeme, place, dense_rank() OVER (ORDER BY place) turn
      FROM unnest(search), unnest(positions) place
  )
  SELECT coalesce(array_agg(DISTINCT public.word_pair(w.lexeme, f.place - w.place, f.lexeme)), '{}')
    FROM words w JOIN words f ON f.turn = w.turn + 1
   WHERE f.place - w.place <= 4
$$;

-- The pairs that every match of the query has: none of negated parts, and none where there is "or".
CREATE OR REPLACE FUNCTION query_pairs(query tsquery) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH wanted AS (
    SELECT regexp_replace(
             query::text, $re$!(\( ('([^']|'')+'( <(-|\d+)> )?)+ \)|'([^']|'')+')$re$, '', 'g') query_text
  ), parts AS (
    SELECT query_text, part, n, array_position(ARRAY['<->', '<2>', '<3>', '<4>'], part) further
      FROM wanted, string_to_table(query_text, ' ') WITH ORDINALITY p(part, n)
  ), words AS (
    SELECT replace(replace(substr(part, 2, length(part) - 2), '''''', ''''), '\\', '\') word, n
      FROM parts WHERE part LIKE '''%'''
  )
  SELECT coalesce(array_agg(DISTINCT public.word_pair(w.word, further, f.word)), '{}')
    FROM parts JOIN words w ON w.n = parts.n - 1 JOIN words f ON f.n = parts.n + 1
   WHERE further IS NOT NULL AND query_text !~ '[|!()]'
$$;

-- Equivalent to matches_words, faster for phrases. An index answers the first part for rows of every
-- language; the second is then checked on the rows. Pairs must be known in all three configurations:
-- an index that answers for some languages only is of no use.
CREATE OR REPLACE FUNCTION matches_pairs(
  search tsvector, language text, words text, english integer[], spanish integer[], other integer[]
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN '{}' IN (english, spanish, other)
              THEN public.matches_words(search, language, words)
              ELSE (public.word_pairs(search) @> english
                    OR public.word_pairs(search) @> spanish
                    OR public.word_pairs(search) @> other)
                   AND coalesce(search @@ public.search_query(language, words), false) END
$$;

CREATE OR REPLACE FUNCTION matches_phrases(search tsvector, language text, words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.matches_pairs(
    search, language, words,
    public.query_pairs(public.words_query('english'::regconfig, words)),
    public.query_pairs(public.words_query('spanish'::regconfig, words)),
    public.query_pairs(public.words_query('simple'::regconfig, words)))
$$;
