-- Notes and bulk work are never deleted, notices after a year; a note never changes, and each claim of a bulk
-- action is decided once.
CREATE OR REPLACE TRIGGER note_is_kept BEFORE UPDATE OR DELETE ON claims_note
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'note_is_kept', 'A note is never changed or deleted. Write another.');

CREATE OR REPLACE TRIGGER notice_is_kept BEFORE DELETE ON claims_notice
  FOR EACH ROW WHEN (OLD.at > now() - interval '365 days') EXECUTE FUNCTION refuse_change(
    'notice_is_kept', 'A notice is marked as seen. It is deleted after a year, not before.');

CREATE OR REPLACE TRIGGER notice_keeps_its_time BEFORE UPDATE ON claims_notice
  FOR EACH ROW WHEN ((NEW.id, NEW.at) IS DISTINCT FROM (OLD.id, OLD.at)) EXECUTE FUNCTION refuse_change(
    'notice_keeps_its_time', 'The time of a notice does not change: a year later it may be deleted.');

-- No history says what it was before.
CREATE OR REPLACE TRIGGER notice_stays_as_written BEFORE UPDATE ON claims_notice
  FOR EACH ROW WHEN (to_jsonb(NEW) - '{id,at,seen_at,mailed_at}'::text[]
                     IS DISTINCT FROM to_jsonb(OLD) - '{id,at,seen_at,mailed_at}'::text[])
  EXECUTE FUNCTION refuse_change(
    'notice_stays_as_written', 'A notice is marked as seen or as sent. Nothing else of it changes.');

-- Removes some of the notices that are older, and returns how many. The application calls it each night,
-- and can't choose what is removed: a notice's time and place among the others stay.
-- Called by: application.
CREATE OR REPLACE FUNCTION remove_old_notices() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  removed bigint;
BEGIN
  DELETE FROM claims_notice WHERE id IN (
    SELECT id FROM (SELECT id, at FROM claims_notice ORDER BY id LIMIT 1000) oldest
     WHERE at <= now() - interval '365 days');
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END $$;

CREATE OR REPLACE TRIGGER batch_is_kept BEFORE DELETE ON claims_batch
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'batch_is_kept', 'A bulk action is stopped, never deleted.');

CREATE OR REPLACE TRIGGER batch_item_is_kept BEFORE DELETE ON claims_batchitem
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'batch_item_is_kept', 'The result for a claim in a bulk action is never deleted.');

CREATE OR REPLACE TRIGGER batch_item_decided_once BEFORE UPDATE ON claims_batchitem
  FOR EACH ROW WHEN (OLD.outcome <> 'waiting') EXECUTE FUNCTION refuse_change(
    'batch_item_decided_once', 'This claim is already decided in this bulk action. Start another.');

-- A job makes a bulk change in the name of whoever requested it: they request it themselves, and of what
-- they requested nothing changes but that it is stopped.
CREATE OR REPLACE FUNCTION batch_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID, 'claims_batch');
  IF TG_OP = 'INSERT' THEN
    IF NOT is_owner_of(TG_RELID) AND NEW.by_id IS DISTINCT FROM acting_person() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'batch_is_by_who_acts',
        MESSAGE = 'Everybody requests bulk changes in their own name.';
    END IF;
  ELSIF OLD.stopped_at IS NOT NULL
        OR to_jsonb(NEW) - 'stopped_at' IS DISTINCT FROM to_jsonb(OLD) - 'stopped_at' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'batch_stays_as_requested',
      MESSAGE = 'A bulk change stays as it was requested. Stop it and request another.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER batch_is_by_who_acts AFTER INSERT ON claims_batch
  FOR EACH ROW EXECUTE FUNCTION batch_guard();
CREATE OR REPLACE TRIGGER batch_stays_as_requested BEFORE UPDATE ON claims_batch
  FOR EACH ROW EXECUTE FUNCTION batch_guard();

CREATE OR REPLACE FUNCTION batch_item_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID, 'claims_batchitem');
  IF TG_OP = 'INSERT' THEN
    IF NOT is_owner_of(TG_RELID)
       AND (SELECT by_id FROM claims_batch WHERE id = NEW.batch_id) IS DISTINCT FROM acting_person() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'batch_is_by_who_acts',
        MESSAGE = 'Everybody requests bulk changes in their own name.';
    END IF;
  ELSIF (NEW.id, NEW.batch_id, NEW.claim_id) IS DISTINCT FROM (OLD.id, OLD.batch_id, OLD.claim_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'batch_stays_as_requested',
      MESSAGE = 'A bulk change stays as it was requested. Stop it and request another.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER batch_item_is_by_who_acts AFTER INSERT ON claims_batchitem
  FOR EACH ROW EXECUTE FUNCTION batch_item_guard();
CREATE OR REPLACE TRIGGER batch_item_stays_as_requested BEFORE UPDATE ON claims_batchitem
  FOR EACH ROW EXECUTE FUNCTION batch_item_guard();
