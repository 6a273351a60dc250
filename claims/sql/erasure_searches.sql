-- Looking for the names of a person who is to be erased: by a job, a table at a time, before anything is requested.

-- A job looks for the names in the name of whoever requested it. What it found is encrypted by the application, and
-- in no event; which person was looked for, by whom and when stays as it was requested.
CREATE OR REPLACE FUNCTION erasure_search_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT is_owner_of(TG_RELID)
       AND (NEW.requested_by_id IS DISTINCT FROM acting_person() OR NOT is_editor(NEW.requested_by_id)) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erasure_search_is_by_who_acts',
        MESSAGE = 'An editor looks for the names of a person in their own name.';
    END IF;
  ELSIF OLD.approval_id IS NOT NULL AND NEW.approval_id IS DISTINCT FROM OLD.approval_id THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erasure_search_stays_as_requested',
      MESSAGE = 'What was looked for stays as it was requested. Look for the names again.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER erasure_search_guard BEFORE INSERT OR UPDATE ON claims_erasuresearch
  FOR EACH ROW EXECUTE FUNCTION erasure_search_guard();

-- Once the person is erased, also after a restore, nothing keeps the names that were looked for.
CREATE OR REPLACE FUNCTION forget_erasure_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM claims_erasuresearch
   WHERE NEW.kind = 'erase_person' AND speaker_id = ANY (merged_speakers(NEW.subject_id));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER forget_erasure_searches AFTER INSERT ON claims_erasure
  FOR EACH ROW EXECUTE FUNCTION forget_erasure_searches();

-- The tables in which names are looked for: by which condition, in which words (none where it is the same again: in
-- history and in what is made from other tables), and what the desk shows of these. What it shows nobody, or only
-- one, is counted, without its words: addresses of readers, press contacts and accounts, keys.
CREATE OR REPLACE FUNCTION erasure_words(
  in_table text DEFAULT NULL, OUT of_table text, OUT finds text, OUT words text, OUT shown text, OUT key text, OUT key_type text) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT c.name, c.finds,
         CASE WHEN NOT c.is_copy THEN (
           SELECT string_agg(format('%I::text', w), ', ') FROM unnest(string_to_array(c.words_in, ',')) w) END,
         CASE WHEN NOT c.is_copy THEN (
           SELECT string_agg(format('%I::text', w), ', ') FROM unnest(string_to_array(c.words_in, ',')) w
            WHERE c.name !~ '^(account|socialaccount|mfa|usersessions)_'
              AND w !~ '(^|_)(contact|contacted|sender|address|email|key|credential|data|settings)(_|$)'
              AND (c.name, w) NOT IN (('claims_webhook', 'url'))) END,
         coalesce(k.name, 'ctid'), coalesce(k.type, 'tid')
    FROM (SELECT of_table::text AS name, of_table AS of, finds, words_in,
                 of_table::text IN ('newsroom_event', 'newsroom_eventtext', 'newsroom_approval', 'sources_alias',
                                    'sources_protectedname', 'sources_speaker', 'claims_erasuresearch')
                 OR of_table::text ~ '^procrastinate_' AS is_copy
            FROM erasure_columns(in_table)
           UNION ALL VALUES
             ('claims_publication', 'claims_publication'::regclass, 'says_a_name(body, $1)', 'body', true),
             ('claims_round', 'claims_round'::regclass, 'says_a_name(body, $1) OR says_a_name(reason, $1)', 'body', true)) c
    LEFT JOIN LATERAL (
      SELECT quote_ident(a.attname) AS name, format_type(a.atttypid, NULL) AS type
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
       WHERE i.indrelid = c.of AND i.indisprimary) k ON true
   WHERE c.name = coalesce(in_table, c.name)
   ORDER BY c.name
$$;

-- What a table says of the names (part '') and of these parts of them. It reads the table once. The patterns are
-- erasure_pattern's: of the names, of these with all parts, and of each part.
-- alone: in how many rows the names stand, and each part outside of the whole names; and the keys of some of these rows.
-- counts: in how many rows exactly the listed ones stand, so that the rows that an erasure of any of them changes add
-- up. Where a whole name stands, only '' is listed.
CREATE OR REPLACE FUNCTION erasure_search_table(
  in_table text, names text, names_and_parts text, parts text[], patterns text[], most integer) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  each record;
  found jsonb;
BEGIN
  SELECT * INTO STRICT each FROM erasure_words(in_table);
  EXECUTE format(
    'WITH found AS MATERIALIZED ('
    '  SELECT %s::text AS key, coalesce(%s, false) AS whole, %s AS words,'
    '         ARRAY(SELECT given_part FROM unnest($3, $4) p(given_part, given_pattern) WHERE %s ORDER BY 1) AS listed'
    '    FROM %s WHERE %s),'
    ' alone AS ('
    '  SELECT '''' AS part, count(*) AS rows,'
    '         coalesce((array_agg(key ORDER BY length(key), key) FILTER (WHERE words IS NOT NULL))[1:$5], ''{}'') AS keys'
    '    FROM found WHERE whole HAVING count(*) > 0'
    '   UNION ALL'
    '  SELECT p.part, count(*), (array_agg(key ORDER BY length(key), key))[1:$5]'
    '    FROM found, unnest($3, $4) p(part, pattern)'
    '   WHERE says_a_name(coalesce(erased_in_place(words, $1), words), p.pattern) GROUP BY p.part),'
    ' counts AS (SELECT CASE WHEN whole THEN ''{""}'' ELSE listed END AS listed, count(*) AS rows FROM found GROUP BY 1)'
    ' SELECT jsonb_build_object('
    '   ''alone'', (SELECT coalesce(jsonb_object_agg(part, jsonb_build_array(rows, to_jsonb(keys))), ''{}'') FROM alone),'
    '   ''counts'', (SELECT coalesce(jsonb_agg(jsonb_build_array(to_jsonb(listed), rows)), ''[]'') FROM counts))',
    each.key, each.finds, coalesce('concat_ws('' '', ' || each.words || ')', 'NULL::text'),
    replace(each.finds, '$1', 'given_pattern'), each.of_table, replace(each.finds, '$1', '$2'))
    INTO found USING names, names_and_parts, parts, patterns, most;
  RETURN found;
END $$;

-- The words around the names in these rows as they are now, outside of other names where these are given.
CREATE OR REPLACE FUNCTION erasure_examples(in_table text, keys text[], names text[], outside_of text[]) RETURNS SETOF text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  each record;
BEGIN
  SELECT * INTO STRICT each FROM erasure_words(in_table);
  IF each.shown IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT DISTINCT substr(shown, greatest(1, at - 60), 160)'
    '  FROM (SELECT shown, regexp_instr(shown, $1, 1, 1, 0, ''i'') AS at'
    '          FROM (SELECT coalesce(erased_in_place(concat_ws('' '', %s), $2), concat_ws('' '', %1$s)) AS shown'
    '                  FROM %s WHERE %s = ANY ($3::%s[])) t) f'
    ' WHERE at > 0', each.shown, each.of_table, each.key, each.key_type)
    USING erasure_pattern(names), erasure_pattern(outside_of), keys;
END $$;

-- The public claims that say the names or a part of them (erasure_holds; what: 'says'), and the person's own that go
-- on with a description in place of the name, where none of the given stands elsewhere (erasure_stays; what: 'rest').
CREATE OR REPLACE FUNCTION erasure_search_claims(of_speaker bigint, names text[], parts text[])
RETURNS TABLE (what text, claim bigint, words text[])
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  given text[] := '{""}' || parts;
  patterns text[] := ARRAY[erasure_pattern(names)]
    || ARRAY(SELECT erasure_pattern(ARRAY[p.part]) FROM unnest(parts) WITH ORDINALITY p(part, at) ORDER BY at);
  people bigint[] := merged_speakers(of_speaker);
BEGIN
  RETURN QUERY
    SELECT 'says', h.claim, ARRAY(
             SELECT g.part FROM unnest(given, patterns) g(part, pattern), claims_publication q
              WHERE q.claim_id = h.claim AND (q.shown_until IS NULL OR h.is_hidden) AND says_a_name(q.body, g.pattern)
              GROUP BY g.part)
      FROM (SELECT held AS claim, EXISTS (SELECT FROM claims_publication p WHERE p.claim_id = held
                                             AND p.shown_until IS NULL AND p.standing = 'hidden') AS is_hidden
              FROM erasure_holds(names || parts) held) h;
  RETURN QUERY
    SELECT 'rest', p.claim_id, ARRAY(SELECT g.part FROM unnest(given, patterns) g(part, pattern) WHERE says_a_name(r.rest::text, g.pattern))
      FROM claims_claim c JOIN claims_publication p ON p.claim_id = c.id AND p.shown_until IS NULL,
           LATERAL (SELECT redacted(p.body::jsonb, people) - 'speaker' AS rest) r
     WHERE c.speaker_id = ANY (people) AND p.standing <> 'hidden' AND NOT p.withheld AND NOT contains_a_name(r.rest, people);
END $$;

-- How many changes, texts and publications came since, at most so many of each, and how many of them say a name.
CREATE OR REPLACE FUNCTION erasure_changes(names text[], event bigint, snapshot bigint, publication bigint, most integer)
RETURNS TABLE (came bigint, with_a_name bigint)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH pattern AS MATERIALIZED (SELECT erasure_pattern(names) AS pattern),
  later AS (
    (SELECT concat_ws(' ', event_values(old), event_values(new)) AS words FROM newsroom_event
      WHERE id > event AND "table" <> 'newsroom_approval' ORDER BY id LIMIT most)
     UNION ALL (SELECT text FROM sources_snapshot WHERE id > snapshot ORDER BY id LIMIT most)
     UNION ALL (SELECT body FROM claims_publication WHERE number > publication ORDER BY number LIMIT most))
  SELECT count(*), count(*) FILTER (WHERE says_a_name(words, pattern)) FROM later, pattern
$$;

-- What was found is encrypted, and for whoever looked; how far it is, is no event.
CALL track_history('claims_erasuresearch', without => '{sealed,reading,tables,tables_read}');
