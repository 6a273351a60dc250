-- People: which of their rights take two senior editors, and who sets a password.
--
-- The owner of the database names people itself (manage.py name_senior) and is bound by none of this.

-- The person who makes the change, as the application signed it for history; null where nobody did.
CREATE OR REPLACE FUNCTION acting_person() RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT (history_context() ->> 'actor_id')::bigint
$$;

-- Whether the current role owns the table.
CREATE OR REPLACE FUNCTION is_owner_of(relation oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE pg_class.oid = relation
$$;

-- Whether a change of the table is made by SQL alone: neither by the owner, nor by the application, which
-- signs its changes for history.
CREATE OR REPLACE FUNCTION is_written_by_sql_alone(relation oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT NOT is_owner_of(relation) AND history_context() ->> 'transaction' IS NULL
$$;

-- Whether the person is active and holds one of the roles; superusers hold every role.
CREATE OR REPLACE FUNCTION holds_role(person bigint, VARIADIC roles text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM newsroom_user u
     WHERE u.id = person AND u.is_active
       AND (u.is_superuser OR EXISTS (SELECT FROM newsroom_role r
                                       WHERE r.person_id = u.id AND r.role = ANY (roles))));
END $$;

CREATE OR REPLACE FUNCTION is_senior(person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT holds_role(person, 'Senior editor')
$$;

CREATE OR REPLACE FUNCTION is_editor(person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT holds_role(person, 'Editor', 'Senior editor')
$$;

-- Whether the person is active and gives the second sign-off, such as a legal read. No superuser does
-- without holding it.
CREATE OR REPLACE FUNCTION gives_second_sign_off(person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM newsroom_user u JOIN newsroom_role r ON r.person_id = u.id
                  WHERE u.id = person AND u.is_active AND r.second_sign_off)
$$;

-- A new person is nobody yet. More rights, and another's address, take a decided approval in the same
-- transaction; fewer rights take nothing. A password is changed by its owner alone.
CREATE OR REPLACE FUNCTION person_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF is_owner_of(TG_RELID) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.is_superuser THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'superuser_takes_two',
        MESSAGE = 'Making a superuser takes two senior editors: request it.';
    END IF;
    IF NEW.password NOT LIKE '!%' THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'password_is_set_by_its_owner',
        MESSAGE = 'Only the person themself sets their password, by a link that is sent to them.';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.username) IS DISTINCT FROM (OLD.id, OLD.username) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'person_keeps_their_username',
      MESSAGE = 'A username stays: history names people by it. Change the name instead.';
  END IF;
  IF NEW.is_superuser AND NOT OLD.is_superuser AND NOT approved_now('make_superuser', NEW.id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'superuser_takes_two',
      MESSAGE = 'Making a superuser takes two senior editors: request it.';
  END IF;
  IF (NEW.is_active AND NOT OLD.is_active OR NEW.is_staff AND NOT OLD.is_staff)
     AND NOT approved_now('reactivate', NEW.id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'reactivating_takes_two',
      MESSAGE = 'Reactivating a person takes two senior editors: request it.';
  END IF;
  IF NEW.email IS DISTINCT FROM OLD.email AND NOT EXISTS (
       SELECT FROM newsroom_approval a
        WHERE a.kind = 'change_email' AND a.subject_id = NEW.id AND a.outcome = 'done'
          AND lower(a.payload ->> 'email') = lower(NEW.email)
          AND changed_in_this_transaction('newsroom_approval', a.id)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'address_takes_two',
      MESSAGE = 'Changing a person''s e-mail address takes two senior editors: request it.';
  END IF;
  IF NEW.public_name IS DISTINCT FROM OLD.public_name AND NOT is_senior(acting_person()) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'public_name_is_changed_by_a_senior',
      MESSAGE = 'Publications name people by this: a senior editor changes it, in their own name.';
  END IF;
  IF NEW.password IS DISTINCT FROM OLD.password AND acting_person() IS DISTINCT FROM NEW.id THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'password_is_set_by_its_owner',
      MESSAGE = 'Only the person themself sets their password, by a link that is sent to them.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER person_guard BEFORE INSERT OR UPDATE ON newsroom_user
  FOR EACH ROW EXECUTE FUNCTION person_guard();

-- One senior editor grants the role of reporter; the others, the second sign-off, and that a reporter may propose, two
-- approve in the same transaction.
CREATE OR REPLACE FUNCTION role_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF is_owner_of(TG_RELID) THEN
    RETURN NEW;
  END IF;
  IF NEW.role = 'Reporter' AND NOT NEW.second_sign_off AND NEW.approval_id IS NULL THEN
    IF NEW.granted_by_id IS NULL OR NEW.granted_by_id = NEW.person_id
       OR NEW.granted_by_id IS DISTINCT FROM acting_person() OR NOT is_senior(NEW.granted_by_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'role_is_granted_by_a_senior',
        MESSAGE = 'A senior editor grants this role, and not to themself.';
    END IF;
  ELSIF NOT EXISTS (
    SELECT FROM newsroom_approval a
     WHERE a.id = NEW.approval_id AND a.kind = 'grant_role' AND a.subject_id = NEW.person_id
       AND a.payload ->> 'role' = NEW.role AND a.requested_by_id = NEW.granted_by_id
       AND coalesce(a.payload ->> 'second_sign_off' = 'true', false) = NEW.second_sign_off
       AND a.outcome = 'done' AND changed_in_this_transaction('newsroom_approval', a.id)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'role_takes_two',
      MESSAGE = 'Granting this role takes two senior editors: request it.';
  END IF;
  NEW.since := now();
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER role_guard BEFORE INSERT OR UPDATE ON newsroom_role
  FOR EACH ROW EXECUTE FUNCTION role_guard();

-- What changes a person's rights is requested by one senior editor and approved by another, neither
-- of them the person concerned.
CREATE OR REPLACE FUNCTION person_approval_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.kind NOT IN ('grant_role', 'make_superuser', 'reactivate', 'reset_sign_in', 'change_email')
     OR NEW.outcome NOT IN ('open', 'done') THEN
    RETURN NEW;
  END IF;
  IF NEW.subject_id IN (NEW.requested_by_id, NEW.decided_by_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_is_not_about_oneself',
      MESSAGE = 'This is about yourself: two other senior editors request and approve it.';
  END IF;
  IF NOT is_senior(NEW.requested_by_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_is_of_seniors',
      MESSAGE = 'A senior editor requests this.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER person_approval_guard BEFORE INSERT OR UPDATE ON newsroom_approval
  FOR EACH ROW EXECUTE FUNCTION person_approval_guard();

-- What lets somebody sign in as a person is never written by SQL alone.
CREATE OR REPLACE FUNCTION sign_in_row_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF is_written_by_sql_alone(TG_RELID) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'sign_in_rows_are_the_applications',
      MESSAGE = 'Only the application itself gives a person a way to sign in.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER sign_in_row_guard BEFORE INSERT OR UPDATE ON newsroom_passwordlink
  FOR EACH ROW EXECUTE FUNCTION sign_in_row_guard();
