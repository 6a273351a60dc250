-- Only an erasure states that a text was erased: its hash is then of another text.
CREATE OR REPLACE FUNCTION snapshot_starts_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'snapshot_starts_whole',
    MESSAGE = 'A snapshot is stored with its text.';
END $$;
CREATE OR REPLACE TRIGGER snapshot_starts_whole BEFORE INSERT ON sources_snapshot
  FOR EACH ROW WHEN (NEW.erased) EXECUTE FUNCTION snapshot_starts_whole();
