-- Conflicts of interest: declared by the person, lifted by another, never changed or deleted otherwise.

CREATE OR REPLACE FUNCTION has_conflict(who bigint, of_claim bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM claims_conflict
                  WHERE claim_id = of_claim AND person_id = who AND lifted_at IS NULL)
$$;

CREATE OR REPLACE FUNCTION conflict_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    -- So that whoever signs at this moment is before it or after it.
    PERFORM lock_claims(ARRAY[NEW.claim_id]);
    IF NEW.lifted_at IS NOT NULL OR NEW.person_id IS DISTINCT FROM acting_person() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'conflict_is_declared_by_the_person',
        MESSAGE = 'Everybody declares their own conflicts of interest.';
    END IF;
    NEW.declared_at := clock_timestamp();
    NEW.took_part := EXISTS (SELECT FROM newsroom_event
                              WHERE about @> ARRAY[NEW.claim_id] AND actor_id = NEW.person_id)
      OR EXISTS (SELECT FROM claims_review
                  WHERE claim_id = NEW.claim_id AND reviewer_id = NEW.person_id);
    RETURN NEW;
  END IF;
  IF OLD.lifted_at IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'conflict_is_kept',
      MESSAGE = 'A declared conflict of interest is lifted once, and never changed or deleted.';
  END IF;
  IF NEW.lifted_by_id IS DISTINCT FROM acting_person() OR NOT is_senior(NEW.lifted_by_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'conflict_is_lifted_by_a_senior',
      MESSAGE = 'Another senior editor lifts a conflict of interest, in their own name.';
  END IF;
  NEW.lifted_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER conflict_guard BEFORE INSERT OR UPDATE ON claims_conflict
  FOR EACH ROW EXECUTE FUNCTION conflict_guard();

CALL track_history('claims_conflict', about => '{claim_id}');
