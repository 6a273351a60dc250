-- Users are deactivated, never deleted, since history names them.
CREATE OR REPLACE TRIGGER users_are_not_deleted BEFORE DELETE ON newsroom_user
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'users_are_not_deleted', 'People are deactivated, never deleted: history names them.');

-- Whoever knew the old password, or has left, keeps no access by a token. Django also stores a
-- password again, as a stronger hash, at a sign-in after an upgrade; tokens end then too.
CREATE OR REPLACE FUNCTION end_tokens() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID, 'newsroom_user');
  DELETE FROM newsroom_apitoken WHERE user_id = NEW.id;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER tokens_end_with_the_password AFTER UPDATE ON newsroom_user
  FOR EACH ROW
  WHEN (OLD.password IS DISTINCT FROM NEW.password OR (OLD.is_active AND NOT NEW.is_active))
  EXECUTE FUNCTION end_tokens();
