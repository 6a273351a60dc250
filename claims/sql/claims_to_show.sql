-- Claims that are looked at once more since a protection began or ended. When a verb has hidden them, and shown
-- what the public may read, it removes them. Until then their publications stay as withheld as they are
-- (publication_is_current).
CREATE OR REPLACE FUNCTION claims_looked_at() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM withhold(ARRAY(SELECT claim_id FROM old_rows));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER claims_looked_at AFTER DELETE ON claims_claimtoshow
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION claims_looked_at();

CREATE CONSTRAINT TRIGGER publication_is_current AFTER DELETE ON claims_claimtoshow
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION publication_is_current();
