-- Approvals: what one person asks for and a second person approves.

-- Whether the newsroom's policy lets one person do what otherwise takes two.
CREATE OR REPLACE FUNCTION one_person_is_enough() RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT one_person FROM newsroom_policy WHERE id = 1), false)
$$;

-- These people, and in a newsroom of one every account that one of them alone gave a right, or that alone gave them
-- one: nobody there has seen that it is another person's.
CREATE OR REPLACE FUNCTION with_accounts_of_one(people bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH RECURSIVE account (id) AS (
    SELECT unnest(people)
    UNION
    SELECT CASE account.id WHEN a.subject_id THEN a.requested_by_id ELSE a.subject_id END
      FROM account JOIN newsroom_approval a ON account.id IN (a.subject_id, a.requested_by_id)
     WHERE one_person_is_enough() AND a.outcome = 'done' AND a.requested_by_id = a.decided_by_id
       AND a.kind IN ('grant_role', 'make_superuser', 'reactivate', 'reset_sign_in', 'change_email'))
  SELECT array_agg(id ORDER BY id) FROM account
$$;

-- Whether the newsroom's policy lets whoever wrote a claim before its review sign it.
CREATE OR REPLACE FUNCTION drafters_may_sign() RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT drafters_may_sign FROM newsroom_policy WHERE id = 1), false)
$$;

-- An approval is requested first and decided once, by somebody else unless the policy allows one
-- person; everybody in their own name, as the application signed it for history. What was requested never changes, and nothing is deleted.
CREATE OR REPLACE FUNCTION approval_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_read_committed();
  IF history_context() ->> 'via' = 'api' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'no_approval_over_the_api',
      MESSAGE = 'What takes two people is requested and decided at the desk, by people.';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.outcome <> 'open' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_starts_open',
      MESSAGE = 'A request starts open and is then decided.';
  END IF;
  IF TG_OP = 'INSERT' AND NOT is_editor(NEW.requested_by_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_is_requested_by_an_editor',
      MESSAGE = 'An editor requests this, whose account is active.';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.requested_by_id IS DISTINCT FROM acting_person() THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_is_by_who_acts',
      MESSAGE = 'Everybody requests and decides in their own name.';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.outcome <> 'open' THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_decided_once',
        MESSAGE = 'This is decided already and stays as decided.';
    END IF;
    IF NEW.outcome = 'done' AND NEW.kind LIKE 'erase\_%'
       AND NEW.decided_by_id = ANY (with_accounts_of_one(ARRAY[NEW.requested_by_id])) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'erasure_takes_two',
        MESSAGE = 'You requested this; another senior editor approves it, whatever the policy says.';
    END IF;
    IF NEW.outcome = 'done' AND NEW.requested_by_id = NEW.decided_by_id
       AND NOT one_person_is_enough() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_takes_two',
        MESSAGE = 'You requested this; another senior editor approves it.';
    END IF;
    IF NEW.outcome <> 'open' AND NEW.decided_at IS DISTINCT FROM now() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_is_decided_now',
        MESSAGE = 'A decision carries the time at which it is made.';
    END IF;
    IF NEW.outcome = 'done' AND NEW.decided_by_id IS NOT NULL
       AND NOT is_senior(NEW.decided_by_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_is_of_seniors',
        MESSAGE = 'A senior editor approves this, whose account is active.';
    END IF;
    IF NEW.decided_by_id <> coalesce(acting_person(), 0) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_is_by_who_acts',
        MESSAGE = 'Everybody requests and decides in their own name.';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER approval_guard BEFORE INSERT OR UPDATE ON newsroom_approval
  FOR EACH ROW EXECUTE FUNCTION approval_guard();

-- Whether an approval of this kind, on this subject, is being carried out in this transaction.
CREATE OR REPLACE FUNCTION approved_now(of_kind text, on_subject bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM newsroom_approval
                  WHERE kind = of_kind AND subject_id = on_subject
                    AND outcome = 'done' AND changed_in_this_transaction('newsroom_approval', id))
$$;
