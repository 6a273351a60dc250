"""History: every change of every tracked row becomes an event that nobody can change."""

from django.db import migrations

from newsroom.history_triggers import track

HISTORY = """
-- Statement-level on purpose: row-level history lets a third as many rows through.
-- Arguments: the key column, the columns with the claims it is about, the columns left out.
CREATE FUNCTION history_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  key text := TG_ARGV[0];
  about_keys text[] := string_to_array(TG_ARGV[1], ',');
  left_out text[] := string_to_array(TG_ARGV[2], ',');
  actor bigint := nullif(current_setting('ledger.actor_id', true), '')::bigint;
  actor_label text := coalesce(current_setting('ledger.actor', true), '');
  -- Nobody who came in by one of our doors leaves this empty.
  door text := coalesce(nullif(current_setting('ledger.door', true), ''), 'sql');
  reason text := coalesce(current_setting('ledger.reason', true), '');
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO newsroom_event (at, transaction, "table", "row", action, old, new, about,
                                actor_id, actor, door, reason, database_role)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, TG_TABLE_NAME, n.row ->> key,
           'insert', NULL, n.row - left_out, history_about(n.row, about_keys),
           actor, actor_label, door, reason, session_user
      FROM (SELECT to_jsonb(new_rows) AS row FROM new_rows) n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO newsroom_event (at, transaction, "table", "row", action, old, new, about,
                                actor_id, actor, door, reason, database_role)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, TG_TABLE_NAME, o.row ->> key,
           'delete', o.row - left_out, NULL, history_about(o.row, about_keys),
           actor, actor_label, door, reason, session_user
      FROM (SELECT to_jsonb(old_rows) AS row FROM old_rows) o;
  ELSE
    -- A changed key comes out as a delete and an insert: nothing slips by under a new number.
    INSERT INTO newsroom_event (at, transaction, "table", "row", action, old, new, about,
                                actor_id, actor, door, reason, database_role)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, TG_TABLE_NAME,
           coalesce(n.row, o.row) ->> key,
           CASE WHEN o.row IS NULL THEN 'insert' WHEN n.row IS NULL THEN 'delete' ELSE 'update' END,
           o.row - left_out, n.row - left_out, history_about(coalesce(n.row, o.row), about_keys),
           actor, actor_label, door, reason, session_user
      FROM (SELECT to_jsonb(new_rows) AS row FROM new_rows) n
      FULL JOIN (SELECT to_jsonb(old_rows) AS row FROM old_rows) o ON n.row ->> key = o.row ->> key
     WHERE (o.row - left_out) IS DISTINCT FROM (n.row - left_out);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION history_about(changed jsonb, keys text[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg((changed ->> k)::bigint) FILTER (WHERE changed ->> k IS NOT NULL), '{}')
    FROM unnest(keys) k
$$;

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = TG_ARGV[0], MESSAGE = TG_ARGV[1];
END $$;

CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE ON newsroom_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'history_is_append_only', 'History can''t be changed or deleted.');

CREATE TRIGGER people_are_not_deleted BEFORE DELETE ON newsroom_user
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'people_are_not_deleted', 'People are deactivated, never deleted: history names them.');

CREATE FUNCTION one_person_is_enough() RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT one_person FROM newsroom_policy WHERE id = 1), false)
$$;

CREATE FUNCTION deed_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'deed_is_kept',
      MESSAGE = 'A deed is declined or taken back, never deleted.';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.outcome <> 'open' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'deed_starts_open',
      MESSAGE = 'A deed is first asked for, then decided.';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.outcome <> 'open' THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'deed_decided_once',
        MESSAGE = 'This is decided already and stays as decided.';
    END IF;
    IF (NEW.kind, NEW.subject_id, NEW.payload, NEW.asked_by_id, NEW.asked_at)
       IS DISTINCT FROM (OLD.kind, OLD.subject_id, OLD.payload, OLD.asked_by_id, OLD.asked_at) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'deed_is_as_asked',
        MESSAGE = 'What was asked for stays as asked. Take it back and ask again.';
    END IF;
    IF NEW.outcome = 'done' AND NEW.asked_by_id = NEW.decided_by_id
       AND NOT one_person_is_enough() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'deed_takes_two',
        MESSAGE = 'You asked for this; another senior editor does it.';
    END IF;
    IF NEW.outcome <> 'open' AND NEW.decided_at IS DISTINCT FROM now() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'deed_is_decided_now',
        MESSAGE = 'A decision carries the time at which it is made.';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER deed_guard BEFORE INSERT OR UPDATE OR DELETE ON newsroom_deed
  FOR EACH ROW EXECUTE FUNCTION deed_guard();

-- Whether a deed of two of this kind, on this subject, is being done in this very transaction.
CREATE FUNCTION deed_is_being_done(of_kind text, on_subject bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM newsroom_deed
                  WHERE kind = of_kind AND subject_id = on_subject
                    AND outcome = 'done' AND decided_at = now())
$$;
"""

UNDO = """
DROP TRIGGER deed_guard ON newsroom_deed;
DROP TRIGGER people_are_not_deleted ON newsroom_user;
DROP TRIGGER history_is_append_only ON newsroom_event;
DROP FUNCTION deed_is_being_done, deed_guard, one_person_is_enough, refuse_change,
  history_record, history_about;
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_search_functions")]

    operations = [
        migrations.RunSQL(HISTORY, UNDO),
        track("newsroom_user", without=["password", "last_login"]),
        track("newsroom_user_groups"),
        track("newsroom_user_user_permissions"),
        track("newsroom_apitoken", key="token_key", without=["digest"]),
        track("newsroom_policy"),
        track("newsroom_deed"),
    ]
