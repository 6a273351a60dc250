-- Second factors are in the history, without their secrets.
CALL track_history('mfa_authenticator', without => '{data,last_used_at}');
-- So are accounts at an OpenID provider, without what it said of the person.
CALL track_history('socialaccount_socialaccount', without => '{extra_data,last_login}');

-- A second factor is made, changed and removed by its owner alone; also after a reset that two senior
-- editors approved, in which the owner sets a new password. Which recovery codes were used, and when
-- a factor was, is written while nobody is signed in yet; a code that was used stays so.
CREATE OR REPLACE FUNCTION second_factor_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF is_owner_of(TG_RELID) THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.id, NEW.user_id, NEW.type) = (OLD.id, OLD.user_id, OLD.type)
     AND NEW.data - '{used_mask,viewed_at}'::text[] = OLD.data - '{used_mask,viewed_at}'::text[]
     AND (NEW.data = OLD.data OR NEW.type = 'recovery_codes' AND (NEW.data ->> 'used_mask')::bigint
          & (OLD.data ->> 'used_mask')::bigint = (OLD.data ->> 'used_mask')::bigint) THEN
    RETURN NEW;
  END IF;
  IF TG_OP <> 'INSERT' AND OLD.user_id IS DISTINCT FROM acting_person()
     OR TG_OP <> 'DELETE' AND NEW.user_id IS DISTINCT FROM acting_person() THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'second_factor_is_its_owners',
      MESSAGE = 'Only the person themself changes their second factors.';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE OR REPLACE TRIGGER second_factor_guard BEFORE INSERT OR UPDATE OR DELETE ON mfa_authenticator
  FOR EACH ROW EXECUTE FUNCTION second_factor_guard();

-- An account at a provider is a way to sign in. What the provider says of the person may change.
CREATE OR REPLACE TRIGGER sign_in_row_guard BEFORE INSERT ON socialaccount_socialaccount
  FOR EACH ROW EXECUTE FUNCTION sign_in_row_guard();
CREATE OR REPLACE TRIGGER sign_in_row_stays BEFORE UPDATE ON socialaccount_socialaccount
  FOR EACH ROW
  WHEN ((OLD.user_id, OLD.provider, OLD.uid) IS DISTINCT FROM (NEW.user_id, NEW.provider, NEW.uid))
  EXECUTE FUNCTION sign_in_row_guard();
