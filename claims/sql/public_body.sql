-- What the public may read of a claim now: one definition, for the verbs and for the guards.

-- The relation as seen from one of its two claims.
CREATE OR REPLACE FUNCTION relation_body(r claims_relation, of_claim bigint) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object(
    'claim', CASE of_claim WHEN r.from_claim_id THEN r.to_claim_id ELSE r.from_claim_id END,
    'relation', r.kind,
    'direction', CASE WHEN r.kind = 'contradicts' THEN 'both'
                      WHEN r.from_claim_id = of_claim THEN 'out' ELSE 'in' END,
    'rationale', r.rationale, 'scope', r.scope)
$$;

-- The signed text in force: the latest signed round of the claim.
CREATE OR REPLACE FUNCTION signed_round(of_claim bigint) RETURNS claims_round
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT d FROM claims_round d JOIN claims_review r ON r.id = d.review_id
     WHERE d.claim_id = of_claim AND d.outcome = 'signed'
     ORDER BY r.number DESC, d.number DESC LIMIT 1);
END $$;

-- What the claim's publication should stand as, holds aside; NULL: never public.
CREATE OR REPLACE FUNCTION public_standing(of_claim bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT CASE
      WHEN (signed_round(c.id)).id IS NULL THEN NULL
      WHEN c.status = 'withdrawn' THEN 'withdrawn'
      WHEN is_concluded(c.status) THEN 'signed'
      WHEN EXISTS (SELECT FROM claims_review r WHERE r.claim_id = c.id AND r.state = 'open'
                      AND r.opening = 'reinstated') THEN 'withdrawn'
      -- Corrected without a notice.
      WHEN EXISTS (SELECT FROM claims_review r WHERE r.claim_id = c.id AND r.state = 'open'
                      AND r.notice_after IS NOT NULL) THEN 'signed'
      ELSE 'under_review' END
      FROM claims_claim c WHERE c.id = of_claim);
END $$;

CREATE OR REPLACE FUNCTION is_held(of_claim bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM claims_hold WHERE claim_id = of_claim AND lifted_at IS NULL);
END $$;

-- The publication that lists show, if any.
CREATE OR REPLACE FUNCTION listed_publication(of_claim bigint) RETURNS claims_publication
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT p FROM claims_publication p
     WHERE p.claim_id = of_claim AND p.shown_until IS NULL
       AND p.standing IN ('signed', 'under_review') AND NOT p.withheld);
END $$;

-- The signed relations whose other end is listed, as a body holds them.
CREATE OR REPLACE FUNCTION public_relations(of_claim bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT coalesce(jsonb_agg(edge ORDER BY (edge ->> 'claim')::bigint, edge ->> 'relation' COLLATE "C"), '[]')
      FROM claims_relation r, relation_body(r, of_claim) edge
     WHERE of_claim IN (r.from_claim_id, r.to_claim_id)
       AND r.state = 'confirmed' AND r.signed_in_id IS NOT NULL
       AND (listed_publication((edge ->> 'claim')::bigint)).number IS NOT NULL);
END $$;

-- Who signed the text in force, in the order of signing, as they chose to be named.
CREATE OR REPLACE FUNCTION signers(of_review bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN jsonb_build_object(
    'four_eyes', (SELECT NOT bool_or(alone) FROM claims_round
                   WHERE review_id = of_review AND outcome = 'signed'),
    'by', (SELECT coalesce(jsonb_agg(public_name ORDER BY at), '[]') FROM (
      SELECT u.public_name, min(d.number * 2 + hand.at) AS at
        FROM claims_round d,
             LATERAL (VALUES (d.proposed_by_id, 0), (d.decided_by_id, 1)) hand(person, at)
        JOIN newsroom_user u ON u.id = hand.person
       WHERE d.review_id = of_review AND d.outcome = 'signed' AND u.public_name <> ''
       GROUP BY u.public_name) names));
END $$;

-- What a publication of the claim would say now. NULL: nothing, since it was never signed or never
-- public, a hold or an embargo is in force, or its text contains the name of a protected speaker.
-- Quotes of snapshots that are taken down are removed last: a name in such a quote still hides it.
CREATE OR REPLACE FUNCTION public_body(of_claim bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  c claims_claim;
  last_signed claims_round := signed_round(of_claim);
  standing text := public_standing(of_claim);
  hidden bigint[];
  signed jsonb;
  near_a_name boolean;
  body jsonb;
  words jsonb;
BEGIN
  SELECT * INTO c FROM claims_claim WHERE id = of_claim;
  IF last_signed.id IS NULL OR is_held(of_claim) OR c.embargo_until > clock_timestamp()
     OR standing <> 'signed' AND NOT EXISTS (
          SELECT FROM claims_publication WHERE claim_id = of_claim) THEN
    RETURN NULL;
  END IF;
  hidden := protected_among(speakers_named(last_signed.body::jsonb));
  signed := redacted(last_signed.body::jsonb, hidden);
  near_a_name := may_say_a_name(signed);
  IF near_a_name THEN
    signed := bare_quotes(signed, false, of_claim, last_signed.id);
  END IF;
  IF standing = 'withdrawn' THEN
    body := jsonb_build_object('reason', c.withdrawn_reason);
    words := jsonb_build_object('text', signed -> 'text', 'speaker', signed -> 'speaker');
    IF c.withdrawn_wording AND NOT (hidden <> '{}' AND contains_a_name(words, hidden))
       AND NOT says_a_protected_name(words, of_claim, last_signed.id) THEN
      body := body || words;
    END IF;
  ELSE
    body := signed || jsonb_build_object(
      'relations', public_relations(of_claim), 'signed', signers(last_signed.review_id));
    IF body ? 'translations' THEN
      body := body || jsonb_build_object(
        'translations', translations_with_readers(body -> 'translations', last_signed.review_id));
    END IF;
    IF standing = 'under_review' THEN
      body := body || (
        SELECT jsonb_build_object('reason', reason, 'reason_kind', reason_kind)
          FROM claims_review WHERE claim_id = of_claim AND state = 'open');
    END IF;
  END IF;
  -- What was added to the signed text is always searched.
  IF hidden <> '{}' AND contains_a_name(body, hidden)
     OR says_a_protected_name(
          CASE WHEN near_a_name THEN body
               ELSE jsonb_build_object('reason', body -> 'reason', 'signed', body -> 'signed',
                                       'relations', body -> 'relations',
                                       'readers', jsonb_path_query_array(body, '$.translations[*].by')) END,
          of_claim, last_signed.id) THEN
    RETURN NULL;
  END IF;
  body := without_taken_down(body, last_signed.review_id);
  RETURN body || CASE WHEN standing = 'withdrawn' THEN '{}' ELSE signatures_body(last_signed, body) END;
END $$;
