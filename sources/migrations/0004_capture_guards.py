"""What PostgreSQL holds of captures: what was seen stays, a takedown is lifted by two."""

from django.db import migrations

from newsroom.history_triggers import track

GUARDS = """
CREATE TRIGGER sighting_is_unchangeable BEFORE UPDATE OR DELETE ON sources_sighting
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'sighting_is_unchangeable', 'What was seen is never changed or deleted.');

-- The capture of the source with whose text it was last seen.
CREATE FUNCTION source_last_seen(source bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT s.id FROM sources_snapshot s
    LEFT JOIN LATERAL (SELECT max(seen_at) AS at FROM sources_sighting
                        WHERE snapshot_id = s.id) seen ON true
   WHERE s.source_id = source AND s.kind = 'capture'
   ORDER BY greatest(s.captured_at, seen.at) DESC, s.id DESC LIMIT 1
$$;

CREATE FUNCTION anchor_check_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  was sources_anchorcheck := OLD;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    -- Once, an editor says what it means.
    IF TG_OP = 'UPDATE' AND OLD.settled_at IS NULL THEN
      was.settled_by_id := NEW.settled_by_id;
      was.settled_at := NEW.settled_at;
      was.settled_note := NEW.settled_note;
      IF was IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
      END IF;
    END IF;
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'anchor_check_is_unchangeable',
      MESSAGE = 'What was seen is never changed or deleted, and settled once.';
  END IF;
  IF NOT EXISTS (
    SELECT FROM sources_snapshot s JOIN sources_snapshot l ON l.source_id = s.source_id
     WHERE s.id = NEW.snapshot_id AND l.id = NEW.later_id
       AND NEW.start < NEW."end" AND NEW."end" <= char_length(s.text)
       AND coalesce(NEW.found_end, 0) <= char_length(l.text)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'anchor_check_is_within_the_source',
      MESSAGE = 'An anchor is checked against another snapshot of the same source.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER anchor_check_guard BEFORE INSERT OR UPDATE OR DELETE ON sources_anchorcheck
  FOR EACH ROW EXECUTE FUNCTION anchor_check_guard();

CREATE FUNCTION capture_request_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'capture_request_is_kept',
      MESSAGE = 'What was asked for is kept.';
  END IF;
  IF (NEW.id, NEW.occasion, NEW.url, NEW.file_name, NEW.raw_sha256, NEW.raw_name, NEW.stated,
      NEW.asked_by_id, NEW.asked_at)
     IS DISTINCT FROM
     (OLD.id, OLD.occasion, OLD.url, OLD.file_name, OLD.raw_sha256, OLD.raw_name, OLD.stated,
      OLD.asked_by_id, OLD.asked_at)
     -- What is done stays done; what is stored keeps its snapshot; what failed can be tried again.
     OR OLD.state = 'done'
     OR OLD.snapshot_id IS NOT NULL AND NEW.snapshot_id IS DISTINCT FROM OLD.snapshot_id THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'capture_request_is_as_asked',
      MESSAGE = 'What was asked for, and what came of it, stays. Ask again.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER capture_request_guard BEFORE UPDATE OR DELETE ON sources_capturerequest
  FOR EACH ROW EXECUTE FUNCTION capture_request_guard();

CREATE FUNCTION takedown_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'takedown_is_kept',
      MESSAGE = 'A takedown is lifted, never deleted.';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.lifted_at IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'takedown_starts_standing',
      MESSAGE = 'A takedown is first set, then lifted.';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.lifted_at IS NOT NULL
       OR (NEW.snapshot_id, NEW.reason, NEW.set_by_id, NEW.set_at)
          IS DISTINCT FROM (OLD.snapshot_id, OLD.reason, OLD.set_by_id, OLD.set_at) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'takedown_is_a_decision',
        MESSAGE = 'A takedown stays as it was decided; lift it and set another.';
    END IF;
    IF NEW.lifted_at IS NOT NULL AND NOT EXISTS (
         SELECT FROM newsroom_deed
          WHERE id = NEW.lifted_by_deed_id AND kind = 'lift_takedown'
            AND subject_id = NEW.snapshot_id AND outcome = 'done' AND decided_at = now()) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'takedown_lifted_by_two',
        MESSAGE = 'Lifting a takedown takes two people.';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER takedown_guard BEFORE INSERT OR UPDATE OR DELETE ON sources_takedown
  FOR EACH ROW EXECUTE FUNCTION takedown_guard();
"""

UNDO = """
DROP TRIGGER sighting_is_unchangeable ON sources_sighting;
DROP FUNCTION takedown_guard, capture_request_guard, anchor_check_guard CASCADE;
DROP FUNCTION source_last_seen;
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_captures_over_time")]

    operations = [
        migrations.RunSQL(GUARDS, UNDO),
        track("sources_capturerequest"),
        track("sources_sighting"),
        track("sources_anchorcheck"),
        track("sources_takedown"),
    ]
