-- Whether an erasure changed the round that was signed last, and the public would read its marks (█). What is described,
-- taken down or not part of a withdrawal notice isn't read.
CREATE OR REPLACE FUNCTION signed_words_are_erased(of_claim bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM signed_round(of_claim) r JOIN claims_claim c ON c.id = r.claim_id
     WHERE EXISTS (
             SELECT FROM claims_erasure e
               JOIN newsroom_event v ON v.id = ANY (e.events)
              WHERE e.erased_at >= r.decided_at AND v."table" = 'claims_round' AND v."row" = r.id::text)
       AND (public_standing(of_claim) <> 'withdrawn' OR c.withdrawn_wording)
       AND strpos(without_taken_down(redacted(r.body::jsonb, protected_among(speakers_named(r.body::jsonb))),
                                     r.review_id)::text, '█') > 0)
$$;

-- A hold stays as it was set until two people lift it; it is never deleted.
CREATE OR REPLACE FUNCTION hold_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  IF TG_OP = 'INSERT' THEN
    IF NEW.lifted_at IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_is_lifted_by_an_approval',
        MESSAGE = 'Lifting a hold takes two people.';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_stays_as_set',
      MESSAGE = 'A hold can''t be changed, only lifted, once.';
  END IF;
  IF NOT EXISTS (SELECT FROM newsroom_approval WHERE id = NEW.lifted_by_approval_id AND kind = 'lift_hold'
                    AND subject_id = NEW.claim_id AND outcome = 'done' AND changed_in_this_transaction('newsroom_approval', id)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_is_lifted_by_an_approval',
      MESSAGE = 'Lifting a hold takes two people.';
  END IF;
  IF signed_words_are_erased(NEW.claim_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erased_words_stay_offline',
      MESSAGE = 'Parts of what was signed are erased. Once a senior editor has reopened the claim and it is edited and signed again, the hold can be lifted.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER hold_guard BEFORE INSERT OR UPDATE ON claims_hold
  FOR EACH ROW EXECUTE FUNCTION hold_guard();
