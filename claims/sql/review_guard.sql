-- A review starts open, from a status that allows it, ends once and is never deleted. Its text
-- changes only while the claim is in review; a signed summary or rationale by a minor edit that two people make.
CREATE OR REPLACE FUNCTION review_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  standing text;
BEGIN
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  SELECT status INTO standing FROM claims_claim WHERE id = NEW.claim_id;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' OR NEW.number <> coalesce(
         (SELECT max(number) FROM claims_review WHERE claim_id = NEW.claim_id), 0) + 1 THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'review_starts_open',
        MESSAGE = 'A review starts open, with the next number of its claim.';
    END IF;
    -- The opening decides what is published during the review.
    IF NEW.opening IS DISTINCT FROM (CASE
         WHEN standing = 'unreviewed' THEN 'first'
         WHEN standing = 'withdrawn' THEN 'reinstated'
         WHEN is_concluded(standing) THEN 'reopened' END) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'review_opens_from_status',
        MESSAGE = 'A first review opens an unreviewed claim; a signed one is reopened, a withdrawn one reinstated.';
    END IF;
    -- What holds when it begins holds until it ends, whatever is chosen meanwhile.
    NEW.policy_id := (SELECT max(id) FROM claims_reviewpolicy);
  END IF;
  -- It decides whether what is signed next is a correction.
  IF NEW.opening = 'reopened' AND NEW.reason_kind = '' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reopening_has_a_reason_kind',
      MESSAGE = 'Say what the claim is reopened for: our error, a complaint, new evidence or routine.';
  END IF;
  -- The public reads both without a second person's signature.
  IF (TG_OP = 'INSERT' AND (NEW.reason <> '' OR NEW.reason_kind <> '')
      OR TG_OP = 'UPDATE' AND (NEW.reason, NEW.reason_kind) IS DISTINCT FROM (OLD.reason, OLD.reason_kind))
     AND NOT is_senior(acting_person()) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reason_by_a_senior',
      MESSAGE = 'A senior editor says why a claim is reviewed again, and what for.';
  END IF;
  IF TG_OP = 'INSERT' THEN
    RETURN NEW;
  END IF;
  IF OLD.state <> 'open'
     AND (NEW.state, NEW.closed_at, NEW.reviewer_id) IS DISTINCT FROM (OLD.state, OLD.closed_at, OLD.reviewer_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'review_ends_once',
      MESSAGE = 'An ended review is superseded by a new one, never reopened itself.';
  END IF;
  IF (NEW.summary, NEW.rationale, NEW.would_settle, NEW.reply_not_sought, NEW.reply_not_awaited,
      NEW.harms, NEW.reason, NEW.reason_kind)
     IS DISTINCT FROM
     (OLD.summary, OLD.rationale, OLD.would_settle, OLD.reply_not_sought, OLD.reply_not_awaited,
      OLD.harms, OLD.reason, OLD.reason_kind)
     AND NOT (OLD.state = 'open' AND standing = 'in_review')
     AND NOT (OLD.state = 'signed' AND approved_now('correct', OLD.claim_id)
              AND (NEW.would_settle, NEW.reply_not_sought, NEW.reply_not_awaited,
                   NEW.harms, NEW.reason, NEW.reason_kind)
                  IS NOT DISTINCT FROM
                  (OLD.would_settle, OLD.reply_not_sought, OLD.reply_not_awaited,
                   OLD.harms, OLD.reason, OLD.reason_kind)) THEN
    PERFORM refuse_frozen();
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER review_guard BEFORE INSERT OR UPDATE ON claims_review
  FOR EACH ROW EXECUTE FUNCTION review_guard();
