-- Erasure: what two people approved leaves tables and history. Whatever is never changed is changed here, and
-- only here: with the owner's rights, its guards off for as long as it takes, in one transaction.

-- What is erased is withheld for good, and on record as withheld.
CREATE OR REPLACE FUNCTION withhold_erased() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM withhold(ARRAY(SELECT DISTINCT p.claim_id FROM claims_publication p JOIN new_rows n ON n.publication_id = p.number));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER withhold_erased AFTER INSERT ON claims_erasedpublication
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION withhold_erased();

-- A regular expression for these names, without regard to case, accents and signs between their words, also
-- as addresses (with their letters encoded, once or twice) and JSON have them. Null where none is a name (name_forms: fewer than four letters name nobody).
-- It begins with a comment, (?#…): a short expression that says_a_name tries first.
CREATE OR REPLACE FUNCTION erasure_pattern(names text[]) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH letters AS (
    SELECT fold(chr(c)) AS plain, string_agg(chr(c), '') AS forms
      FROM generate_series(192, 8191) c WHERE c < 1328 OR c > 7679 GROUP BY 1),
  given AS (
    SELECT n.name, w.place, c.letter, c.at
      FROM (SELECT DISTINCT form AS name FROM unnest(names) given, name_forms(given) form) n,
           unnest(string_to_array(n.name, ' ')) WITH ORDINALITY w(word, place),
           unnest(string_to_array(w.word, NULL)) WITH ORDINALITY c(letter, at)),
  -- The bytes of each letter, those of one beginning together.
  encoded AS (
    SELECT letter, forms, string_agg(format('%s%%(?:25)?(?:%s)', beginning, endings), '|') AS in_addresses
      FROM (SELECT letter, forms, regexp_replace(left(bytes, -2), '(..)', '%(?:25)?\1', 'g') AS beginning,
                   string_agg(DISTINCT right(bytes, 2), '|') AS endings
              FROM (SELECT DISTINCT letter FROM given) g LEFT JOIN letters ON plain = letter,
                   unnest(string_to_array(letter || upper(letter) || coalesce(forms, ''), NULL)) form,
                   encode(convert_to(form, 'UTF8'), 'hex') bytes
             GROUP BY 1, 2, 3) b
     GROUP BY 1, 2),
  words AS (
    SELECT name, place, string_agg(
             format('(?:[%s%s]|%s)(?:[\u0300-\u036f]|%%(?:25)?c[cd]%%(?:25)?[89ab][0-9a-f])*', letter, forms, in_addresses),
             '' ORDER BY at) AS pattern
      FROM given JOIN encoded USING (letter)
     GROUP BY 1, 2),
  -- Of each name the first letters of its longest word; in addresses, any encoded letter.
  beginnings AS (
    SELECT string_agg(format('[%s%s]', c.letter, l.forms), '[\u0300-\u036f]*' ORDER BY c.at) AS pattern
      FROM (SELECT DISTINCT ON (form) form, word
              FROM unnest(names) given, name_forms(given) form, unnest(string_to_array(form, ' ')) word
             ORDER BY form, length(word) DESC, word) w,
           unnest(string_to_array(left(w.word, 5), NULL)) WITH ORDINALITY c(letter, at)
      LEFT JOIN letters l ON l.plain = c.letter
     GROUP BY w.form),
  whole AS (
    SELECT string_agg(pattern, '(?:%(?:25)?(?:[0-2][0-9a-f]|3[a-f]|40|5[b-f]|60|7[b-f]|c2%(?:25)?[ab][0-9a-f]'
                               '|e2%(?:25)?8[01]%(?:25)?[89ab][0-9a-f])|\\n|[^[:alnum:]"{}\\]){0,3}' ORDER BY place) AS pattern FROM words GROUP BY name)
  SELECT '(?#' || (SELECT string_agg(DISTINCT pattern, '|') FROM beginnings) || '|%25|%[4-7c-f][0-9a-f])'
         || '(?:(?<![[:alnum:]])|(?<=%[0-9a-f][0-9a-f])|(?<=%25[0-9a-f][0-9a-f])|(?<=\\[nrt]))(?:'
         || string_agg(pattern, '|' ORDER BY length(pattern) DESC) || ')(?![[:alnum:]])'
    FROM whole
$$;

-- Whether a text says one of the names. The expression itself is slow, because PostgreSQL checks at every letter
-- which letter comes before it. So the one in its comment is tried first, and then one to which that letter belongs.
CREATE OR REPLACE FUNCTION says_a_name(value text, pattern text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value ~* substr(pattern, 4, position(')' IN pattern) - 4)
              THEN value ~* ('(?:^|[^[:alnum:]]|%(?:25)?[0-9a-f][0-9a-f]|\\[nrt])' || substr(pattern, position('nrt]))' IN pattern) + 6))
              ELSE false END
$$;

-- The names of a person and of those merged with them, now and in history; addresses elsewhere count as names.
CREATE OR REPLACE FUNCTION erasure_names(of_speaker bigint) RETURNS text[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT name ORDER BY name), '{}') FROM (
    SELECT name FROM sources_speaker WHERE id = ANY (merged_speakers(of_speaker))
    UNION SELECT unnest(same_as) FROM sources_speaker WHERE id = ANY (merged_speakers(of_speaker))
    UNION SELECT name FROM sources_alias WHERE speaker_id = ANY (merged_speakers(of_speaker))
    UNION SELECT side ->> 'name' FROM newsroom_event e, unnest(ARRAY[old, new]) side
           WHERE "table" = 'sources_speaker' AND "row" = ANY (merged_speakers(of_speaker)::text[])
    UNION SELECT side ->> 'name' FROM newsroom_event e, unnest(ARRAY[old, new]) side
           WHERE "table" = 'sources_alias'
             AND (side ->> 'speaker_id')::bigint = ANY (merged_speakers(of_speaker))) n
   WHERE EXISTS (SELECT FROM name_forms(name))
$$;

-- The columns that hold words, of one table or of all: whole tables, without those of accounts, keys and hashes.
CREATE OR REPLACE FUNCTION erasure_columns(
  in_table text DEFAULT NULL, OUT of_table regclass, OUT finds text, OUT masks text, OUT words_in text) RETURNS SETOF record
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT c.oid::regclass,
         string_agg(format(f.finds, a.attname), ' OR ' ORDER BY a.attnum),
         string_agg(format(f.masks, a.attname, CASE WHEN u.is_unique THEN 'true' ELSE 'false' END), ', ' ORDER BY a.attnum),
         string_agg(a.attname, ',' ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
   CROSS JOIN LATERAL (
     -- A column that PostgreSQL works out of words must differ from row to row, too, where it must.
     SELECT EXISTS (
       SELECT FROM pg_index i JOIN pg_attribute k ON k.attrelid = c.oid AND (k.attnum = ANY (i.indkey) OR EXISTS (
                     SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                                               AND d.refobjid = c.oid AND d.refobjsubid = k.attnum))
        WHERE i.indrelid = c.oid AND i.indisunique AND (k.attnum = a.attnum OR k.attgenerated <> ''))) u(is_unique)
    JOIN (VALUES
      ('{text,varchar,bpchar}'::text[], 'says_a_name(%1$I, $1)', '%1$I = erased_in_place(%1$I, $1, %2$s)'),
      ('{jsonb}', 'says_a_name(%1$I::text, $1)', '%1$I = erased_in_place(%1$I::text, $1)::jsonb'),
      ('{json}', 'says_a_name(%1$I::text, $1)', '%1$I = erased_in_place(%1$I::text, $1)::json'),
      ('{_text,_varchar}', 'says_a_name(array_to_string(%1$I, E''\x1f''), $1)',
       '%1$I = string_to_array(erased_in_place(array_to_string(%1$I, E''\x1f''), $1), E''\x1f'')')) f(types, finds, masks)
      ON t.typname = ANY (f.types)
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attgenerated = ''
     AND c.relname = coalesce(in_table, c.relname) AND has_table_privilege(c.oid, 'SELECT')
     AND c.relname NOT IN ('newsroom_user', 'newsroom_historykey', 'newsroom_cache', 'newsroom_signin',
                           'django_migrations', 'django_content_type', 'auth_permission', 'django_session',
                           'claims_publication', 'claims_exportrow', 'claims_publicationwords', 'claims_round',
                           'claims_matchword', 'claims_matchposting')
     AND a.attname !~ '(sha256|digest|hash|salt|secret|sealed|leaf|password|token)'
     AND (c.relname, a.attname) NOT IN (('newsroom_event', 'actor'), ('claims_erasure', 'requested_by'), ('claims_erasure', 'approved_by'))
   GROUP BY c.oid ORDER BY 1
$$;

-- The text with as many characters in place of each name; where rows must differ, at random. An address stays one: it
-- keeps where its parts begin.
CREATE OR REPLACE FUNCTION erased_in_place(value text, pattern text, random boolean DEFAULT false) RETURNS text
LANGUAGE sql VOLATILE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN says_a_name(value, pattern) THEN (
    SELECT string_agg(piece || coalesce(erased, ''), '' ORDER BY place)
      FROM ROWS FROM (unnest(regexp_split_to_array(value, pattern, 'i')),
                      unnest(ARRAY(SELECT found[1] FROM regexp_matches(value, pattern, 'gi') found)))
        WITH ORDINALITY f(piece, name, place),
           LATERAL (
             SELECT string_agg(CASE WHEN letter ~ '[/?#]' OR at <= length(substring(name FROM '(?i)^https?:')) THEN letter
                                    WHEN random THEN to_hex(floor(random() * 16)::integer)
                                    ELSE '█' END, '' ORDER BY at) AS erased
               FROM unnest(string_to_array(name, NULL)) WITH ORDINALITY l(letter, at)) e) ELSE value END
$$;

-- The recordings whose files go with these texts: those that no other source's text transcribes, also where
-- one is stored with several addresses or waits for its transcript.
CREATE OR REPLACE FUNCTION recordings_erased_with(texts bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT ARRAY(
    SELECT r.id FROM sources_recording r
     WHERE r.sha256 <> ''
       AND EXISTS (SELECT FROM sources_recording o JOIN sources_transcript t ON t.recording_id = o.id
                    WHERE o.sha256 = r.sha256 AND t.snapshot_id = ANY (texts))
       AND NOT EXISTS (SELECT FROM sources_transcript t JOIN sources_snapshot s ON s.id = t.snapshot_id
                        WHERE t.recording_id = r.id AND t.snapshot_id <> ALL (texts) AND NOT s.erased)
     ORDER BY 1)
$$;

-- The recordings that we hold and no text transcribes: their transcription failed or waits. No words say who is
-- heard in them; people do.
CREATE OR REPLACE FUNCTION recordings_without_text() RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT r.id FROM sources_recording r
   WHERE r.file_name <> '' AND NOT r.erased
     AND NOT EXISTS (SELECT FROM sources_recording o JOIN sources_transcript t ON t.recording_id = o.id
                       JOIN sources_snapshot s ON s.id = t.snapshot_id
                      WHERE o.sha256 = r.sha256 AND NOT s.erased)
   ORDER BY 1
$$;

-- How many rows of each table say one of the names.
CREATE OR REPLACE FUNCTION erasure_found_names(names text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  pattern text := erasure_pattern(names);
  each record;
  rows bigint;
  found jsonb := '{}';
BEGIN
  FOR each IN SELECT c.of_table, c.finds FROM erasure_columns() c
              UNION ALL SELECT 'claims_publication', 'says_a_name(body, $1)'
              UNION ALL SELECT 'claims_round', 'says_a_name(body, $1) OR says_a_name(reason, $1)' LOOP
    PERFORM show_erasing(each.of_table::text);
    EXECUTE format('SELECT count(*) FROM %s WHERE %s', each.of_table, each.finds) INTO rows USING pattern;
    IF rows > 0 THEN
      found := found || jsonb_build_object(each.of_table::text, rows);
    END IF;
  END LOOP;
  RETURN found;
END $$;

-- What an erasure of this kind finds, by table.
CREATE OR REPLACE FUNCTION erasure_found(of_kind text, subject bigint, names text[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE of_kind
    WHEN 'erase_person' THEN erasure_found_names(names)
    WHEN 'erase_source' THEN jsonb_build_object(
      'sources_snapshot', (SELECT count(*) FROM sources_snapshot WHERE source_id = subject),
      'sources_cue', (SELECT count(*) FROM sources_cue c JOIN sources_snapshot s ON s.id = c.transcript_id WHERE s.source_id = subject),
      'sources_recording', cardinality(recordings_erased_with(ARRAY(SELECT id FROM sources_snapshot WHERE source_id = subject))),
      'claims_anchor', (SELECT count(*) FROM claims_anchor n JOIN sources_snapshot s ON s.id = n.snapshot_id WHERE s.source_id = subject),
      'claims_candidate', (SELECT count(*) FROM claims_candidate n JOIN sources_snapshot s ON s.id = n.snapshot_id WHERE s.source_id = subject),
      'claims_publication', (SELECT count(*) FROM claims_publicationsource named
                               JOIN claims_publication p ON p.number = named.publication_id
                              WHERE named.source_id = subject AND p.sources @> ARRAY[subject]))
    ELSE jsonb_build_object(
      CASE of_kind WHEN 'erase_report' THEN 'claims_errorreport' ELSE 'claims_readerrequest' END, 1,
      'newsroom_event', (SELECT count(*) FROM newsroom_event
         WHERE "table" = CASE of_kind WHEN 'erase_report' THEN 'claims_errorreport' ELSE 'claims_readerrequest' END
           AND "row" = subject::text)) END
$$;

-- The claims whose publication says one of the names, now or, while they are hidden, before: they stay offline until
-- somebody edits them, so that nothing that was signed is shown changed.
CREATE OR REPLACE FUNCTION erasure_holds(names text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT p.claim_id FROM claims_publication p, erasure_pattern(names) pattern
   WHERE p.shown_until IS NULL
     AND NOT EXISTS (SELECT FROM claims_hold h WHERE h.claim_id = p.claim_id AND h.kind = 'legal' AND h.lifted_at IS NULL)
     AND (p.standing <> 'hidden' AND NOT p.withheld AND says_a_name(p.body, pattern)
          OR p.standing = 'hidden' AND EXISTS (
            SELECT FROM claims_publication q WHERE q.claim_id = p.claim_id AND says_a_name(q.body, pattern)))
   ORDER BY 1
$$;

-- The person's own public claims that go on, with a description in place of the name: nothing else of them says it.
CREATE OR REPLACE FUNCTION erasure_stays(of_speaker bigint, names text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT p.claim_id
    FROM claims_claim c JOIN claims_publication p ON p.claim_id = c.id AND p.shown_until IS NULL,
         erasure_pattern(names) pattern, merged_speakers(of_speaker) people,
         LATERAL (SELECT redacted(p.body::jsonb, people) - 'speaker' AS rest) r
   WHERE c.speaker_id = ANY (people) AND p.standing <> 'hidden' AND NOT p.withheld
     AND NOT says_a_name(rest::text, pattern) AND NOT contains_a_name(rest, people)
   ORDER BY 1
$$;

-- The snapshots whose text says one of the names, or whose transcript names one as a speaker.
CREATE OR REPLACE FUNCTION erasure_snapshots(names text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  -- Once: in a condition PostgreSQL would make the pattern again for each row, which takes milliseconds.
  WITH of_names AS MATERIALIZED (SELECT erasure_pattern(names) AS pattern)
  SELECT id FROM sources_snapshot, of_names WHERE says_a_name(text, pattern) OR says_a_name(metadata::text, pattern)
   UNION SELECT transcript_id FROM sources_cue, of_names WHERE says_a_name(speaker, pattern)
$$;

-- The recordings of such texts that we hold, also where one is stored with several addresses.
CREATE OR REPLACE FUNCTION erasure_recordings(names text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT id FROM sources_recording
   WHERE file_name <> '' AND sha256 IN (
     SELECT r.sha256 FROM sources_recording r JOIN sources_transcript t ON t.recording_id = r.id
      WHERE t.snapshot_id IN (SELECT erasure_snapshots(names)))
$$;

-- Turns the guards and histories of a table off, and on again. What they kept in step is erased by the caller.
-- Called by: owner.
CREATE OR REPLACE FUNCTION guards_of(guarded regclass, enabled boolean) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  names text[] := ARRAY(SELECT tgname FROM pg_trigger WHERE tgrelid = guarded AND NOT tgisinternal
                                                       AND tgenabled = CASE WHEN enabled THEN 'D' ELSE 'O' END);
  each text;
BEGIN
  FOREACH each IN ARRAY names LOOP
    EXECUTE format('ALTER TABLE %s %s TRIGGER %I', guarded, CASE WHEN enabled THEN 'ENABLE' ELSE 'DISABLE' END, each);
  END LOOP;
END $$;

-- Values with a mark in place of these keys', where they are not null.
-- Called by: owner.
CREATE OR REPLACE FUNCTION erased_keys(stated jsonb, keys text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT stated || coalesce((SELECT jsonb_object_agg(key, '█'::text) FROM jsonb_each_text(stated)
                              WHERE key = ANY (keys) AND value <> ''), '{}')
$$;

-- In the history of these rows, the values of these columns. Which events it changed.
-- Called by: owner.
CREATE OR REPLACE FUNCTION erase_events(of_table text, rows text[], keys text[]) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  texts text[];
  changed bigint[];
BEGIN
  texts := ARRAY(
    SELECT substr(v.value, 13) FROM newsroom_event e, unnest(ARRAY[e.old, e.new]) side, jsonb_each_text(side) v
     WHERE e."table" = of_table AND e."row" = ANY (rows) AND v.key = ANY (keys) AND v.value LIKE 'text-sha256:%');
  PERFORM guards_of('newsroom_event', false), guards_of('newsroom_eventtext', false);
  WITH e AS (
    UPDATE newsroom_event SET old = erased_keys(old, keys), new = erased_keys(new, keys)
     WHERE "table" = of_table AND "row" = ANY (rows)
       AND (old, new) IS DISTINCT FROM (erased_keys(old, keys), erased_keys(new, keys))
    RETURNING id)
  SELECT coalesce(array_agg(id), '{}') INTO changed FROM e;
  DELETE FROM newsroom_eventtext WHERE sha256 = ANY (texts);
  PERFORM guards_of('newsroom_event', true), guards_of('newsroom_eventtext', true);
  RETURN changed;
END $$;

-- Number, date, event and hashes stay; nothing is left by which the body could be guessed.
-- Called by: owner.
CREATE OR REPLACE FUNCTION erase_publications(numbers bigint[], of_erasure bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  shown bigint;
BEGIN
  SELECT number INTO shown FROM claims_publication
   WHERE number = ANY (numbers) AND shown_until IS NULL AND NOT withheld AND standing <> 'hidden' LIMIT 1;
  IF shown IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erased_is_offline_first',
      MESSAGE = format('Publication %s is public now and has what is to be erased. Take its claim offline first.', shown);
  END IF;
  INSERT INTO claims_erasedpublication (publication_id, erasure_id)
  SELECT number, of_erasure FROM claims_publication
   WHERE number = ANY (numbers) AND body <> '{}' ON CONFLICT DO NOTHING;
  PERFORM guards_of('claims_publication', false), guards_of('claims_exportrow', false),
          guards_of('claims_publicationwords', false);
  UPDATE claims_publication SET body = '{}', salt = '', text = '', topics = '{}', search = NULL
   WHERE number = ANY (numbers) AND body <> '{}';
  DELETE FROM claims_exportrow WHERE publication_id = ANY (numbers);
  DELETE FROM claims_publicationwords WHERE publication_id = ANY (numbers);
  PERFORM guards_of('claims_publication', true), guards_of('claims_exportrow', true),
          guards_of('claims_publicationwords', true);
END $$;

-- What was derived from these claims for matching: a vector says something of the words it was made of. A job
-- reads the claims again, and drops the words that none has any more.
-- Called by: owner.
CREATE OR REPLACE FUNCTION erase_what_is_matched(claims bigint[]) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
  DELETE FROM claims_claimvector WHERE claim_id = ANY (claims);
  INSERT INTO claims_claimtomatch (claim_id) SELECT unnest(claims)
$$;

-- The names in every column that holds words. Which events it changed.
-- Called by: owner.
CREATE OR REPLACE FUNCTION erase_names(names text[], files text[], of_erasure bigint) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  pattern text := erasure_pattern(names);
  texts bigint[] := ARRAY(SELECT erasure_snapshots(names));
  recordings bigint[] := ARRAY(SELECT erasure_recordings(names));
  publications bigint[];
  matched bigint[];
  synonyms bigint[] := ARRAY(SELECT id FROM claims_synonyms WHERE says_a_name(array_to_string(terms, E'\x1f'), pattern));
  requests bigint[] := ARRAY(SELECT id FROM claims_readerrequest WHERE says_a_name(text, pattern) OR says_a_name(url, pattern));
  changed bigint[] := '{}';
  each record;
  found boolean;
BEGIN
  -- The same files at first and after a restore: those listed, and those of the texts that go.
  files := files || ARRAY(SELECT raw_name::text FROM sources_snapshot WHERE raw_name <> '' AND id = ANY (texts)
                           UNION SELECT file_name FROM sources_recording WHERE id = ANY (recordings));
  -- First, and while their texts are whole.
  publications := ARRAY(SELECT number FROM claims_publication WHERE says_a_name(body, pattern));
  matched := ARRAY(
    SELECT c.id FROM claims_claim c JOIN sources_speaker s ON s.id = c.speaker_id
     WHERE says_a_name(c.text, pattern) OR says_a_name(c.note, pattern) OR says_a_name(s.name, pattern)
     UNION SELECT claim_id FROM claims_externalreview WHERE says_a_name(rationale, pattern)
     UNION SELECT claim_id FROM claims_publication WHERE number = ANY (publications));
  PERFORM erase_publications(publications, of_erasure);
  PERFORM guards_of('sources_snapshot', false), guards_of('sources_recording', false);
  UPDATE sources_recording SET file_name = '', erased = true WHERE id = ANY (recordings);
  UPDATE sources_snapshot SET raw_name = '', erased = true WHERE raw_name = ANY (files) OR id = ANY (texts);
  UPDATE sources_snapshot SET text = erased_in_place(text, pattern), metadata = erased_in_place(metadata::text, pattern)::jsonb
   WHERE id = ANY (texts);
  PERFORM guards_of('sources_snapshot', true), guards_of('sources_recording', true);
  PERFORM guards_of('sources_capturerequest', false), guards_of('claims_importrun', false);
  UPDATE sources_capturerequest SET raw_name = '', raw_sha256 = ''
   WHERE (url <> '' OR snapshot_id IS NOT NULL) AND raw_name <> ''
     AND (raw_name = ANY (files) OR snapshot_id IN (SELECT id FROM sources_snapshot WHERE erased AND raw_name = ''));
  UPDATE claims_importrun SET raw_name = '' WHERE raw_name = ANY (files);
  PERFORM guards_of('sources_capturerequest', true), guards_of('claims_importrun', true);
  -- Evidence and answers name a file by rule; this one is nowhere.
  PERFORM guards_of('claims_evidence', false), guards_of('claims_replyrequest', false);
  UPDATE claims_evidence SET file_name = 'erased/' || file_sha256 WHERE file_name = ANY (files);
  UPDATE claims_replyrequest SET file_name = 'erased/' || file_sha256 WHERE file_name = ANY (files);
  PERFORM guards_of('claims_evidence', true), guards_of('claims_replyrequest', true);
  PERFORM guards_of('newsroom_approval', false);
  UPDATE newsroom_approval SET payload = jsonb_set(payload, '{reply,file_name}', to_jsonb('erased/' || (payload #>> '{reply,file_sha256}')))
   WHERE payload #>> '{reply,file_name}' = ANY (files);
  PERFORM guards_of('newsroom_approval', true);
  PERFORM guards_of('claims_round', false);
  UPDATE claims_round SET reason = erased_in_place(reason, pattern), body = erased_in_place(body, pattern),
                          version = encode(sha256(convert_to(erased_in_place(body, pattern), 'UTF8')), 'hex')
   WHERE says_a_name(body, pattern) OR says_a_name(reason, pattern);
  PERFORM guards_of('claims_round', true);
  -- With their other terms, which mean the same.
  PERFORM guards_of('claims_synonyms', false);
  DELETE FROM claims_synonyms WHERE id = ANY (synonyms);
  PERFORM guards_of('claims_synonyms', true);
  -- A hash of what the reader sent would confirm a guess.
  PERFORM guards_of('claims_readerrequest', false);
  UPDATE claims_readerrequest SET key = encode(sha256(uuid_send(gen_random_uuid())), 'hex') WHERE id = ANY (requests);
  PERFORM guards_of('claims_readerrequest', true);
  FOR each IN SELECT c.of_table, c.finds, c.masks FROM erasure_columns() c LOOP
    PERFORM show_erasing(each.of_table::text);
    EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %s)', each.of_table, each.finds) INTO found USING pattern;
    CONTINUE WHEN NOT found;
    PERFORM guards_of(each.of_table, false);
    IF each.of_table = 'newsroom_eventtext'::regclass THEN
      DELETE FROM newsroom_eventtext WHERE says_a_name(value, pattern);
    ELSIF each.of_table = 'newsroom_event'::regclass THEN
      EXECUTE format('WITH e AS (UPDATE %s SET %s WHERE %s RETURNING id) SELECT array_agg(id) FROM e',
                     each.of_table, each.masks, each.finds) INTO changed USING pattern;
    ELSE
      EXECUTE format('UPDATE %s SET %s WHERE %s', each.of_table, each.masks, each.finds) USING pattern;
    END IF;
    PERFORM guards_of(each.of_table, true);
  END LOOP;
  DELETE FROM claims_matchword WHERE says_a_name(word, pattern);
  DELETE FROM claims_matchposting WHERE says_a_name(word, pattern);
  PERFORM erase_what_is_matched(matched);
  PERFORM update_search_words(ARRAY(
    SELECT DISTINCT w.claim_id FROM claims_searchwords w, unnest(names) given, name_forms(given) form
     WHERE NOT EXISTS (SELECT FROM unnest(string_to_array(form, ' ')) word
                        WHERE position('''' || left(word, 4) IN w.search::text) = 0)));
  RETURN changed
      || erase_events('claims_synonyms', synonyms::text[], '{terms,keys}')
      || erase_events('claims_readerrequest', requests::text[], '{key}');
END $$;

-- Of these files the recordings that no text transcribes. Which events it changed.
-- Called by: owner.
CREATE OR REPLACE FUNCTION erase_recordings_without_text(files text[]) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  recordings bigint[] := ARRAY(SELECT id FROM sources_recording
                                WHERE file_name = ANY (files) AND id IN (SELECT recordings_without_text()));
BEGIN
  IF recordings = '{}' THEN
    RETURN '{}';
  END IF;
  PERFORM guards_of('sources_recording', false);
  UPDATE sources_recording SET file_name = '', erased = true WHERE id = ANY (recordings);
  PERFORM guards_of('sources_recording', true);
  RETURN erase_events('sources_recording', recordings::text[], '{file_name}');
END $$;

-- Called by: owner.
CREATE OR REPLACE FUNCTION erase_person(of_speaker bigint, names text[], files text[], of_erasure bigint) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  people bigint[] := merged_speakers(of_speaker);
  roles bigint[] := ARRAY(SELECT id FROM sources_role WHERE speaker_id = ANY (people));
  aliases text[] := ARRAY(
    SELECT id::text FROM sources_alias WHERE speaker_id = ANY (people)
     UNION SELECT "row" FROM newsroom_event, unnest(ARRAY[old, new]) side
            WHERE "table" = 'sources_alias' AND (side ->> 'speaker_id')::bigint = ANY (people));
  requests bigint[] := ARRAY(SELECT id FROM newsroom_approval
                              WHERE kind IN ('change_speaker', 'unprotect_speaker') AND subject_id = ANY (people));
  publications bigint[] := ARRAY(SELECT number FROM claims_publication WHERE speakers && people AND withheld);
  changed bigint[];
BEGIN
  PERFORM erase_publications(publications, of_erasure);
  changed := erase_names(names, files, of_erasure);
  PERFORM guards_of('sources_speaker', false), guards_of('sources_alias', false), guards_of('sources_role', false),
          guards_of('sources_protectedname', false), guards_of('newsroom_approval', false), guards_of('claims_round', false);
  UPDATE sources_speaker SET name = '[' || id || ']', slug = 'erased-' || id, same_as = '{}' WHERE id = ANY (people);
  DELETE FROM sources_alias WHERE speaker_id = ANY (people);
  UPDATE sources_role SET title = '█', note = '' WHERE id = ANY (roles);
  UPDATE sources_protectedname SET words = 'erased ' || id, first_word = 'erased' WHERE speaker_id = ANY (people);
  UPDATE newsroom_approval SET payload = '{}' WHERE id = ANY (requests);
  -- Nobody reads them again: what is published of a protected person has neither.
  UPDATE claims_round r SET body = b.body, version = encode(sha256(convert_to(b.body, 'UTF8')), 'hex')
    FROM (SELECT id, canonical_json(jsonb_set(body::jsonb, '{speaker}', (body::jsonb -> 'speaker')
                                              || '{"name": "█", "description": "█", "role": null}')) AS body
            FROM claims_round
           WHERE claim_id IN (SELECT id FROM claims_claim WHERE speaker_id = ANY (people))
             AND (body::jsonb #>> '{speaker,id}')::bigint = ANY (people)) b
   WHERE b.id = r.id;
  PERFORM guards_of('sources_speaker', true), guards_of('sources_alias', true), guards_of('sources_role', true),
          guards_of('sources_protectedname', true), guards_of('newsroom_approval', true), guards_of('claims_round', true);
  PERFORM erase_what_is_matched(ARRAY(SELECT id FROM claims_claim WHERE speaker_id = ANY (people)));
  RETURN changed
      || erase_events('sources_speaker', people::text[], '{name,slug,description,same_as}')
      || erase_events('sources_alias', aliases, '{name,folded}')
      || erase_events('sources_role', roles::text[], '{title,note}')
      || erase_events('newsroom_approval', requests::text[], '{payload}');
END $$;

-- Called by: owner.
CREATE OR REPLACE FUNCTION erase_source(of_source bigint, of_erasure bigint) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  texts bigint[] := ARRAY(SELECT id FROM sources_snapshot WHERE source_id = of_source);
  anchors text[] := ARRAY(
    SELECT id::text FROM claims_anchor WHERE snapshot_id = ANY (texts)
     UNION SELECT "row" FROM newsroom_event, unnest(ARRAY[old, new]) side
            WHERE "table" = 'claims_anchor' AND (side ->> 'snapshot_id')::bigint = ANY (texts));
  candidates bigint[] := ARRAY(SELECT id FROM claims_candidate WHERE snapshot_id = ANY (texts));
  recordings bigint[] := recordings_erased_with(texts);
  captures bigint[] := ARRAY(SELECT id FROM sources_capturerequest WHERE source_id = of_source OR snapshot_id = ANY (texts));
  claims bigint[] := ARRAY(SELECT DISTINCT unnest(claims_quoting(t)) FROM unnest(texts) t);
  quotes text[] := ARRAY(
    SELECT DISTINCT w FROM claims_anchor n, unnest(ARRAY[exact, prefix, suffix]) w WHERE snapshot_id = ANY (texts) AND w <> ''
     UNION
    SELECT DISTINCT part FROM newsroom_event, unnest(ARRAY[old, new]) side, event_values(side) whole,
           unnest(ARRAY[whole ->> 'exact', whole ->> 'prefix', whole ->> 'suffix']) part
     WHERE "table" = 'claims_anchor' AND "row" = ANY (anchors) AND part <> '');
  rounds bigint[] := ARRAY(SELECT id FROM claims_round WHERE claim_id = ANY (claims));
  requests bigint[] := ARRAY(SELECT id FROM newsroom_approval WHERE kind = 'supplement'
                              AND (payload #>> '{appearance,snapshot}')::bigint = ANY (texts));
  publications bigint[] := ARRAY(
    SELECT number FROM claims_publication p WHERE claim_id = ANY (claims) AND withheld AND quotes_taken_down(p));
  each text;
BEGIN
  PERFORM erase_publications(publications, of_erasure);
  PERFORM guards_of('sources_snapshot', false), guards_of('claims_anchor', false), guards_of('claims_candidate', false),
          guards_of('sources_capturerequest', false), guards_of('claims_round', false), guards_of('newsroom_approval', false),
          guards_of('claims_appearance', false), guards_of('sources_cue', false), guards_of('sources_recording', false);
  UPDATE sources_cue SET speaker = '' WHERE transcript_id = ANY (texts) AND speaker <> '';
  UPDATE sources_recording SET file_name = '', erased = true WHERE id = ANY (recordings);
  UPDATE sources_snapshot SET text = repeat('█', char_length(text)), metadata = '{}', raw_name = '', erased = true
   WHERE id = ANY (texts);
  UPDATE claims_anchor SET exact = repeat('█', char_length(exact)), prefix = repeat('█', char_length(prefix)),
                           suffix = repeat('█', char_length(suffix)) WHERE snapshot_id = ANY (texts);
  UPDATE claims_candidate SET exact = repeat('█', char_length(exact)), described_as = '', speaker_name = '', relay = '',
                              verb = '', said_note = '', score_reasons = NULL WHERE id = ANY (candidates);
  UPDATE claims_appearance a SET described_as = '', verb = ''
   WHERE EXISTS (SELECT FROM claims_anchor n WHERE n.appearance_id = a.id AND n.snapshot_id = ANY (texts));
  UPDATE sources_capturerequest SET raw_name = '', raw_sha256 = '', stated = '{}'
   WHERE id = ANY (captures) AND (url <> '' OR snapshot_id IS NOT NULL);
  -- A quote is a whole value in JSON.
  FOREACH each IN ARRAY quotes LOOP
    UPDATE claims_round r SET body = b.body, version = encode(sha256(convert_to(b.body, 'UTF8')), 'hex')
      FROM (SELECT id, replace(body, to_json(each)::text, to_json(repeat('█', char_length(each)))::text) AS body
              FROM claims_round WHERE id = ANY (rounds)) b
     WHERE b.id = r.id;
    UPDATE newsroom_approval SET payload = replace(payload::text, to_jsonb(each)::text, to_jsonb(repeat('█', char_length(each)))::text)::jsonb
     WHERE id = ANY (requests);
  END LOOP;
  PERFORM guards_of('sources_snapshot', true), guards_of('claims_anchor', true), guards_of('claims_candidate', true),
          guards_of('sources_capturerequest', true), guards_of('claims_round', true), guards_of('newsroom_approval', true),
          guards_of('claims_appearance', true), guards_of('sources_cue', true), guards_of('sources_recording', true);
  PERFORM update_search_words(claims);
  RETURN erase_events('sources_snapshot', texts::text[], '{metadata,raw_name}')
      || erase_events('sources_recording', recordings::text[], '{file_name}')
      || erase_events('claims_anchor', anchors, '{exact,prefix,suffix}')
      || erase_events('claims_candidate', candidates::text[], '{exact,described_as,speaker_name,relay,verb,said_note,score_reasons}')
      || erase_events('sources_capturerequest', captures::text[], '{stated}')
      || erase_events('newsroom_approval', requests::text[], '{payload}');
END $$;

-- What still names a proposal by the hash that it had before: that would confirm a guess of what was erased. A
-- signature with a passkey keeps it, for it is made of it. Which events it changed.
-- Called by: owner.
CREATE OR REPLACE FUNCTION erase_versions(rounds bigint[], versions text[]) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  changed bigint[];
  before text[];
  translations bigint[];
  assents bigint[];
  requests bigint[];
BEGIN
  SELECT array_agg(b.id), array_agg(b.version) INTO changed, before
    FROM unnest(rounds, versions) b(id, version) JOIN claims_round r ON r.id = b.id AND r.version <> b.version;
  IF changed IS NULL THEN
    RETURN '{}';
  END IF;
  translations := ARRAY(SELECT id FROM claims_translation WHERE original = ANY (before));
  assents := ARRAY(SELECT id FROM claims_assent WHERE round_id = ANY (changed));
  -- A translation names its original within, a minor edit at the top.
  requests := ARRAY(SELECT id FROM newsroom_approval
                     WHERE payload #>> '{translation,of}' = ANY (before) OR payload ->> 'of' = ANY (before));
  PERFORM guards_of('claims_translation', false), guards_of('claims_assent', false), guards_of('newsroom_approval', false);
  UPDATE claims_translation t SET original = r.version
    FROM unnest(changed, before) b(id, version) JOIN claims_round r ON r.id = b.id
   WHERE t.original = b.version;
  -- Of no version, so that neither counts for what is left.
  UPDATE claims_assent SET version = encode(sha256(uuid_send(gen_random_uuid())), 'hex') WHERE id = ANY (assents);
  UPDATE newsroom_approval
     SET payload = jsonb_set(jsonb_set(payload, '{translation,of}', '"█"', false), '{of}', '"█"', false)
   WHERE id = ANY (requests);
  PERFORM guards_of('claims_translation', true), guards_of('claims_assent', true), guards_of('newsroom_approval', true);
  RETURN erase_events('claims_round', changed::text[], '{version}')
      || erase_events('claims_translation', translations::text[], '{original}')
      || erase_events('claims_assent', assents::text[], '{version}')
      || erase_events('newsroom_approval', requests::text[], '{payload}');
END $$;

-- A reader's error report or request: what they wrote, and where they are answered.
-- Called by: owner.
CREATE OR REPLACE FUNCTION erase_message(of_kind text, subject bigint) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF of_kind = 'erase_report' THEN
    PERFORM guards_of('claims_errorreport', false);
    UPDATE claims_errorreport
       SET words = '█', contact = '', sender = '', answer = CASE WHEN answer <> '' THEN '█' ELSE '' END,
           settled_note = CASE WHEN settled_note <> '' THEN '█' ELSE '' END
     WHERE id = subject;
    PERFORM guards_of('claims_errorreport', true);
    RETURN erase_events('claims_errorreport', ARRAY[subject::text], '{words,contact,answer,settled_note}');
  ELSE
    PERFORM guards_of('claims_readerrequest', false);
    UPDATE claims_readerrequest
       SET text = CASE WHEN text <> '' THEN '█' ELSE '' END,
           url = CASE WHEN url <> '' THEN 'https://erased.invalid/' || id ELSE '' END,
           key = encode(sha256(uuid_send(gen_random_uuid())), 'hex'),
           note = CASE WHEN note <> '' THEN '█' ELSE '' END
     WHERE id = subject;
    PERFORM guards_of('claims_readerrequest', true);
    PERFORM guards_of('claims_subscription', false);
    DELETE FROM claims_subscription WHERE kind = 'request' AND claims_subscription.subject = erase_message.subject::text;
    PERFORM guards_of('claims_subscription', true);
    RETURN erase_events('claims_readerrequest', ARRAY[subject::text], '{text,url,key,note}');
  END IF;
END $$;

-- What readers wrote and was decided on long ago, as the policy says; history keeps how many. The application
-- calls it daily, and can't choose what is removed. Some at once, so that locks are short.
-- Called by: application.
CREATE OR REPLACE FUNCTION erase_old_messages() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  days integer := (SELECT keep_messages FROM newsroom_policy WHERE id = 1);
  before timestamptz := now() - make_interval(days => days);
  reports bigint[] := ARRAY(SELECT id FROM claims_errorreport
                             WHERE settled_at < before AND words <> '█' ORDER BY id LIMIT 100);
  requests bigint[] := ARRAY(SELECT id FROM claims_readerrequest
                              WHERE decided_at < before AND text <> '█' AND url NOT LIKE 'https://erased.invalid/%'
                              ORDER BY id LIMIT 100);
  changed bigint[] := '{}';
  each bigint;
BEGIN
  SET CONSTRAINTS ALL IMMEDIATE;
  FOREACH each IN ARRAY reports LOOP
    changed := changed || erase_message('erase_report', each);
  END LOOP;
  FOREACH each IN ARRAY requests LOOP
    changed := changed || erase_message('erase_request', each);
  END LOOP;
  IF reports || requests <> '{}' THEN
    INSERT INTO newsroom_event (at, transaction, "table", "row", action, old, new, about,
                                actor_id, actor, via, reason, database_role)
    VALUES (clock_timestamp(), pg_current_xact_id()::text::bigint, 'claims_errorreport', '', 'update',
            jsonb_build_object('erased', cardinality(reports) + cardinality(requests), 'older_than_days', days,
                               'events', changed), NULL, '{}',
            NULL, '', 'clock', 'old messages', session_user);
  END IF;
  RETURN cardinality(reports) + cardinality(requests);
END $$;

-- The numbers of the events that an erasure changed, with it and in history. That event has no reason, which might
-- have to be erased in turn: it is by it that a change of other events is recognised (verify_history).
-- Called by: owner.
CREATE OR REPLACE FUNCTION record_changed_events(of_erasure bigint, changed bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  before bigint[] := (SELECT events FROM claims_erasure WHERE id = of_erasure);
  after bigint[] := ARRAY(SELECT DISTINCT unnest(before || changed) ORDER BY 1);
  context jsonb := history_context();
BEGIN
  PERFORM guards_of('claims_erasure', false);
  UPDATE claims_erasure SET events = after WHERE id = of_erasure;
  PERFORM guards_of('claims_erasure', true);
  INSERT INTO newsroom_event (at, transaction, "table", "row", action, old, new, about,
                              actor_id, actor, via, reason, database_role)
  VALUES (clock_timestamp(), pg_current_xact_id()::text::bigint, 'claims_erasure', of_erasure::text, 'update',
          history_values(jsonb_build_object('id', of_erasure, 'events', before), '{}', 'claims_erasure ' || of_erasure),
          history_values(jsonb_build_object('id', of_erasure, 'events', after), '{}', 'claims_erasure ' || of_erasure), '{}',
          (context ->> 'actor_id')::bigint, context ->> 'actor', context ->> 'via', '', session_user);
END $$;

-- Erases, and records it; also what an older backup brought back. With its names, where it is a person.
-- Called by: owner.
CREATE OR REPLACE FUNCTION apply_erasure(e claims_erasure, names text[], files text[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  of_erasure bigint;
  changed bigint[];
  rounds bigint[];
  versions text[];
BEGIN
  PERFORM require_read_committed();
  SET CONSTRAINTS ALL IMMEDIATE;
  SELECT id INTO of_erasure FROM claims_erasure WHERE key = e.key;
  IF of_erasure IS NULL THEN
    INSERT INTO claims_erasure (key, kind, subject_id, legal_basis, reason, requested_by, approved_by, erased_at, found,
                                removed_sha256, sealed, approval_id, events)
    VALUES (e.key, e.kind, e.subject_id, e.legal_basis,
            coalesce(erased_in_place(e.reason, erasure_pattern(names)), e.reason), e.requested_by, e.approved_by,
            e.erased_at, e.found, e.removed_sha256, e.sealed, e.approval_id, '{}')
    RETURNING id INTO of_erasure;
  END IF;
  -- Readers' messages are in no round. Locked, so that none is added between what is read and what is changed.
  IF e.kind IN ('erase_person', 'erase_source') THEN
    LOCK TABLE claims_round IN SHARE ROW EXCLUSIVE MODE;
    SELECT array_agg(id), array_agg(version) INTO rounds, versions FROM claims_round;
    -- Encrypted, so nobody knows here which of them say it. Their keys stay, so that nothing is done twice.
    UPDATE newsroom_repeatableanswer SET sealed_answer = '', request_sha256 = '';
  END IF;
  changed := CASE e.kind
    WHEN 'erase_person' THEN erase_person(e.subject_id, names, files, of_erasure)
    WHEN 'erase_source' THEN erase_source(e.subject_id, of_erasure)
    ELSE erase_message(e.kind, e.subject_id) END;
  changed := changed || erase_recordings_without_text(files) || erase_versions(rounds, versions);
  PERFORM record_changed_events(of_erasure, changed);
  RETURN of_erasure;
END $$;

-- What the application calls: it erases what an approval of this very transaction names, which one editor
-- requested and another, senior, one approves, whatever the policy says.
-- Called by: application.
CREATE OR REPLACE FUNCTION erasure_of_approval(approved bigint, of_key uuid, hash text, sealed text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  a newsroom_approval;
  e claims_erasure;
  names text[];
BEGIN
  SELECT * INTO a FROM newsroom_approval WHERE id = approved;
  IF a.kind LIKE 'erase\_%' IS NOT TRUE OR a.outcome <> 'done' OR NOT changed_in_this_transaction('newsroom_approval', a.id)
     OR a.requested_by_id = a.decided_by_id OR a.decided_by_id IS DISTINCT FROM acting_person()
     OR NOT is_editor(a.requested_by_id) OR NOT is_senior(a.decided_by_id)
     OR EXISTS (SELECT FROM claims_erasure WHERE approval_id = approved)
     -- A job acts for whoever approved, and only while it carries that out.
     OR history_context() ->> 'via' = 'job' AND NOT EXISTS (
       SELECT FROM claims_erasurerun r
        WHERE r.approval_id = approved AND r.by_id = a.decided_by_id AND r.state = 'running') THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erasure_is_approved_by_two',
      MESSAGE = 'Only what one editor requested and another, senior, one approves is erased, at once and once.';
  END IF;
  names := ARRAY(SELECT jsonb_array_elements_text(a.payload -> 'names'));
  IF a.kind = 'erase_person' AND erasure_pattern(names) IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erasure_names_somebody',
      MESSAGE = 'Give a name of at least four letters.';
  END IF;
  e.key := of_key;
  e.kind := a.kind;
  e.subject_id := a.subject_id;
  e.legal_basis := a.payload ->> 'legal_basis';
  e.reason := a.reason;
  e.requested_by := (SELECT username FROM newsroom_user WHERE id = a.requested_by_id);
  e.approved_by := (SELECT username FROM newsroom_user WHERE id = a.decided_by_id);
  e.erased_at := now();
  e.found := erasure_found(a.kind, a.subject_id, names);
  IF a.payload ? 'recordings' THEN
    e.found := e.found || jsonb_build_object('sources_recording',
      coalesce((e.found ->> 'sources_recording')::integer, 0) + jsonb_array_length(a.payload -> 'recordings'));
  END IF;
  e.removed_sha256 := hash;
  e.sealed := sealed;
  e.approval_id := approved;
  RETURN apply_erasure(e, names, ARRAY(SELECT jsonb_array_elements_text(a.payload -> 'files')));
END $$;

-- What was erased is sealed, and forgotten in the end.
CALL track_history('claims_erasure', without => '{sealed}');
CALL watch_for_the_public('claims_erasedpublication');
CALL watch_for_the_public('claims_erasure');
