-- At the end of the transaction, the claim's status is what its review rows say.
CREATE OR REPLACE FUNCTION claim_status_matches_reviews() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  of_claim bigint;
  c claims_claim;
  latest claims_review;
  signed claims_round;
  open_reviews int;
  open_rounds int;
  borne_out boolean;
BEGIN
  PERFORM require_read_committed();
  IF TG_TABLE_NAME = 'claims_claim' THEN
    of_claim := NEW.id;
  ELSE
    of_claim := NEW.claim_id;
  END IF;
  SELECT * INTO c FROM claims_claim WHERE id = of_claim;
  SELECT * INTO latest FROM claims_review WHERE claim_id = c.id ORDER BY number DESC LIMIT 1;
  SELECT count(*) INTO open_reviews FROM claims_review WHERE claim_id = c.id AND state = 'open';
  SELECT count(*) INTO open_rounds FROM claims_round WHERE claim_id = c.id AND outcome = 'open';
  SELECT * INTO signed FROM claims_round
   WHERE review_id = latest.id AND outcome = 'signed' ORDER BY number DESC LIMIT 1;
  borne_out := CASE
    WHEN c.status = 'unreviewed' THEN latest.id IS NULL
    WHEN c.status = 'in_review' THEN open_reviews = 1 AND open_rounds = 0
    WHEN c.status = 'awaiting_signoff' THEN open_reviews = 1 AND open_rounds = 1
    WHEN c.status = 'withdrawn' THEN open_reviews = 0 AND open_rounds = 0
    ELSE open_reviews = 0 AND open_rounds = 0 AND latest.state = 'signed'
         AND signed.status = c.status AND signed.attribution = c.attribution
    END
    -- A review is signed when one of its proposals is, never the one without the other.
    AND NOT EXISTS (
      SELECT FROM claims_review r WHERE r.claim_id = c.id AND (r.state = 'signed') <> EXISTS (
        SELECT FROM claims_round d WHERE d.review_id = r.id AND d.outcome = 'signed'));
  IF borne_out IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_status_matches_reviews',
      MESSAGE = format('The reviews of claim %s don''t match its status %s.', c.id, c.status);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claim_status_matches_reviews AFTER INSERT OR UPDATE ON claims_claim
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_status_matches_reviews();
CREATE CONSTRAINT TRIGGER claim_status_matches_reviews AFTER INSERT OR UPDATE ON claims_review
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_status_matches_reviews();
CREATE CONSTRAINT TRIGGER claim_status_matches_reviews AFTER INSERT OR UPDATE ON claims_round
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_status_matches_reviews();
