-- At the end of the transaction, the public sees what it should see of the claim.
CREATE OR REPLACE FUNCTION publication_is_current() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  of_claim bigint;
  due_standing text;
  due_body jsonb;
  shown claims_publication;
  is_current boolean;
BEGIN
  PERFORM require_read_committed();
  IF TG_OP = 'DELETE' THEN
    of_claim := OLD.claim_id;
  ELSIF TG_TABLE_NAME = 'claims_claim' THEN
    of_claim := NEW.id;
  ELSE
    of_claim := NEW.claim_id;
  END IF;
  SELECT * INTO shown FROM claims_publication WHERE claim_id = of_claim AND shown_until IS NULL;
  -- Of a row that was closed the successor is checked.
  IF TG_TABLE_NAME = 'claims_publication' THEN
    IF NEW.number <> shown.number THEN
      RETURN NULL;
    END IF;
  -- What was shown when it was looked at again is checked as such.
  ELSIF TG_OP = 'DELETE' AND shown.standing <> 'hidden' AND NOT shown.withheld THEN
    RETURN NULL;
  END IF;
  -- Nobody reads it, and it is to be looked at again.
  IF (shown.number IS NULL OR shown.withheld OR shown.standing = 'hidden')
     AND EXISTS (SELECT FROM claims_claimtoshow WHERE claim_id = of_claim) THEN
    RETURN NULL;
  END IF;
  due_standing := public_standing(of_claim);
  IF due_standing IS NULL THEN
    RETURN NULL;
  END IF;
  IF shown.standing <> 'hidden' AND NOT shown.withheld AND due_standing <> 'withdrawn' THEN
    -- What was due when it was published: what may not be read since is withheld at once.
    is_current := shown.standing = due_standing AND shown.round_id = (signed_round(of_claim)).id
      AND (due_standing = 'signed' OR shown.reason_kind = (
             SELECT reason_kind FROM claims_review WHERE claim_id = of_claim AND state = 'open'));
  ELSE
    due_body := public_body(of_claim);
    is_current := CASE
         -- An embargo that has ended is published by the clock, within a minute.
         WHEN shown.number IS NULL THEN due_body IS NULL OR EXISTS (
           SELECT FROM claims_claim WHERE id = of_claim AND embargo_until IS NOT NULL)
         WHEN due_body IS NULL THEN shown.standing = 'hidden'
         ELSE due_standing = 'withdrawn' AND shown.standing = due_standing
           AND shown.body::jsonb -> 'reason' = due_body -> 'reason'
           AND (shown.body::jsonb ? 'text') = (due_body ? 'text')
       END;
  END IF;
  IF is_current THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'publication_is_current',
    MESSAGE = format('Claim %s is %s, and its publication does not show that.', of_claim, due_standing);
END $$;
CREATE CONSTRAINT TRIGGER publication_is_current AFTER UPDATE ON claims_claim
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.status, OLD.embargo_until, OLD.withdrawn_reason, OLD.withdrawn_wording)
        IS DISTINCT FROM (NEW.status, NEW.embargo_until, NEW.withdrawn_reason, NEW.withdrawn_wording))
  EXECUTE FUNCTION publication_is_current();
CREATE CONSTRAINT TRIGGER publication_is_current AFTER INSERT OR UPDATE ON claims_hold
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION publication_is_current();
CREATE CONSTRAINT TRIGGER publication_is_current AFTER UPDATE ON claims_round
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.outcome = 'signed')
  EXECUTE FUNCTION publication_is_current();
-- What is shown was due when it was inserted.
CREATE CONSTRAINT TRIGGER publication_is_current AFTER INSERT OR UPDATE OF withheld ON claims_publication
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.withheld OR NEW.standing = 'hidden')
  EXECUTE FUNCTION publication_is_current();
-- What a claim is reopened for, and whether with a notice.
CREATE CONSTRAINT TRIGGER publication_is_current AFTER UPDATE ON claims_review
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.reason_kind, OLD.notice_after) IS DISTINCT FROM (NEW.reason_kind, NEW.notice_after))
  EXECUTE FUNCTION publication_is_current();
