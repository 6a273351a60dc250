-- A hold stays as it was set until two people lift it; it is never deleted.
CREATE OR REPLACE FUNCTION hold_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID, 'claims_hold');
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_is_kept',
      MESSAGE = 'A hold is lifted, never deleted.';
  END IF;
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  IF TG_OP = 'INSERT' THEN
    IF NEW.lifted_at IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_is_lifted_by_an_approval',
        MESSAGE = 'Lifting a hold takes two people.';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
     OR (NEW.claim_id, NEW.kind, NEW.reason, NEW.set_by_id, NEW.set_at)
        IS DISTINCT FROM (OLD.claim_id, OLD.kind, OLD.reason, OLD.set_by_id, OLD.set_at) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_stays_as_set',
      MESSAGE = 'A hold can''t be changed, only lifted, once.';
  END IF;
  IF NOT EXISTS (SELECT FROM newsroom_approval WHERE id = NEW.lifted_by_approval_id AND kind = 'lift_hold'
                    AND subject_id = NEW.claim_id AND outcome = 'done' AND decided_at = now()) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_is_lifted_by_an_approval',
      MESSAGE = 'Lifting a hold takes two people.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER hold_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_hold
  FOR EACH ROW EXECUTE FUNCTION hold_guard();
