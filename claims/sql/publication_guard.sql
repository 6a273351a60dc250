-- Publications, and the tables derived from them, are never changed or deleted.

-- Only our own triggers set shown_until, once, and withheld.
CREATE OR REPLACE FUNCTION publication_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  allowed claims_publication := OLD;
BEGIN
  PERFORM require_table(TG_RELID, 'claims_publication');
  -- Our own triggers write from one level down; anyone else's hand is at level one.
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
     AND (OLD.shown_until IS NULL OR NEW.shown_until IS NOT DISTINCT FROM OLD.shown_until) THEN
    allowed.shown_until := NEW.shown_until;
    allowed.withheld := NEW.withheld;
    IF allowed IS NOT DISTINCT FROM NEW THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'publication_is_unchangeable',
    MESSAGE = 'What was published is never changed or deleted.';
END $$;
CREATE OR REPLACE TRIGGER publication_guard BEFORE UPDATE OR DELETE ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION publication_guard();

CREATE OR REPLACE TRIGGER publication_guard BEFORE UPDATE OR DELETE ON claims_publishedquantity
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'publication_is_unchangeable', 'What was published is never changed or deleted.');

CREATE OR REPLACE TRIGGER publication_guard BEFORE UPDATE OR DELETE ON claims_exportrow
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'publication_is_unchangeable', 'What was published is never changed or deleted.');
