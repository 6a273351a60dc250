-- What a publication would say of a claim stands in rows that belong to it and are frozen with it.

CREATE OR REPLACE FUNCTION refuse_frozen() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_is_frozen',
    MESSAGE = 'What was proposed or signed can''t be edited. Send it back or reopen it first.';
END $$;

-- Two people may add appearances to a signed claim.
CREATE OR REPLACE FUNCTION claim_part_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  claim bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.claim_id ELSE NEW.claim_id END;
  standing text;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.claim_id <> OLD.claim_id THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'stays_with_its_claim',
      MESSAGE = 'This belongs to its claim and can''t move to another.';
  END IF;
  PERFORM lock_claims(ARRAY[claim]);
  SELECT status INTO standing FROM claims_claim WHERE id = claim;
  IF is_editable(standing)
     OR (TG_OP = 'INSERT' AND is_concluded(standing)
         AND TG_TABLE_NAME IN ('claims_appearance', 'claims_anchor', 'claims_relay')
         AND approved_now('supplement', claim)) THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  PERFORM refuse_frozen();
END $$;
CREATE OR REPLACE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_appearance
  FOR EACH ROW EXECUTE FUNCTION claim_part_guard();
CREATE OR REPLACE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_relay
  FOR EACH ROW EXECUTE FUNCTION claim_part_guard();
CREATE OR REPLACE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_anchor
  FOR EACH ROW EXECUTE FUNCTION claim_part_guard();
CREATE OR REPLACE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_quantity
  FOR EACH ROW EXECUTE FUNCTION claim_part_guard();
CREATE OR REPLACE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_claim_topics
  FOR EACH ROW EXECUTE FUNCTION claim_part_guard();
CREATE OR REPLACE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_evidence
  FOR EACH ROW EXECUTE FUNCTION claim_part_guard();

-- A relay belongs to the claim of its appearance.
CREATE OR REPLACE FUNCTION relay_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM claims_appearance
                  WHERE id = NEW.appearance_id AND claim_id = NEW.claim_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'stays_with_its_claim',
      MESSAGE = 'This belongs to its claim and can''t move to another.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER relay_guard BEFORE INSERT OR UPDATE ON claims_relay
  FOR EACH ROW EXECUTE FUNCTION relay_guard();

-- A quote lies in the snapshot of its appearance, or of its evidence's source, at exactly its place.
CREATE OR REPLACE FUNCTION anchor_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  words text;
  fits boolean;
BEGIN
  IF NEW.appearance_id IS NOT NULL THEN
    fits := EXISTS (SELECT FROM claims_appearance WHERE id = NEW.appearance_id
                      AND claim_id = NEW.claim_id AND snapshot_id = NEW.snapshot_id);
  ELSE
    fits := EXISTS (SELECT FROM claims_evidence e JOIN sources_snapshot s ON s.id = NEW.snapshot_id
                     WHERE e.id = NEW.evidence_id AND e.claim_id = NEW.claim_id
                       AND e.kind = 'passage' AND e.source_id = s.source_id);
  END IF;
  IF NOT fits THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'anchor_fits_its_parent',
      MESSAGE = 'The quote must be in the snapshot of its own appearance, or of its evidence''s source.';
  END IF;
  SELECT text INTO words FROM sources_snapshot WHERE id = NEW.snapshot_id;
  IF NEW.exact = '' OR substr(words, NEW.start + 1, NEW."end" - NEW.start) <> NEW.exact
     OR NEW."end" - NEW.start <> char_length(NEW.exact)
     OR substr(words, NEW.start + 1 - char_length(NEW.prefix), char_length(NEW.prefix)) <> NEW.prefix
     OR substr(words, NEW."end" + 1, char_length(NEW.suffix)) <> NEW.suffix THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'anchor_is_exact',
      MESSAGE = 'These words are not at that position in the snapshot.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER anchor_guard BEFORE INSERT OR UPDATE ON claims_anchor
  FOR EACH ROW EXECUTE FUNCTION anchor_guard();
