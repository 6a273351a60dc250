-- Stamps of snapshots, and failures: stored once, by the application, and never changed.

CREATE OR REPLACE FUNCTION time_stamp_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF is_written_by_sql_alone(TG_RELID) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'time_stamp_by_the_application',
      MESSAGE = 'Only the application itself stores what an authority answered.';
  END IF;
  NEW.made_at := now();
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER time_stamp_guard BEFORE INSERT ON sources_timestamp
  FOR EACH ROW EXECUTE FUNCTION time_stamp_guard();

-- The token never changes, and proves itself.
CALL track_history('sources_timestamp', without => '{token}');
CALL watch_for_the_public('sources_timestamp');
