-- Keys with which people sign: enrolled by two, revoked once, never changed or deleted.

-- Whether the key is the person's and counts now.
CREATE OR REPLACE FUNCTION may_sign_with(key bigint, of_person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM newsroom_signerkey
                  WHERE id = key AND person_id = of_person AND revoked_at IS NULL)
$$;

-- The owner of the database is bound, too: nobody enrols a key alone.
CREATE OR REPLACE FUNCTION signer_key_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (
      SELECT FROM newsroom_approval a
       WHERE a.id = NEW.approval_id AND a.kind = 'enrol_key' AND a.subject_id = NEW.person_id
         AND a.requested_by_id = NEW.person_id
         AND a.payload ->> 'credential' = NEW.credential AND a.payload ->> 'public_key' = NEW.public_key
         AND a.outcome = 'done' AND changed_in_this_transaction('newsroom_approval', a.id)) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'signer_key_takes_two',
        MESSAGE = 'A signing key takes two: its person requests it, another senior editor approves it.';
    END IF;
    -- 128 random bits.
    NEW.pseudonym := left(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex'), 32);
    NEW.enrolled_at := now();
    NEW.revoked_at := NULL;
    NEW.revoked_by_id := NULL;
    RETURN NEW;
  END IF;
  IF OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'signer_key_is_unchangeable',
      MESSAGE = 'A signing key stays as it was enrolled, and once revoked stays so.';
  END IF;
  IF NEW.revoked_by_id IS DISTINCT FROM acting_person()
     OR NEW.revoked_by_id <> NEW.person_id AND NOT is_senior(NEW.revoked_by_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'signer_key_is_revoked_in_ones_own_name',
      MESSAGE = 'A signing key is revoked by its person or a senior editor, in their own name.';
  END IF;
  NEW.revoked_at := now();
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER signer_key_guard BEFORE INSERT OR UPDATE ON newsroom_signerkey
  FOR EACH ROW EXECUTE FUNCTION signer_key_guard();

CALL track_history('newsroom_signerkey');
