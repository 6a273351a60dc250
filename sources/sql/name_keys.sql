-- How imports compare names.

-- A folded name without hyphens, stops and quotes: "barack-obama" and "Barack Obama" are one.
-- Characters are listed, not classed: what PostgreSQL takes for a letter depends on its locale.
CREATE OR REPLACE FUNCTION name_key(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(nullif(btrim(regexp_replace(
    translate(folded, '.''"`’', ''), '[[:space:]!-/:-@[-`{-~\u00a0\u2010-\u2015،。、・]+', ' ', 'g')), ''),
    folded)
$$;

-- A key without the small words that addresses leave out.
CREATE OR REPLACE FUNCTION bare_name(key text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(nullif(btrim(regexp_replace(regexp_replace(
    ' ' || replace(key, ' ', '  ') || ' ', ' (a|an|the|of|for|and|in|on|at|to|de|la|el|los|y|do|da) ',
    ' ', 'g'), ' +', ' ', 'g')), ''), key)
$$;

-- Names that may belong to one person share it: the first letter and the last word.
CREATE OR REPLACE FUNCTION near_name(key text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT left(public.bare_name(key), 1) || ' ' || regexp_replace(public.bare_name(key), '^.* ', '')
$$;
