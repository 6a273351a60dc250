-- A relation is suggested, then decided; its ends and kind never change. A confirmed one is frozen
-- while an end awaits sign-off, and takes two people where both ends are signed. It counts as signed
-- in a review only if a signed proposal of that review contains it. Everybody acts in their own name;
-- a method suggests nothing for two claims that a person has decided on.
CREATE OR REPLACE FUNCTION relation_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  ends bigint[];
  statuses text[];
  two boolean;
BEGIN
  ends := ARRAY[NEW.from_claim_id, NEW.to_claim_id];
  PERFORM lock_claims(ends);
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'suggested' OR NEW.signed_in_id IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_starts_suggested',
        MESSAGE = 'A relation is first suggested, then decided.';
    END IF;
    IF NEW.suggested_by_id <> coalesce(acting_person(), 0) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_is_by_who_acts',
        MESSAGE = 'Everybody suggests and decides a relation in their own name.';
    END IF;
    -- The pair as in the unique index, so that its rows are found.
    IF NEW.suggested_by_id IS NULL AND EXISTS (
         SELECT FROM claims_relation r
          WHERE LEAST(r.from_claim_id, r.to_claim_id) = LEAST(NEW.from_claim_id, NEW.to_claim_id)
            AND GREATEST(r.from_claim_id, r.to_claim_id)
                = GREATEST(NEW.from_claim_id, NEW.to_claim_id)
            AND r.state <> 'suggested') THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_of_a_decided_pair',
        MESSAGE = 'A person has decided on these two claims: no method suggests them again.';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state = 'suggested' AND OLD.state <> 'suggested' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_is_decided_for_good',
      MESSAGE = 'A decided pair is never suggested again; a decision can be reversed.';
  END IF;
  SELECT array_agg(status) INTO statuses FROM claims_claim WHERE id = ANY (ends);
  two := approved_now('supplement', NEW.from_claim_id)
         OR approved_now('supplement', NEW.to_claim_id);
  -- What would change the words of a confirmed relation, or which relations are confirmed.
  IF (NEW.state = 'confirmed' OR OLD.state = 'confirmed')
     AND (NEW.state, NEW.rationale, NEW.scope) IS DISTINCT FROM (OLD.state, OLD.rationale, OLD.scope)
     AND NOT (NEW.state = 'dismissed' AND OLD.signed_in_id IS NOT NULL) AND NOT two THEN
    IF 'awaiting_signoff' = ANY (statuses) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_is_frozen',
        MESSAGE = 'One of the two claims awaits its sign-off. Send it back first.';
    END IF;
    IF NEW.state = 'confirmed' AND (OLD.signed_in_id IS NOT NULL
         OR NOT (is_editable(statuses[1]) OR is_editable(statuses[2]))) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_of_signed_claims_takes_two',
        MESSAGE = 'Both claims are signed. Two people may supplement them with the relation.';
    END IF;
  END IF;
  IF NEW.state = 'dismissed' AND NEW.signed_in_id IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_signed_is_confirmed',
      MESSAGE = 'A dismissed relation can''t be signed.';
  END IF;
  IF NEW.signed_in_id IS NOT NULL AND NEW.signed_in_id IS DISTINCT FROM OLD.signed_in_id THEN
    IF NEW.state <> 'confirmed' OR OLD.signed_in_id IS NOT NULL OR NOT EXISTS (
         SELECT FROM claims_round d JOIN claims_review r ON r.id = d.review_id
          WHERE r.id = NEW.signed_in_id AND r.claim_id = ANY (ends) AND r.state = 'signed'
            AND d.outcome = 'signed' AND EXISTS (
              SELECT FROM jsonb_array_elements(d.body::jsonb -> 'relations') e
               WHERE (e ->> 'claim')::bigint = ANY (array_remove(ends, r.claim_id))
                 AND e ->> 'relation' = NEW.kind
                 AND e ->> 'rationale' = NEW.rationale AND e ->> 'scope' = NEW.scope)) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_signed_is_confirmed',
        MESSAGE = 'A relation is signed with a review that contains it.';
    END IF;
  ELSIF NEW.signed_in_id IS NULL AND OLD.signed_in_id IS NOT NULL AND NEW.state = 'confirmed' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_signed_is_confirmed',
      MESSAGE = 'A signed relation is dismissed, not unsigned.';
  END IF;
  IF NEW.suggested_by_id IS DISTINCT FROM OLD.suggested_by_id
     OR (NEW.state, NEW.rationale, NEW.scope, NEW.decided_by_id, NEW.decided_at)
        IS DISTINCT FROM (OLD.state, OLD.rationale, OLD.scope, OLD.decided_by_id, OLD.decided_at)
     -- By an approval, whoever requested it decides.
     AND NEW.decided_by_id NOT IN (
           coalesce(acting_person(), 0),
           coalesce((approval_now(NEW.from_claim_id)).requested_by_id, 0),
           coalesce((approval_now(NEW.to_claim_id)).requested_by_id, 0)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_is_by_who_acts',
      MESSAGE = 'Everybody suggests and decides a relation in their own name.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER relation_guard BEFORE INSERT OR UPDATE ON claims_relation
  FOR EACH ROW EXECUTE FUNCTION relation_guard();
