-- The public log says when the body of a publication was withheld and restored, and not why.
CREATE OR REPLACE FUNCTION log_withholding() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM write_to_log(concat_ws(' ', CASE WHEN NEW.withheld THEN 'withheld' ELSE 'restored' END, NEW.number));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER log_withheld_from_the_first AFTER INSERT ON claims_publication
  FOR EACH ROW WHEN (NEW.withheld) EXECUTE FUNCTION log_withholding();
CREATE OR REPLACE TRIGGER log_withholding AFTER UPDATE ON claims_publication
  FOR EACH ROW WHEN (OLD.withheld IS DISTINCT FROM NEW.withheld) EXECUTE FUNCTION log_withholding();
