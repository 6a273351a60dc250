-- A token acts as its person, so only the person makes it, in a change that the application signed as
-- theirs. It never changes: the application's role may not update it.
CREATE OR REPLACE FUNCTION token_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT is_owner_of(TG_RELID) AND NEW.user_id IS DISTINCT FROM acting_person() THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'token_is_made_by_its_owner',
      MESSAGE = 'Only the person themself makes an API token.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER token_guard BEFORE INSERT ON newsroom_apitoken
  FOR EACH ROW EXECUTE FUNCTION token_guard();

-- Whoever knew the old password, or has left, keeps no access by a token. Django also stores a
-- password again, as a stronger hash, at a sign-in after an upgrade; tokens end then too.
CREATE OR REPLACE FUNCTION end_tokens() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM newsroom_apitoken WHERE user_id = NEW.id;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER tokens_end_with_the_password AFTER UPDATE ON newsroom_user
  FOR EACH ROW
  WHEN (OLD.password IS DISTINCT FROM NEW.password OR (OLD.is_active AND NOT NEW.is_active))
  EXECUTE FUNCTION end_tokens();
