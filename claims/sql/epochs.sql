-- After a restore to a point behind the public log nothing is published until two people open an epoch, and no
-- number is given twice.

-- Whether the log was found ahead of the database, and no epoch was opened since.
-- Called by: application.
CREATE OR REPLACE FUNCTION log_is_ahead() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM claims_logahead
                  WHERE id > coalesce((SELECT max(ahead_id) FROM claims_epoch), 0))
$$;

-- Called by: owner.
CREATE OR REPLACE FUNCTION refuse_behind_the_log() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF log_is_ahead() THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'publication_follows_the_log',
      MESSAGE = 'Nothing is published: the database and the public log don''t match, since one of them was restored from an older copy. Two people open an epoch first.';
  END IF;
END $$;

-- With its caller's rights, so that it knows who that is.
CREATE OR REPLACE FUNCTION log_ahead_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF is_written_by_sql_alone(TG_RELID) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'log_ahead_is_read_from_the_log',
      MESSAGE = 'Only the application itself records this, which has read the log.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER log_ahead_guard BEFORE INSERT ON claims_logahead
  FOR EACH ROW EXECUTE FUNCTION log_ahead_guard();

CREATE OR REPLACE FUNCTION log_ahead_of() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lock_publication_chain();
  NEW.last := coalesce((SELECT max(number) FROM claims_publication), 0);
  NEW.found_at := now();
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER log_ahead_of BEFORE INSERT ON claims_logahead
  FOR EACH ROW EXECUTE FUNCTION log_ahead_of();

CREATE OR REPLACE FUNCTION epoch_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ahead claims_logahead;
BEGIN
  PERFORM lock_publication_chain();
  SELECT * INTO ahead FROM claims_logahead ORDER BY id DESC LIMIT 1;
  IF ahead.id IS DISTINCT FROM NEW.ahead_id THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'epoch_is_of_the_last_restore',
      MESSAGE = 'The log was found ahead again since this was requested. Request it again.';
  END IF;
  IF NOT EXISTS (SELECT FROM newsroom_approval
                  WHERE id = NEW.approval_id AND kind = 'open_epoch' AND subject_id = NEW.ahead_id
                    AND outcome = 'done' AND changed_in_this_transaction('newsroom_approval', id)
                    AND payload ->> 'origin' = NEW.origin) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'epoch_takes_two',
      MESSAGE = 'An epoch is opened as one person requested it and another approves it.';
  END IF;
  IF NEW.origin = ahead.origin THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'epoch_has_a_log_of_its_own',
      MESSAGE = 'The log that begins with an epoch has another name.';
  END IF;
  NEW.last := coalesce((SELECT max(number) FROM claims_publication), 0);
  NEW.after := greatest(NEW.last, ahead.number, (SELECT max(after) FROM claims_epoch));
  NEW.opened_at := now();
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER epoch_guard BEFORE INSERT ON claims_epoch
  FOR EACH ROW EXECUTE FUNCTION epoch_guard();

-- The new log says which numbers are missing in it: those after the first, up to the second.
CREATE OR REPLACE FUNCTION log_epoch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM write_to_log(concat_ws(' ', 'epoch', NEW.last, NEW.after));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER log_epoch AFTER INSERT ON claims_epoch
  FOR EACH ROW EXECUTE FUNCTION log_epoch();

CALL track_history('claims_logahead');
CALL track_history('claims_epoch');
-- The Method page names what was lost.
CALL watch_for_the_public('claims_epoch');
