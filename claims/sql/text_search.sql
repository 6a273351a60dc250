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

-- The words of a search as a query. After U+001E follows a word that has several forms, with U+001F
-- between them: any of these will do (claims/search/query.py).
CREATE OR REPLACE FUNCTION words_query(config regconfig, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN strpos(words, E'\x1e') = 0
              THEN websearch_to_tsquery(config, public.fold(words))
              ELSE coalesce((
                SELECT string_agg('(' || forms || ')', ' & ' ORDER BY n)
                  FROM (SELECT n, string_agg(
                                 nullif(websearch_to_tsquery(config, public.fold(form))::text, ''), ' | ') forms
                          FROM string_to_table(words, E'\x1e') WITH ORDINALITY g(part, n),
                               string_to_table(part, E'\x1f') form
                         GROUP BY n) parts
                 WHERE forms IS NOT NULL), '')::tsquery END
$$;

-- The query for words that were searched for. The planner evaluates an immutable call of constants
-- once, so the configurations stand here as constants and a row only chooses among the results.
CREATE OR REPLACE FUNCTION search_query(language text, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE public.text_config(language)
           WHEN 'english'::regconfig
             THEN public.words_query('english'::regconfig, words)
           WHEN 'spanish'::regconfig
             THEN public.words_query('spanish'::regconfig, words)
           ELSE public.words_query('simple'::regconfig, words) END
$$;

-- Whether a row matches the words, by the rules of its language. It is inlined into the query and
-- compares the indexed column with constants, so an index can answer it.
CREATE OR REPLACE FUNCTION matches_words(search tsvector, language text, words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT language ~ '^en(-|$)'
         AND search @@ public.words_query('english'::regconfig, words)
      OR language ~ '^es(-|$)'
         AND search @@ public.words_query('spanish'::regconfig, words)
      OR language !~ '^(en|es)(-|$)'
         AND search @@ public.words_query('simple'::regconfig, words)
$$;

-- The words as one phrase, the stop words among them as gaps; none of a search with phrases, exclusions,
-- "or", or words of several forms. Constants of all configurations, as in search_query().
CREATE OR REPLACE FUNCTION whole_phrase(language text, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN words ~* E'["\x1e]|(^| )-|(^| )or( |$)|^[^ ]*$' THEN NULL
              ELSE CASE public.text_config(language)
                     WHEN 'english'::regconfig
                       THEN phraseto_tsquery('english'::regconfig, public.fold(words))
                     WHEN 'spanish'::regconfig
                       THEN phraseto_tsquery('spanish'::regconfig, public.fold(words))
                     ELSE phraseto_tsquery('simple'::regconfig, public.fold(words)) END END
$$;

-- How well a row matches the words, in millionths: a keyset page can name a position in that order.
-- Words near to each other count more than scattered ones, those of the wording more than those of
-- names and quotes, a short wording more than a long one; most of all counts the whole phrase.
CREATE OR REPLACE FUNCTION relevance(search tsvector, language text, words text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (1000000 * (
    ts_rank_cd('{0, 0.1, 0.3, 1}', search, public.search_query(language, words), 1 | 32)
    + CASE WHEN ts_filter(search, '{a}') @@ public.whole_phrase(language, words) THEN 1 ELSE 0 END
  ))::integer
$$;

-- The folded text, with the matched words between U+0002 and U+0003.
CREATE OR REPLACE FUNCTION highlighted(language text, passage text, words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
  SELECT ts_headline(
    public.text_config(language), translate(public.fold(passage), E'\x02\x03', ''),
    public.search_query(language, words),
    E'HighlightAll=true, StartSel="\x02", StopSel="\x03"')
$$;
