-- Text without regard to case or accents, whatever the locale of the machine: names are searched so.
--
-- lower() folds letters outside ASCII only under a collation that knows how. The database's own may
-- not (C), and which others exist depends on the version and the build: the first that can is taken.
DO $choose$
DECLARE
  candidate text;
  lowered text;
BEGIN
  FOREACH candidate IN ARRAY ARRAY[
    'default', 'pg_c_utf8', 'und-x-icu', 'C.utf8', 'C.UTF-8', 'en_US.utf8']
  LOOP
    CONTINUE WHEN to_regcollation(quote_ident(candidate)) IS NULL;
    EXECUTE format('SELECT lower(''ЖÑ'' COLLATE %I)', candidate) INTO lowered;
    CONTINUE WHEN lowered <> 'жñ';
    -- translate() maps what no decomposition reaches: letters with strokes, typographic quotes, dashes.
    EXECUTE format($define$
    CREATE OR REPLACE FUNCTION fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate(
    regexp_replace(
      normalize(lower(normalize(words, NFKD) COLLATE %I), NFKD),
      '[\u0300-\u036f\u00ad\u200b-\u200f\u2060]', '', 'g'),
    'øłđðħıŧßæœ’‘ʼ`´“”„«»‐‑‒–—', 'olddhitsao''''''''''"""""-----')
$$
    $define$, candidate);
    RETURN;
  END LOOP;
  RAISE EXCEPTION 'No collation of this PostgreSQL can fold case outside ASCII. Make the database from template0 with ENCODING ''UTF8'' and LOCALE ''C.UTF-8''.';
END $choose$;
