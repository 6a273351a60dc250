-- Full-text search: words are folded, then stemmed by the rules of the row's language.

-- The text-search configuration of a language.
CREATE OR REPLACE FUNCTION text_config(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE split_part(language, '-', 1)
           WHEN 'en' THEN 'english'::regconfig
           WHEN 'es' THEN 'spanish'::regconfig
           ELSE 'simple'::regconfig END
$$;

CREATE OR REPLACE FUNCTION search_vector(language text, words text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT to_tsvector(public.text_config(language), public.fold(words))
$$;

-- The query for words that were searched for. The planner evaluates an immutable call of constants
-- once, so the configurations stand here as constants and a row only chooses among the results.
CREATE OR REPLACE FUNCTION search_query(language text, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE public.text_config(language)
           WHEN 'english'::regconfig
             THEN websearch_to_tsquery('english'::regconfig, public.fold(words))
           WHEN 'spanish'::regconfig
             THEN websearch_to_tsquery('spanish'::regconfig, public.fold(words))
           ELSE websearch_to_tsquery('simple'::regconfig, public.fold(words)) END
$$;

-- Whether a row matches the words, by the rules of its language. It is inlined into the query and
-- compares the indexed column with constants, so an index can answer it.
CREATE OR REPLACE FUNCTION matches_words(search tsvector, language text, words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT language ~ '^en(-|$)'
         AND search @@ websearch_to_tsquery('english'::regconfig, public.fold(words))
      OR language ~ '^es(-|$)'
         AND search @@ websearch_to_tsquery('spanish'::regconfig, public.fold(words))
      OR language !~ '^(en|es)(-|$)'
         AND search @@ websearch_to_tsquery('simple'::regconfig, public.fold(words))
$$;

-- How well a row matches the words, in millionths: a keyset page can name a position in that order.
CREATE OR REPLACE FUNCTION relevance(search tsvector, language text, words text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (1000000 * ts_rank(search, public.search_query(language, words)))::integer
$$;

-- The folded text, with the matched words between U+0002 and U+0003.
CREATE OR REPLACE FUNCTION highlighted(language text, passage text, words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
  SELECT ts_headline(
    public.text_config(language), translate(public.fold(passage), E'\x02\x03', ''),
    public.search_query(language, words),
    E'HighlightAll=true, StartSel="\x02", StopSel="\x03"')
$$;
