-- The review policy: each change is a new row, which the owner alone adds, and a review keeps the one with
-- which it began. What it asks of a proposal is settled when the conclusion is proposed.

-- Whether the conclusion of this review takes a second sign-off, by its claim's topics as they are now.
CREATE OR REPLACE FUNCTION needs_second_sign_off(r claims_review) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM claims_reviewpolicy p
     WHERE p.id = r.policy_id AND p.second_sign_off <> ''
       AND (p.topics = '{}' OR EXISTS (
             SELECT FROM claims_claim_topics t
              WHERE t.claim_id = r.claim_id AND t.topic_id = ANY (p.topics))))
$$;

-- Whether the policy lets the reporter to whom the review is assigned propose its conclusion: one whose role
-- two people granted, or the owner, so that nobody is two of the people that a conclusion takes.
CREATE OR REPLACE FUNCTION reporter_may_propose(r claims_review, person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT r.state = 'open' AND r.reviewer_id = person AND holds_role(person, 'Reporter')
     AND EXISTS (SELECT FROM newsroom_role
                  WHERE person_id = person AND (approval_id IS NOT NULL OR granted_by_id IS NULL))
     AND EXISTS (SELECT FROM claims_reviewpolicy p WHERE p.id = r.policy_id AND p.reporters_propose)
$$;

-- The assents to a proposal that count now: of this version, by people who wrote none of it, are active,
-- hold the right, and have declared no conflict of interest. A newsroom of one may let its only editor
-- sign what they wrote; the second sign-off is somebody else's there too.
CREATE OR REPLACE FUNCTION standing_assents(of_round bigint) RETURNS SETOF claims_assent
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT a.* FROM claims_assent a JOIN claims_round d ON d.id = a.round_id
   WHERE a.round_id = of_round AND a.version = d.version
     AND NOT has_conflict(a.person_id, a.claim_id)
     AND CASE
       WHEN d.panel <> '{}' THEN
         a.person_id = ANY (d.panel) AND is_editor(a.person_id) AND NOT a.person_id = ANY (d.authors)
       WHEN a.second THEN
         d.second_sign_off AND gives_second_sign_off(a.person_id) AND NOT a.person_id = ANY (d.authors)
       ELSE
         d.second_sign_off AND is_senior(a.person_id)
         AND (one_person_is_enough() OR NOT a.person_id = ANY (d.authors))
       END
$$;

CREATE OR REPLACE FUNCTION gave_assent(of_round bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM standing_assents(of_round) a WHERE a.person_id = person)
$$;

-- Whether the proposal can be signed in this person's name: of the panel two agree, and this senior editor
-- is one of them; or this senior editor signed, and somebody else gave the second sign-off.
CREATE OR REPLACE FUNCTION assents_suffice(of_round bigint, signer bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(
    is_senior(signer) AND count(*) >= 2 AND bool_or(a.person_id = signer AND NOT a.second)
    AND ((SELECT panel <> '{}' FROM claims_round WHERE id = of_round) OR bool_or(a.second)), false)
    FROM standing_assents(of_round) a
$$;

-- By its name after the authors are found. A proposal takes what the policy of its open review asks for;
-- a supplement or minor edit of a signed claim takes two people, as ever.
CREATE OR REPLACE FUNCTION round_under_policy() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  r claims_review;
  takes_panel boolean;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.panel, NEW.second_sign_off, NEW.takes_keys)
       IS DISTINCT FROM (OLD.panel, OLD.second_sign_off, OLD.takes_keys) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_keeps_what_it_takes',
        MESSAGE = 'What a proposal takes is settled when it is made.';
    END IF;
    IF NEW.outcome = 'signed' AND (OLD.panel <> '{}' OR OLD.second_sign_off)
       AND NOT assents_suffice(OLD.id, NEW.decided_by_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'sign_off_takes_all_agreements',
        MESSAGE = CASE WHEN OLD.panel <> '{}'
          THEN 'Two of the panel agree first, one of them a senior editor.'
          ELSE 'It takes the signature of a senior editor and the second sign-off of somebody else.' END;
    END IF;
    IF NEW.outcome = 'signed' AND OLD.takes_keys AND lacks_keys(OLD, NEW.decided_by_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'sign_off_takes_keys',
        MESSAGE = 'Here everybody signs with a key of their own, and it must not be revoked: who proposes, who signs and who agrees.';
    END IF;
    NEW.agreed := CASE WHEN NEW.outcome = 'signed' AND OLD.outcome = 'open'
      THEN ARRAY(SELECT person_id FROM standing_assents(OLD.id) ORDER BY 1) ELSE OLD.agreed END;
    RETURN NEW;
  END IF;
  SELECT * INTO r FROM claims_review WHERE id = NEW.review_id;
  NEW.second_sign_off := r.state = 'open' AND needs_second_sign_off(r);
  NEW.takes_keys := r.state = 'open' AND EXISTS (
    SELECT FROM claims_reviewpolicy p WHERE p.id = r.policy_id AND p.signed_with_keys);
  NEW.agreed := '{}';
  takes_panel := r.state = 'open' AND EXISTS (
    SELECT FROM claims_reviewpolicy p WHERE p.id = r.policy_id AND p.panel);
  IF NOT takes_panel THEN
    NEW.panel := '{}';
  ELSIF (SELECT count(DISTINCT p) <> 3 OR count(*) <> 3 OR NOT bool_and(is_editor(p))
             OR NOT bool_or(is_senior(p)) OR bool_or(p = ANY (NEW.authors))
             OR bool_or(has_conflict(p, NEW.claim_id)) FROM unnest(NEW.panel) p) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'panel_is_of_three',
      MESSAGE = 'A panel is three editors, at least one of them senior, who wrote none of it and declared no conflict of interest.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER round_under_policy BEFORE INSERT OR UPDATE ON claims_round
  FOR EACH ROW EXECUTE FUNCTION round_under_policy();

-- An assent is to the open proposal, in its version, by the person who acts, and counts at once. It is
-- never changed or deleted.
CREATE OR REPLACE FUNCTION assent_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  d claims_round;
BEGIN
  IF history_context() ->> 'via' = 'api' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'no_conclusion_over_the_api',
      MESSAGE = 'A conclusion is proposed, signed, reopened and withdrawn at the desk, by people.';
  END IF;
  -- So that an objection, or a conflict that is declared at this moment, is before it or after it.
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  SELECT * INTO d FROM claims_round WHERE id = NEW.round_id;
  IF d.claim_id <> NEW.claim_id OR d.outcome <> 'open' OR NEW.version <> d.version THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'assent_is_to_the_open_proposal',
      MESSAGE = 'This proposal is no longer open, or is another version than you read.';
  END IF;
  IF NEW.person_id IS DISTINCT FROM acting_person() THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'assent_is_by_who_acts',
      MESSAGE = 'Everybody agrees in their own name.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER assent_guard BEFORE INSERT ON claims_assent
  FOR EACH ROW EXECUTE FUNCTION assent_guard();

CREATE OR REPLACE FUNCTION assent_counts() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT gave_assent(NEW.round_id, NEW.person_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'assent_counts',
      MESSAGE = 'You can''t agree to this proposal: it asks for others, you wrote part of it, or you declared a conflict of interest.';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER assent_counts AFTER INSERT ON claims_assent
  FOR EACH ROW EXECUTE FUNCTION assent_counts();

CALL track_history('claims_reviewpolicy');
CALL track_history('claims_assent', about => '{claim_id}');
