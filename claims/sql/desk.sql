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

-- A job makes a bulk change in the name of whoever requested it: they request it themselves. It is stopped once, and
-- each claim is decided once; the application can change nothing else of it.
CREATE OR REPLACE FUNCTION batch_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT is_owner_of(TG_RELID) AND NEW.by_id IS DISTINCT FROM acting_person() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'batch_is_by_who_acts',
        MESSAGE = 'Everybody requests bulk changes in their own name.';
    END IF;
  ELSIF OLD.stopped_at IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'batch_stops_once',
      MESSAGE = 'This bulk change was stopped. Request another.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER batch_guard BEFORE INSERT OR UPDATE ON claims_batch
  FOR EACH ROW EXECUTE FUNCTION batch_guard();

CREATE OR REPLACE FUNCTION batch_item_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT is_owner_of(TG_RELID)
       AND (SELECT by_id FROM claims_batch WHERE id = NEW.batch_id) IS DISTINCT FROM acting_person() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'batch_is_by_who_acts',
        MESSAGE = 'Everybody requests bulk changes in their own name.';
    END IF;
  ELSIF OLD.outcome <> 'waiting' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'batch_item_decided_once',
      MESSAGE = 'This claim is already decided in this bulk action. Start another.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER batch_item_guard BEFORE INSERT OR UPDATE ON claims_batchitem
  FOR EACH ROW EXECUTE FUNCTION batch_item_guard();
