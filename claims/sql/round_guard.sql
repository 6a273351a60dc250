-- A round: one proposal in a review, decided once.

-- Whether a body leaves out the name of a protected speaker. Then it has no external reviews, since
-- the address of a review mostly names the speaker.
CREATE OR REPLACE FUNCTION hides_a_name(body jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_path_exists(body, '$.speaker ? (@.id == null)')
      OR jsonb_path_exists(body, '$.speaker.role.organisation ? (@.id == null)')
      OR jsonb_path_exists(body, '$.appearances[*].relayed_from[*].speaker ? (@.id == null)')
$$;

-- Whether a proposed body states what the claim and its review hold, and nothing else in its place.
CREATE OR REPLACE FUNCTION body_matches_claim(body jsonb, r claims_review) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT body @> jsonb_build_object(
           'text', c.text, 'nature', c.nature, 'language', c.language, 'rationale', r.rationale,
           'said_on', jsonb_build_object('from', c.said_from, 'to', c.said_to,
                                         'basis', c.said_basis, 'note', c.said_note),
           'reply', jsonb_build_object('asked', r.reply_asked, 'asked_on', r.reply_asked_on,
                                       'how', r.reply_how, 'answer', r.reply_answer,
                                       'not_sought', r.reply_not_sought))
     AND ((body #>> '{speaker,id}')::bigint = c.speaker_id
          OR (body #>> '{speaker,id}' IS NULL
              AND EXISTS (SELECT FROM sources_speaker WHERE id = c.speaker_id AND protected)))
     AND jsonb_path_query_array(body, '$.appearances[*].quotes[*].exact') = coalesce(
           (SELECT jsonb_agg(n.exact ORDER BY n.appearance_id, n.start, n.id)
              FROM claims_anchor n WHERE n.claim_id = c.id AND n.appearance_id IS NOT NULL), '[]')
     AND (SELECT coalesce(jsonb_agg(jsonb_build_array(
                   (q ->> 'low')::numeric, (q ->> 'high')::numeric, q -> 'unit', q -> 'bound')), '[]')
            FROM jsonb_path_query(body, '$.quantities[*]') q) = coalesce(
           (SELECT jsonb_agg(jsonb_build_array(low, high, unit, bound) ORDER BY id)
              FROM claims_quantity WHERE claim_id = c.id), '[]')
     AND (SELECT coalesce(jsonb_agg(jsonb_build_array(
                   e -> 'bears_on', e -> 'direction', e -> 'kind', e -> 'primary',
                   e -> 'description')), '[]')
            FROM jsonb_path_query(body, '$.evidence[*]') e) = coalesce(
           (SELECT jsonb_agg(jsonb_build_array(bears_on, direction, kind, "primary", description)
                             ORDER BY id)
              FROM claims_evidence WHERE review_id = r.id AND NOT private), '[]')
     AND ((SELECT coalesce(jsonb_agg(jsonb_build_array(
                    e #> '{publisher,id}', e -> 'rating', e -> 'url', e -> 'reviewed_on')), '[]')
             FROM jsonb_path_query(body, '$.external_reviews[*]') e) = coalesce(
            (SELECT jsonb_agg(jsonb_build_array(publisher_id, rating, url, reviewed_on) ORDER BY id)
               FROM claims_externalreview WHERE claim_id = r.claim_id AND NOT left_out), '[]')
          OR hides_a_name(body) AND NOT body ? 'external_reviews')
    FROM claims_claim c WHERE c.id = r.claim_id
$$;

-- A proposal starts open in the claim's open review, states what is there, and never changes. Signing
-- takes somebody who wrote none of it, unless the policy allows one person.
CREATE OR REPLACE FUNCTION round_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  r claims_review;
  proposed jsonb;
  wrote boolean;
BEGIN
  PERFORM require_table(TG_RELID, 'claims_round');
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_is_kept',
      MESSAGE = 'A proposal is sent back or withdrawn, never deleted.';
  END IF;
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  SELECT * INTO r FROM claims_review WHERE id = NEW.review_id;
  IF TG_OP = 'INSERT' THEN
    IF NEW.outcome <> 'open' OR r.claim_id <> NEW.claim_id
       OR NOT (r.state = 'open' OR (r.state = 'signed' AND (
                 approved_now('supplement', r.claim_id)
                 OR approved_now('correct', r.claim_id)))) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_starts_open',
        MESSAGE = 'A conclusion is proposed in the claim''s open review.';
    END IF;
    IF NOT is_editor(NEW.proposed_by_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'proposal_is_of_an_editor',
        MESSAGE = 'An editor proposes a conclusion, whose account is active.';
    END IF;
    proposed := NEW.body::jsonb;
    IF (proposed ->> 'status', proposed ->> 'attribution') IS DISTINCT FROM (NEW.status, NEW.attribution)
       OR body_matches_claim(proposed, r) IS NOT TRUE THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_matches_claim',
        MESSAGE = 'The proposal differs from the claim and its review.';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.outcome <> 'open'
     OR (NEW.review_id, NEW.claim_id, NEW.number, NEW.status, NEW.attribution, NEW.body,
         NEW.version, NEW.proposed_by_id, NEW.proposed_at)
        IS DISTINCT FROM
        (OLD.review_id, OLD.claim_id, OLD.number, OLD.status, OLD.attribution, OLD.body,
         OLD.version, OLD.proposed_by_id, OLD.proposed_at) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_is_frozen',
      MESSAGE = 'A proposal stays as it was made and is decided once.';
  END IF;
  IF NEW.outcome = 'signed' THEN
    wrote := EXISTS (SELECT FROM claims_authorship
                      WHERE review_id = NEW.review_id AND author_id = NEW.decided_by_id);
    IF NOT is_senior(NEW.decided_by_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'sign_off_by_a_senior',
        MESSAGE = 'A senior editor signs, whose account is active.';
    END IF;
    IF NEW.alone AND NOT one_person_is_enough() THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'sign_off_takes_two',
        MESSAGE = 'A conclusion takes two people here.';
    END IF;
    IF wrote AND NOT NEW.alone AND r.state = 'open' THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'sign_off_by_no_author',
        MESSAGE = 'You wrote part of this in this review; another senior editor signs it.';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER round_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_round
  FOR EACH ROW EXECUTE FUNCTION round_guard();

-- What two people sign without reopening differs from the signed text only as their approval allows.
CREATE OR REPLACE FUNCTION approved_round_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  last_signed claims_round := signed_round(NEW.claim_id);
  signed jsonb := last_signed.body::jsonb;
  proposed jsonb := NEW.body::jsonb;
  same boolean;
BEGIN
  PERFORM require_table(TG_RELID, 'claims_round');
  IF NOT EXISTS (SELECT FROM claims_review WHERE id = NEW.review_id AND state = 'signed') THEN
    RETURN NEW;
  END IF;
  same := CASE
    WHEN last_signed.review_id <> NEW.review_id THEN false
    WHEN approved_now('correct', NEW.claim_id)
      THEN proposed - 'text' - 'rationale' = signed - 'text' - 'rationale'
    ELSE proposed - 'appearances' - 'relations' - 'evidence' - 'external_reviews'
           = signed - 'appearances' - 'relations' - 'evidence' - 'external_reviews'
         AND proposed -> 'appearances' @> (signed -> 'appearances')
         AND coalesce(proposed -> 'external_reviews', '[]')
               @> coalesce(signed -> 'external_reviews', '[]')
         -- A new appearance may cost evidence its independence, which the body then states.
         AND (SELECT jsonb_agg(e - 'independent') FROM jsonb_array_elements(proposed -> 'evidence') e)
             IS NOT DISTINCT FROM
             (SELECT jsonb_agg(e - 'independent') FROM jsonb_array_elements(signed -> 'evidence') e)
    END;
  IF same IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'approval_changes_only_what_was_requested',
      MESSAGE = 'A supplement only adds, and a minor edit only changes our own wording or rationale.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER approved_round_guard BEFORE INSERT ON claims_round
  FOR EACH ROW EXECUTE FUNCTION approved_round_guard();
