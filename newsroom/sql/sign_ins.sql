-- Sign-ins: who tried, when, from where, and how it ended. Kept as they are, for as long as the
-- newsroom's policy says.

CREATE OR REPLACE FUNCTION sign_in_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID, 'newsroom_signin');
  IF TG_OP = 'DELETE' AND OLD.at < now() - make_interval(
       days => (SELECT keep_sign_ins FROM newsroom_policy WHERE id = 1)) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'sign_ins_are_kept',
    MESSAGE = 'The record of a sign-in can''t be changed, nor removed before its time.';
END $$;
CREATE OR REPLACE TRIGGER sign_in_guard BEFORE UPDATE OR DELETE ON newsroom_signin
  FOR EACH ROW EXECUTE FUNCTION sign_in_guard();

-- Removes the records that are older than the policy's term; history keeps how many. The application
-- calls it daily, and can't choose what is removed.
-- Called by: application.
CREATE OR REPLACE FUNCTION remove_old_sign_ins() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  removed bigint;
  days integer := (SELECT keep_sign_ins FROM newsroom_policy WHERE id = 1);
BEGIN
  DELETE FROM newsroom_signin WHERE at < now() - make_interval(days => days);
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed > 0 THEN
    INSERT INTO newsroom_event (at, transaction, "table", "row", action, old, new, about,
                                actor_id, actor, via, reason, database_role)
    VALUES (clock_timestamp(), pg_current_xact_id()::text::bigint, 'newsroom_signin', '', 'delete',
            jsonb_build_object('removed', removed, 'older_than_days', days), NULL, '{}',
            NULL, '', 'clock', 'old sign-ins', session_user);
  END IF;
  RETURN removed;
END $$;
