-- Erasures that a job carries out: whoever approves says so here, in their own name, and the job then approves and
-- erases in one transaction, as erasure_of_approval demands.

CREATE OR REPLACE FUNCTION erasure_run_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  a newsroom_approval;
BEGIN
  SELECT * INTO a FROM newsroom_approval WHERE id = NEW.approval_id;
  IF TG_OP = 'INSERT' THEN
    IF NEW.by_id IS DISTINCT FROM acting_person() OR NOT is_senior(NEW.by_id) OR history_context() ->> 'via' = 'api'
       OR a.kind LIKE 'erase\_%' IS NOT TRUE OR a.outcome <> 'open' OR a.requested_by_id = NEW.by_id
       OR NEW.state <> 'waiting' THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erasure_run_is_by_who_approves',
        MESSAGE = 'Another senior editor than whoever requested the erasure approves it, in their own name.';
    END IF;
  ELSIF OLD.state = 'done'
        -- Only files are left to be removed.
        OR OLD.state = 'failed' AND (a.outcome <> 'done' OR NEW.state NOT IN ('failed', 'done')) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erasure_run_stays_as_approved',
      MESSAGE = 'What was approved stays as it is. If it failed, approve it again.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER erasure_run_guard BEFORE INSERT OR UPDATE ON claims_erasurerun
  FOR EACH ROW EXECUTE FUNCTION erasure_run_guard();

-- How far an erasure is, in the name of its session, which others see before it commits: "erasure", the number of
-- its run, how many tables were read or changed, and which one is next. Only where a job has begun that name.
CREATE OR REPLACE FUNCTION show_erasing(next_table text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  words text[] := string_to_array(current_setting('application_name'), ' ');
BEGIN
  IF words[1] = 'erasure' THEN
    PERFORM set_config('application_name', format('erasure %s %s %s', words[2], words[3]::integer + 1, next_table), true);
  END IF;
END $$;

CALL track_history('claims_erasurerun');
