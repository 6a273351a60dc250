-- A takedown stays as it was set until two people lift it; it is never deleted.
CREATE OR REPLACE FUNCTION takedown_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.lifted_at IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'takedown_starts_standing',
      MESSAGE = 'A takedown is first set, then lifted.';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.lifted_at IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'takedown_is_a_decision',
        MESSAGE = 'This takedown was lifted. Set another.';
    END IF;
    IF NEW.lifted_at IS NOT NULL AND (SELECT erased FROM sources_snapshot WHERE id = NEW.snapshot_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erased_text_stays_down',
        MESSAGE = 'This text, or a name in it, was erased: its quotes can''t be shown again.';
    END IF;
    IF NEW.lifted_at IS NOT NULL AND NOT EXISTS (
         SELECT FROM newsroom_approval
          WHERE id = NEW.lifted_by_approval_id AND kind = 'lift_takedown'
            AND subject_id = NEW.snapshot_id AND outcome = 'done' AND changed_in_this_transaction('newsroom_approval', id)) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'takedown_lifted_by_two',
        MESSAGE = 'Lifting a takedown takes two people.';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER takedown_guard BEFORE INSERT OR UPDATE ON sources_takedown
  FOR EACH ROW EXECUTE FUNCTION takedown_guard();
