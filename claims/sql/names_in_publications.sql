-- Names of protected speakers in what other people's claims say.

-- "%C3%AD" in an address is "í"; what isn't UTF-8 stays as it is.
CREATE OR REPLACE FUNCTION percent_decoded(address text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  bytes bytea := '';
  piece text[];
BEGIN
  FOR piece IN SELECT regexp_matches(address, '((?:%[0-9A-Fa-f]{2})+)|([^%]+|%)', 'g') LOOP
    bytes := bytes || CASE WHEN piece[1] IS NULL THEN convert_to(piece[2], 'UTF8')
                           ELSE decode(replace(piece[1], '%', ''), 'hex') END;
  END LOOP;
  RETURN convert_from(bytes, 'UTF8');
EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
  RETURN address;
END $$;

-- What these keys of a body have is of our own vocabulary.
CREATE OR REPLACE FUNCTION keys_that_name_nobody() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY['kind', 'bears_on', 'direction', 'relation', 'directness', 'status', 'attribution',
               'nature', 'basis', 'bound', 'language', 'method', 'text_sha256', 'channel', 'state',
               'time_zone', 'deadline', 'rationale_format']
$$;

-- The words of all texts in a body, a U+001E between two of them.
CREATE OR REPLACE FUNCTION body_words(body jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT concat_ws(E' \x1e ',
      name_words(string_agg(s, E' \x1e ') FILTER (WHERE octet_length(s) = length(s))),
      name_words(string_agg(s, E' \x1e ') FILTER (WHERE octet_length(s) <> length(s))),
      name_words(string_agg(percent_decoded(s), E' \x1e ') FILTER (WHERE s ~ '%[0-9A-Fa-f]{2}')))
    FROM (SELECT f.value #>> '{}' AS s
            FROM jsonb_path_query(body, 'strict $.** ? (@.type() == "object")') part, jsonb_each(part) f
           WHERE jsonb_typeof(f.value) = 'string'
             AND f.key <> ALL (keys_that_name_nobody())
           UNION ALL
          -- As it is read: marks within a word, such as emphasis, don't part it.
          SELECT regexp_replace(body ->> 'rationale', '\*+|\[|\]\([^)]*\)', '', 'g')
           UNION ALL
          SELECT regexp_replace(t ->> 'rationale', '\*+|\[|\]\([^)]*\)', '', 'g')
            FROM jsonb_path_query(body, '$.translations[*]') t
           UNION ALL
          SELECT e #>> '{}'
            FROM jsonb_path_query(body, 'strict $.** ? (@.type() == "array")') list,
                 jsonb_array_elements(list) e
           WHERE jsonb_typeof(e) = 'string') texts
   WHERE s <> ''
$$;

-- In sequence, as the table has them by which publications are searched for a name.
CREATE OR REPLACE FUNCTION publication_words(body text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
  SELECT string_to_array(public.body_words(body::jsonb), ' ')
$$;
