-- What was imported, by whom and from which file, is never changed or deleted.
CREATE OR REPLACE FUNCTION import_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- Of a finished import only the reading of quantities goes on.
  IF NEW.position < OLD.position OR NEW.quantities_read_to < OLD.quantities_read_to
     OR (OLD.state = 'done' AND to_jsonb(NEW) - 'quantities_read_to'
                                IS DISTINCT FROM to_jsonb(OLD) - 'quantities_read_to') THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'import_goes_forward',
      MESSAGE = 'An import continues after the lines that are done, and ends once.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER import_guard BEFORE UPDATE ON claims_importrun
  FOR EACH ROW EXECUTE FUNCTION import_guard();

-- A job imports a file, and reads the quantities of its claims, in the name of whoever requested it: they
-- request it themselves. What is imported is not chosen by SQL alone.
CREATE OR REPLACE FUNCTION import_is_by_who_acts() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'claims_importrun' AND TG_OP = 'INSERT' THEN
    IF is_owner_of(TG_RELID) OR NEW.requested_by_id IS NOT DISTINCT FROM acting_person() THEN
      RETURN NULL;
    END IF;
  ELSIF NOT is_written_by_sql_alone(TG_RELID) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'import_is_by_who_acts',
    MESSAGE = 'Everybody imports in their own name.';
END $$;
CREATE OR REPLACE TRIGGER import_is_by_who_acts AFTER INSERT ON claims_importrun
  FOR EACH ROW EXECUTE FUNCTION import_is_by_who_acts();
CREATE OR REPLACE TRIGGER import_file_is_by_who_acts AFTER UPDATE ON claims_importrun
  FOR EACH ROW WHEN (NEW.raw_name <> OLD.raw_name) EXECUTE FUNCTION import_is_by_who_acts();
CREATE OR REPLACE TRIGGER import_record_is_by_who_acts AFTER INSERT ON claims_importrecord
  FOR EACH STATEMENT EXECUTE FUNCTION import_is_by_who_acts();
