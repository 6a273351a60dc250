-- Notes which claims have changed since their words were read for matching. A job reads them and
-- removes the notes, so that no writer waits for it; a claim that changes twice is noted twice.

CREATE OR REPLACE FUNCTION note_claims_to_match() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO claims_claimtomatch (claim_id) SELECT id FROM new_rows ORDER BY id;
  ELSE
    INSERT INTO claims_claimtomatch (claim_id)
    SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
     WHERE (n.text, n.language, n.speaker_id, n.note)
           IS DISTINCT FROM (o.text, o.language, o.speaker_id, o.note)
     ORDER BY n.id;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER to_match_insert AFTER INSERT ON claims_claim
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_claims_to_match();
CREATE OR REPLACE TRIGGER to_match_update AFTER UPDATE ON claims_claim
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION note_claims_to_match();

-- Of tables whose rows belong to a claim. Of a publication only the latest is matched.
CREATE OR REPLACE FUNCTION note_claims_of_parts_to_match() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO claims_claimtomatch (claim_id) SELECT DISTINCT claim_id FROM new_rows ORDER BY 1;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER to_match_insert AFTER INSERT ON claims_externalreview
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_claims_of_parts_to_match();
CREATE OR REPLACE TRIGGER to_match_insert AFTER INSERT ON claims_publication
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_claims_of_parts_to_match();

CREATE OR REPLACE FUNCTION note_claims_of_speaker_to_match() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO claims_claimtomatch (claim_id) SELECT id FROM claims_claim WHERE speaker_id = NEW.id ORDER BY id;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER to_match AFTER UPDATE OF name ON sources_speaker
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
  EXECUTE FUNCTION note_claims_of_speaker_to_match();
