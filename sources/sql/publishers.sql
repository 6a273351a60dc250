-- That the public may read whole texts of a publisher, a senior editor says, in their own name.
CREATE OR REPLACE FUNCTION whole_texts_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT is_owner_of(TG_RELID) AND NOT is_senior(acting_person()) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'whole_texts_by_a_senior',
      MESSAGE = 'A senior editor permits the public to read whole texts of a publisher, in their own name.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER whole_texts_of_a_new_publisher BEFORE INSERT ON sources_publisher
  FOR EACH ROW WHEN (NEW.whole_texts) EXECUTE FUNCTION whole_texts_guard();
CREATE OR REPLACE TRIGGER whole_texts_by_a_senior BEFORE UPDATE ON sources_publisher
  FOR EACH ROW WHEN (NEW.whole_texts AND NOT OLD.whole_texts) EXECUTE FUNCTION whole_texts_guard();
