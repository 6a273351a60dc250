-- A round: one proposal in a review, decided once.

-- Whether an erasure changed what was proposed, and the public would read its marks (█): as with what was signed
-- (hold_guard.sql).
CREATE OR REPLACE FUNCTION proposed_words_are_erased(of_round bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM claims_erasure e, claims_round r
     WHERE r.id = of_round
       AND EXISTS (SELECT FROM newsroom_event v
                    WHERE v."table" = 'claims_round' AND v."row" = of_round::text AND v.id = ANY (e.events))
       AND strpos(without_taken_down(redacted(r.body::jsonb, protected_among(speakers_named(r.body::jsonb))),
                                     r.review_id)::text, '█') > 0)
$$;

-- The approval by which two people supplement or correct the claim in this transaction.
CREATE OR REPLACE FUNCTION approval_now(of_claim bigint) RETURNS newsroom_approval
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT a.* FROM newsroom_approval a
   WHERE a.subject_id = of_claim AND a.kind IN ('supplement', 'correct')
     AND a.outcome = 'done' AND changed_in_this_transaction('newsroom_approval', a.id)
   ORDER BY a.id DESC LIMIT 1
$$;

-- A proposal starts open in the claim's open review, states what is there, and never changes. Signing
-- takes somebody who wrote none of it, unless the policy allows one person.
CREATE OR REPLACE FUNCTION round_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  r claims_review;
  proposer bigint;
BEGIN
  IF history_context() ->> 'via' = 'api' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'no_conclusion_over_the_api',
      MESSAGE = 'A conclusion is proposed, signed, reopened and withdrawn at the desk, by people.';
  END IF;
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  SELECT * INTO r FROM claims_review WHERE id = NEW.review_id;
  IF TG_OP = 'INSERT' THEN
    IF NEW.outcome <> 'open' OR r.claim_id <> NEW.claim_id
       OR NOT (r.state = 'open' OR (r.state = 'signed' AND (
                 approved_now('supplement', r.claim_id)
                 OR approved_now('correct', r.claim_id)))) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_starts_open',
        MESSAGE = 'A conclusion is proposed in the claim''s open review.';
    END IF;
    IF NOT is_editor(NEW.proposed_by_id) AND NOT reporter_may_propose(r, NEW.proposed_by_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'proposal_is_of_an_editor',
        MESSAGE = 'An editor proposes a conclusion, whose account is active.';
    END IF;
    IF has_conflict(NEW.proposed_by_id, NEW.claim_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'no_proposal_in_a_conflict',
        MESSAGE = 'Whoever declared a conflict of interest can''t propose a conclusion of this claim.';
    END IF;
    IF r.state = 'open' THEN
      IF NEW.label_id IS NOT NULL
         AND NOT may_choose_label(NEW.label_id, NEW.status, NEW.attribution) THEN
        RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'label_is_of_its_answers',
          MESSAGE = 'The label stands for other answers, was changed meanwhile, or is retired. Choose one that is offered for both answers.';
      END IF;
      proposer := acting_person();
    ELSE
      proposer := (approval_now(r.claim_id)).requested_by_id;
    END IF;
    IF (NEW.body::jsonb ->> 'status', NEW.body::jsonb ->> 'attribution')
          IS DISTINCT FROM (NEW.status, NEW.attribution)
       OR r.state <> 'open' AND NOT EXISTS (
            SELECT FROM signed_round(r.claim_id) s
             WHERE (s.status, s.attribution) = (NEW.status, NEW.attribution)
               AND s.label_id IS NOT DISTINCT FROM NEW.label_id)
       OR r.id IS DISTINCT FROM (SELECT id FROM claims_review WHERE claim_id = r.claim_id
                                  ORDER BY number DESC LIMIT 1) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_matches_claim',
        MESSAGE = 'The proposal differs from the claim and its review.';
    END IF;
    IF NEW.proposed_by_id IS DISTINCT FROM proposer THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_is_by_who_acts',
        MESSAGE = 'Everybody proposes and decides in their own name.';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.outcome <> 'open'
     OR (NEW.review_id, NEW.claim_id, NEW.number, NEW.status, NEW.attribution, NEW.label_id, NEW.body,
         NEW.version, NEW.proposed_by_id, NEW.proposed_at)
        IS DISTINCT FROM
        (OLD.review_id, OLD.claim_id, OLD.number, OLD.status, OLD.attribution, OLD.label_id, OLD.body,
         OLD.version, OLD.proposed_by_id, OLD.proposed_at) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_is_frozen',
      MESSAGE = 'A proposal stays as it was made and is decided once.';
  END IF;
  -- Where several agree, the last of them carries out the signature of the senior editor among them.
  IF NEW.outcome <> 'open' AND NEW.decided_by_id <> coalesce(acting_person(), 0)
     AND NOT (NEW.outcome = 'signed' AND gave_assent(OLD.id, acting_person())) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_is_by_who_acts',
      MESSAGE = 'Everybody proposes and decides in their own name.';
  END IF;
  IF NEW.outcome = 'signed' THEN
    IF NOT is_senior(NEW.decided_by_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'sign_off_by_a_senior',
        MESSAGE = 'A senior editor signs, whose account is active.';
    END IF;
    IF NEW.alone AND NOT one_person_is_enough() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'sign_off_takes_two',
        MESSAGE = 'A conclusion takes two people here.';
    END IF;
    IF has_conflict(NEW.decided_by_id, NEW.claim_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'no_signature_in_a_conflict',
        MESSAGE = 'Whoever declared a conflict of interest can''t sign a conclusion of this claim.';
    END IF;
    IF proposed_words_are_erased(OLD.id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erased_words_are_not_signed',
        MESSAGE = 'Parts of this proposal are erased. Send it back: it is edited without them, and proposed again.';
    END IF;
    -- That the proposer doesn't sign is a check of the table.
    IF NEW.decided_by_id = ANY (OLD.authors) AND NEW.decided_by_id <> NEW.proposed_by_id
       AND NOT NEW.alone THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'sign_off_by_no_author',
        MESSAGE = 'You wrote part of this, changed a source or speaker that it names, or gave its proposer their account or role; another senior editor signs it.';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER round_guard BEFORE INSERT OR UPDATE ON claims_round
  FOR EACH ROW EXECUTE FUNCTION round_guard();
