-- A capture request and its result never change. A job captures and reads in the name of whoever requested
-- it: they request it themselves, and the result is not chosen by SQL alone.
CREATE OR REPLACE FUNCTION capture_request_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT is_owner_of(TG_RELID) AND NEW.requested_by_id IS NOT NULL
       AND NEW.requested_by_id IS DISTINCT FROM acting_person() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'capture_request_is_by_who_acts',
        MESSAGE = 'Everybody requests captures in their own name.';
    END IF;
    RETURN NEW;
  END IF;
  -- A finished request and its snapshot stay; a failed one can be tried again.
  IF OLD.state = 'done'
     OR OLD.snapshot_id IS NOT NULL AND NEW.snapshot_id IS DISTINCT FROM OLD.snapshot_id THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'capture_request_stays_as_requested',
      MESSAGE = 'A capture request and its result are never changed. Request another capture.';
  END IF;
  IF (NEW.source_id, NEW.snapshot_id) IS DISTINCT FROM (OLD.source_id, OLD.snapshot_id)
     AND is_written_by_sql_alone(TG_RELID) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'capture_request_is_by_who_acts',
      MESSAGE = 'Everybody requests captures in their own name.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER capture_request_is_by_who_acts AFTER INSERT ON sources_capturerequest
  FOR EACH ROW EXECUTE FUNCTION capture_request_guard();
CREATE OR REPLACE TRIGGER capture_request_guard BEFORE UPDATE ON sources_capturerequest
  FOR EACH ROW EXECUTE FUNCTION capture_request_guard();
