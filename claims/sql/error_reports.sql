-- A reader's report never changes; it is decided once, and answered once. The reader's address and the
-- hash of the network can be deleted.

-- Whether somebody else decides that the claim's signed conclusion needs no correction: this person proposed,
-- wrote or signed it, and there is an editor who did none of that and declared no conflict.
CREATE OR REPLACE FUNCTION judges_own_conclusion(who bigint, of_claim bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH makers AS MATERIALIZED (
    SELECT unnest(d.authors || d.decided_by_id
                  || ARRAY(SELECT a.person_id FROM claims_assent a WHERE a.round_id = d.id)) AS person
      FROM claims_round d
     WHERE d.review_id = (signed_round(of_claim)).review_id AND d.outcome = 'signed'
  )
  SELECT NOT one_person_is_enough() AND who IN (SELECT person FROM makers)
     AND EXISTS (SELECT FROM newsroom_user u
                  WHERE is_editor(u.id) AND NOT has_conflict(u.id, of_claim)
                    AND u.id NOT IN (SELECT person FROM makers))
$$;

CREATE OR REPLACE FUNCTION error_report_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.outcome <> '' OR NEW.owner_id IS NOT NULL OR NOT EXISTS (
         SELECT FROM claims_publication WHERE number = NEW.publication_id AND claim_id = NEW.claim_id)
    THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'error_report_starts_open',
        MESSAGE = 'A report is about a publication of its claim, and nobody has decided on it yet.';
    END IF;
    RETURN NEW;
  END IF;
  -- So that whoever declares a conflict of interest at this moment is before it or after it.
  IF (NEW.outcome, NEW.answer, NEW.owner_id) IS DISTINCT FROM (OLD.outcome, OLD.answer, OLD.owner_id) THEN
    PERFORM lock_claims(ARRAY[OLD.claim_id]);
  END IF;
  IF (OLD.id, OLD.claim_id, OLD.publication_id, OLD.words, OLD.language, OLD.sent_at)
     IS DISTINCT FROM (NEW.id, NEW.claim_id, NEW.publication_id, NEW.words, NEW.language, NEW.sent_at)
     OR NEW.contact NOT IN (OLD.contact, '') OR NEW.sender NOT IN (OLD.sender, '') THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'error_report_is_kept',
      MESSAGE = 'A reader''s report is never changed; only their address can be deleted.';
  END IF;
  IF OLD.outcome <> '' AND (OLD.outcome, OLD.settled_by_id, OLD.settled_at, OLD.settled_note, OLD.review_id, OLD.due_on)
     IS DISTINCT FROM (NEW.outcome, NEW.settled_by_id, NEW.settled_at, NEW.settled_note, NEW.review_id, NEW.due_on) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'error_report_is_settled_once',
      MESSAGE = 'A report is decided once.';
  END IF;
  IF OLD.answer <> '' AND (OLD.answer, OLD.answered_by_id, OLD.answered_at)
     IS DISTINCT FROM (NEW.answer, NEW.answered_by_id, NEW.answered_at)
     OR OLD.mailed_at IS NOT NULL AND NEW.mailed_at IS DISTINCT FROM OLD.mailed_at THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'error_report_is_answered_once',
      MESSAGE = 'An answer that was sent is never changed.';
  END IF;
  IF NEW.owner_id IS DISTINCT FROM OLD.owner_id AND NOT is_editor(NEW.owner_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'error_report_is_an_editors',
      MESSAGE = 'An editor handles a report, whose account is active.';
  END IF;
  IF NEW.outcome <> '' AND OLD.outcome = ''
     AND NOT (NEW.settled_by_id IS NOT DISTINCT FROM acting_person() AND is_editor(NEW.settled_by_id))
     OR NEW.answer <> '' AND OLD.answer = ''
     AND NOT (NEW.answered_by_id IS NOT DISTINCT FROM acting_person() AND is_editor(NEW.answered_by_id)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'error_report_is_settled_by_who_acts',
      MESSAGE = 'An editor decides on a report and answers it, in their own name.';
  END IF;
  IF (NEW.outcome <> '' AND OLD.outcome = '' AND has_conflict(NEW.settled_by_id, NEW.claim_id))
     OR (NEW.answer <> '' AND OLD.answer = '' AND has_conflict(NEW.answered_by_id, NEW.claim_id))
     OR (NEW.owner_id IS DISTINCT FROM OLD.owner_id AND has_conflict(NEW.owner_id, NEW.claim_id)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'error_report_without_a_conflict',
      MESSAGE = 'Whoever declared a conflict of interest can''t decide on an error report of this claim.';
  END IF;
  IF OLD.outcome = '' AND NEW.outcome NOT IN ('', 'upheld')
     AND judges_own_conclusion(NEW.settled_by_id, NEW.claim_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'error_report_is_settled_by_another',
      MESSAGE = 'You proposed, wrote or signed this conclusion: another editor decides that nothing has to be corrected.';
  END IF;
  IF NEW.outcome = 'upheld' AND OLD.outcome = '' THEN
    IF NOT is_senior(NEW.settled_by_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'error_report_is_upheld_by_a_senior',
        MESSAGE = 'A senior editor upholds a report, which reopens its claim.';
    END IF;
    IF NOT EXISTS (SELECT FROM claims_review WHERE id = NEW.review_id AND claim_id = NEW.claim_id
                      AND state = 'open' AND opening <> 'first') THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'error_report_reopens_its_claim',
        MESSAGE = 'An upheld report names the review with which its claim is open again.';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER error_report_guard BEFORE INSERT OR UPDATE ON claims_errorreport
  FOR EACH ROW EXECUTE FUNCTION error_report_guard();
