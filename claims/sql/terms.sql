-- Terms that searches take for the same.

-- The terms as a search looks them up: folded, with single spaces.
CREATE OR REPLACE FUNCTION folded_terms(terms text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_agg(btrim(regexp_replace(public.fold(term), '[[:space:]]+', ' ', 'g')) ORDER BY n)
    FROM unnest(terms) WITH ORDINALITY t(term, n)
$$;

-- Whether these are different terms that somebody can type: one to five words of letters and digits each.
CREATE OR REPLACE FUNCTION are_terms(terms text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT cardinality(terms) BETWEEN 2 AND 10
         AND coalesce((
           SELECT bool_and(key ~ '^[^[:space:],="]+( [^[:space:],="]+){0,4}$' AND key ~ '[[:alnum:]_]' AND length(key) <= 60)
                  AND count(DISTINCT key) = count(*)
             FROM unnest(public.folded_terms(terms)) key), false)
$$;
