-- Sign-ins: who tried, when, from where, and how it ended. Kept as they are, for as long as the
-- newsroom's policy says.

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
