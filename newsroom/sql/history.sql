-- History: newsroom_event records every change of every row of the tracked tables.

-- The numbers of the claims that an event concerns, from these keys of the changed row.
-- Called by: owner.
CREATE OR REPLACE FUNCTION history_about(changed jsonb, keys text[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN (
    SELECT coalesce(array_agg((changed ->> k)::bigint) FILTER (WHERE changed ->> k IS NOT NULL), '{}')
      FROM unnest(keys) k);
END $$;

-- The present transaction, or NULL where it changes nothing: its number, its beginning and that of the server. A
-- restored database counts transactions from an earlier number on, but has begun later.
CREATE OR REPLACE FUNCTION this_transaction() RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN pg_current_xact_id_if_assigned()::text || ' ' || extract(epoch FROM now())
         || ' ' || extract(epoch FROM pg_postmaster_start_time());
END $$;

-- Who makes the changes of this transaction, via which interface and why: what the application signed for
-- it in the setting history.context (newsroom/history.py). Otherwise nobody, via SQL.
-- Called by: application.
CREATE OR REPLACE FUNCTION history_context() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  signed text := current_setting('history.context', true);
  mac text := left(signed, 64);
  words text := substr(signed, 65);
  context jsonb;
BEGIN
  -- The hashes are compared by their hashes, so that timing reveals nothing.
  IF words <> '' AND EXISTS (
       SELECT FROM newsroom_historykey
        WHERE sha256(convert_to(mac, 'UTF8')) = sha256(convert_to(encode(sha256(
                outer_key || sha256(inner_key || convert_to(words, 'UTF8'))), 'hex'), 'UTF8'))) THEN
    context := words;
    IF context ->> 'transaction' = this_transaction() THEN
      RETURN context;
    END IF;
  END IF;
  RETURN '{"actor_id": null, "actor": "", "via": "sql", "reason": ""}';
END $$;

-- Whether this transaction wrote that row, as history says: another may have the same time, and after a restore the
-- same number, but then its events are older.
CREATE OR REPLACE FUNCTION changed_in_this_transaction(of_table text, of_row bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM newsroom_event
                  WHERE "table" = of_table AND "row" = of_row::text AND at >= now()
                    AND transaction = pg_current_xact_id_if_assigned()::text::bigint);
END $$;

CREATE OR REPLACE FUNCTION event_text_hash(t newsroom_eventtext) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT encode(sha256(convert_to(t.salt || E'\n' || t.value, 'UTF8')), 'hex')
$$;

-- What an event states, with its texts, as far as they are still there and are those it speaks of. The
-- application's reader of events does the same (newsroom/event_texts.py).
CREATE OR REPLACE FUNCTION event_values(stated jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN stated || coalesce((
    SELECT jsonb_object_agg(v.key, t.value::jsonb)
      FROM jsonb_each_text(stated) v
      JOIN newsroom_eventtext t ON t.sha256 = substr(v.value, 13)
     WHERE v.value LIKE 'text-sha256:%' AND t.sha256 = event_text_hash(t)), '{}');
END $$;

-- What an event is to state, with marks for what is longer than 1024 bytes as JSON. A short value that looks
-- like a mark becomes one, too: so every mark was written here.
-- Called by: owner.
CREATE OR REPLACE FUNCTION history_values(stated jsonb, about bigint[], otherwise text) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  each record;
  marked jsonb := stated;
  once text;
  hash text;
  drawn text;
BEGIN
  IF stated IS NULL OR octet_length(stated::text) <= 1024 AND stated::text NOT LIKE '%"text-sha256:%' THEN
    RETURN stated;
  END IF;
  FOR each IN
    SELECT v.key, v.value::text AS value FROM jsonb_each(stated) v
     WHERE octet_length(v.value::text) > 1024 OR v.value #>> '{}' LIKE 'text-sha256:%'
  LOOP
    once := encode(sha256(convert_to(concat(coalesce(about[1]::text, otherwise), E'\n', each.value), 'UTF8')), 'hex');
    SELECT t.sha256 INTO hash FROM newsroom_eventtext t WHERE t.key = once;
    IF hash IS NULL THEN
      drawn := left(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex'), 32);
      hash := encode(sha256(convert_to(drawn || E'\n' || each.value, 'UTF8')), 'hex');
      INSERT INTO newsroom_eventtext AS t (sha256, salt, value, key) VALUES (hash, drawn, each.value, once)
        ON CONFLICT (key) DO NOTHING;
      -- Another transaction may have been first.
      SELECT t.sha256 INTO STRICT hash FROM newsroom_eventtext t WHERE t.key = once;
    END IF;
    marked := marked || jsonb_build_object(each.key, 'text-sha256:' || hash);
  END LOOP;
  RETURN marked;
END $$;

-- Writes the events of one statement; row-level triggers would let only a third as many rows through.
-- Arguments: the key column, the columns with the numbers of claims, the columns left out.
CREATE OR REPLACE FUNCTION history_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  key text := TG_ARGV[0];
  about_keys text[] := string_to_array(TG_ARGV[1], ',');
  left_out text[] := string_to_array(TG_ARGV[2], ',');
  looked_for text[] := '{id,kind,state,revision,person_id,user_id,speaker_id,merged_id}';
  context jsonb := history_context();
  actor bigint := context ->> 'actor_id';
  actor_label text := context ->> 'actor';
  via text := context ->> 'via';
  reason text := context ->> 'reason';
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO newsroom_event (at, transaction, "table", "row", action, old, new, about,
                                actor_id, actor, via, reason, database_role)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, TG_TABLE_NAME, n.row ->> key,
           'insert', NULL, history_values(n.row - left_out, a.about, TG_TABLE_NAME || ' ' || (n.row ->> key)),
           a.about, actor, actor_label, via, reason, session_user
      FROM (SELECT to_jsonb(new_rows) AS row FROM new_rows) n,
           LATERAL (SELECT history_about(n.row, about_keys) AS about) a;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO newsroom_event (at, transaction, "table", "row", action, old, new, about,
                                actor_id, actor, via, reason, database_role)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, TG_TABLE_NAME, o.row ->> key,
           'delete', history_values(o.row - left_out, a.about, TG_TABLE_NAME || ' ' || (o.row ->> key)), NULL,
           a.about, actor, actor_label, via, reason, session_user
      FROM (SELECT to_jsonb(old_rows) AS row FROM old_rows) o,
           LATERAL (SELECT history_about(o.row, about_keys) AS about) a;
  ELSE
    -- A changed key comes out as a delete and an insert: nothing slips by under a new number.
    INSERT INTO newsroom_event (at, transaction, "table", "row", action, old, new, about,
                                actor_id, actor, via, reason, database_role)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, TG_TABLE_NAME,
           a.row ->> key,
           CASE WHEN o.row IS NULL THEN 'insert' WHEN n.row IS NULL THEN 'delete' ELSE 'update' END,
           history_values(coalesce(changed.old, o.row) - left_out, a.about, TG_TABLE_NAME || ' ' || (a.row ->> key)),
           history_values(coalesce(changed.new, n.row) - left_out, a.about, TG_TABLE_NAME || ' ' || (a.row ->> key)),
           a.about, actor, actor_label, via, reason, session_user
      FROM (SELECT to_jsonb(new_rows) AS row FROM new_rows) n
      FULL JOIN (SELECT to_jsonb(old_rows) AS row FROM old_rows) o ON n.row ->> key = o.row ->> key
     CROSS JOIN LATERAL (
       SELECT coalesce(n.row, o.row) AS row, history_about(coalesce(n.row, o.row), about_keys) AS about) a
     CROSS JOIN LATERAL (
       -- Of a row that stays, the columns that changed, and those by which events are looked for, where
       -- they are not null; what the others hold is in the events before.
       SELECT jsonb_object_agg(k, o.row -> k) AS old, jsonb_object_agg(k, n.row -> k) AS new
         FROM jsonb_object_keys(CASE WHEN o.row IS NOT NULL THEN n.row END) k
        WHERE o.row -> k IS DISTINCT FROM n.row -> k
           OR n.row ->> k IS NOT NULL AND (k = key OR k = ANY (looked_for))) changed
     WHERE (o.row - left_out) IS DISTINCT FROM (n.row - left_out);
  END IF;
  RETURN NULL;
END $$;

-- Puts a table under history, or changes how it is recorded: tracked_tables.sql of each app calls it.
-- key: the column that identifies a row; about: columns with the numbers of the claims that an event
-- concerns; without: columns left out of events (secrets, long texts that never change).
-- Called by: owner.
CREATE OR REPLACE PROCEDURE track_history(
  tracked regclass, key text DEFAULT 'id', about text[] DEFAULT '{}', without text[] DEFAULT '{}')
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  record text := format('FOR EACH STATEMENT EXECUTE FUNCTION history_record(%L, %L, %L)',
                        key, array_to_string(about, ','), array_to_string(without, ','));
BEGIN
  EXECUTE format('CREATE OR REPLACE TRIGGER history_insert AFTER INSERT ON %s'
                 ' REFERENCING NEW TABLE AS new_rows ', tracked) || record;
  EXECUTE format('CREATE OR REPLACE TRIGGER history_update AFTER UPDATE ON %s'
                 ' REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows ', tracked) || record;
  EXECUTE format('CREATE OR REPLACE TRIGGER history_delete AFTER DELETE ON %s'
                 ' REFERENCING OLD TABLE AS old_rows ', tracked) || record;
END $$;
