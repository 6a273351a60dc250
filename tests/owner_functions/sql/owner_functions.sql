-- What the owner's commands do (name_senior, policy), for tests.

-- Called by: application.
CREATE OR REPLACE FUNCTION tests_name_person(person bigint, new_role text, fields jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE newsroom_user u SET password = r.password, email = r.email, is_active = r.is_active,
                             is_superuser = r.is_superuser, is_staff = r.is_staff
    FROM newsroom_user n, jsonb_populate_record(n, fields) r
   WHERE fields <> '{}' AND n.id = person AND u.id = n.id;
  IF new_role IS NOT NULL THEN
    DELETE FROM newsroom_role WHERE person_id = person;
    INSERT INTO newsroom_role (person_id, role) VALUES (person, new_role);
  END IF;
END $$;

-- Called by: application.
CREATE OR REPLACE FUNCTION tests_let_one_person_decide() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE newsroom_policy SET one_person = true, reason = 'A test.'
$$;

-- Called by: application.
CREATE OR REPLACE FUNCTION tests_give_second_sign_off(person bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE newsroom_role SET second_sign_off = true WHERE person_id = person
$$;

-- Called by: application.
CREATE OR REPLACE FUNCTION tests_review_policy(fields jsonb) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO claims_reviewpolicy (reporters_propose, panel, second_sign_off, topics, signed_with_keys, reason)
  SELECT coalesce((fields ->> 'reporters_propose')::boolean, false),
         coalesce((fields ->> 'panel')::boolean, false), coalesce(fields ->> 'second_sign_off', ''),
         ARRAY(SELECT jsonb_array_elements_text(coalesce(fields -> 'topics', '[]'))::bigint),
         coalesce((fields ->> 'signed_with_keys')::boolean, false), 'A test.'
  RETURNING id
$$;

-- How many rows of search words differ from what PostgreSQL would write there now.
-- Called by: application.
CREATE OR REPLACE FUNCTION tests_outdated_search_words() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*) FROM claims_searchwords k
    FULL JOIN search_words_of(ARRAY(SELECT id FROM claims_claim)) w USING (claim_id)
   WHERE k IS DISTINCT FROM w
$$;
