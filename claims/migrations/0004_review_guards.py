"""What a conclusion needs, who may sign it, and that a status is borne out by review rows."""

from django.db import migrations

GUARDS = """
-- Why a piece of evidence is not independent of its claim, as a code; '' when it is.
-- Independent: from a source that is no appearance of the claim, nor syndicated with one, nor the
-- speaker's own; a contact unless it is the speaker; a calculation as its least independent input.
CREATE FUNCTION evidence_not_independent(evidence bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  e claims_evidence;
  c claims_claim;
  cluster bigint[];
  origin bigint;
  own_organisation bigint;
BEGIN
  SELECT * INTO STRICT e FROM claims_evidence WHERE id = evidence;
  SELECT * INTO STRICT c FROM claims_claim WHERE id = e.claim_id;
  cluster := speakers_same_as(c.speaker_id);
  IF e.kind = 'contact' THEN
    RETURN CASE WHEN e.speaker_id = ANY (cluster) THEN 'speaker' ELSE '' END;
  END IF;
  IF e.kind = 'calculation' THEN
    IF NOT EXISTS (SELECT FROM claims_evidence_inputs WHERE from_evidence_id = e.id) THEN
      RETURN 'no_inputs';
    END IF;
    RETURN CASE WHEN EXISTS (
      SELECT FROM claims_evidence_inputs
       WHERE from_evidence_id = e.id AND evidence_not_independent(to_evidence_id) <> '')
      THEN 'input' ELSE '' END;
  END IF;
  IF EXISTS (SELECT FROM claims_appearance a JOIN sources_snapshot s ON s.id = a.snapshot_id
              WHERE a.claim_id = c.id AND s.source_id = e.source_id) THEN
    RETURN 'appearance';
  END IF;
  origin := source_origin(e.source_id);
  IF EXISTS (SELECT FROM claims_appearance a JOIN sources_snapshot s ON s.id = a.snapshot_id
              WHERE a.claim_id = c.id AND source_origin(s.source_id) = origin)
     OR EXISTS (SELECT FROM claims_appearance a
                  JOIN sources_snapshot s ON s.id = a.snapshot_id
                  JOIN sources_snapshot t ON t.text_sha256 = s.text_sha256
                 WHERE a.claim_id = c.id AND t.source_id = e.source_id) THEN
    RETURN 'syndicated';
  END IF;
  -- An article's own voice is its publisher as speaker.
  IF EXISTS (SELECT FROM sources_speaker v JOIN sources_source s ON s.id = v.source_id
              WHERE v.id = ANY (cluster) AND v.kind = 'article'
                AND (source_origin(s.id) = origin OR EXISTS (
                       SELECT FROM sources_source e2 WHERE e2.id IN (e.source_id, origin)
                          AND e2.publisher_id = s.publisher_id))) THEN
    RETURN 'own';
  END IF;
  -- The speaker's own, or of an organisation at which the speaker holds or held a post.
  FOR own_organisation IN
    SELECT p.organisation_id FROM sources_source s JOIN sources_publisher p ON p.id = s.publisher_id
     WHERE s.id IN (e.source_id, origin) AND p.organisation_id IS NOT NULL
  LOOP
    IF own_organisation = ANY (cluster) OR EXISTS (
         SELECT FROM sources_role r WHERE r.speaker_id = ANY (cluster)
            AND r.organisation_id = ANY (speakers_same_as(own_organisation))) THEN
      RETURN 'own';
    END IF;
  END LOOP;
  RETURN '';
END $$;

-- A calculation from private evidence alone is as private as that, whatever it is called.
CREATE FUNCTION evidence_is_public(evidence bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  e claims_evidence;
BEGIN
  SELECT * INTO STRICT e FROM claims_evidence WHERE id = evidence;
  RETURN NOT e.private AND (
    NOT EXISTS (SELECT FROM claims_evidence_inputs WHERE from_evidence_id = e.id)
    OR EXISTS (SELECT FROM claims_evidence_inputs
                WHERE from_evidence_id = e.id AND evidence_is_public(to_evidence_id)));
END $$;

CREATE FUNCTION refuse_unless_open(review bigint, claim bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM claims_review
                  WHERE id = review AND claim_id = claim AND state = 'open') THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'evidence_of_an_open_review',
      MESSAGE = 'Evidence is added to the claim''s open review. Start or reopen one first.';
  END IF;
END $$;

-- An ended review keeps its evidence, also while the claim is under review again.
CREATE FUNCTION evidence_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM refuse_unless_open(OLD.review_id, OLD.claim_id);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM refuse_unless_open(NEW.review_id, NEW.claim_id);
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER open_review_only BEFORE INSERT OR UPDATE OR DELETE ON claims_evidence
  FOR EACH ROW EXECUTE FUNCTION evidence_guard();
CREATE TRIGGER open_review_only BEFORE INSERT ON claims_authorship
  FOR EACH ROW EXECUTE FUNCTION evidence_guard();

CREATE FUNCTION evidence_anchor_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.evidence_id IS NOT NULL THEN
    PERFORM refuse_unless_open((SELECT review_id FROM claims_evidence WHERE id = OLD.evidence_id),
                               OLD.claim_id);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.evidence_id IS NOT NULL THEN
    PERFORM refuse_unless_open((SELECT review_id FROM claims_evidence WHERE id = NEW.evidence_id),
                               NEW.claim_id);
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER open_review_only BEFORE INSERT OR UPDATE OR DELETE ON claims_anchor
  FOR EACH ROW EXECUTE FUNCTION evidence_anchor_guard();

CREATE TRIGGER authorship_is_kept BEFORE UPDATE OR DELETE ON claims_authorship
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'authorship_is_kept', 'Who wrote in a review stays on record.');

-- Inputs come before what is calculated from them, in the same review: no circle can close.
CREATE FUNCTION evidence_inputs_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  calculation claims_evidence;
  standing text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'inputs_come_first',
      MESSAGE = 'An input is taken out and another put in.';
  END IF;
  SELECT * INTO calculation FROM claims_evidence
   WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.from_evidence_id ELSE NEW.from_evidence_id END;
  PERFORM lock_claims(ARRAY[calculation.claim_id]);
  SELECT status INTO standing FROM claims_claim WHERE id = calculation.claim_id;
  IF NOT is_editable(standing) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_is_frozen',
      MESSAGE = 'What was proposed or signed can''t be edited. Send it back or reopen it first.';
  END IF;
  PERFORM refuse_unless_open(calculation.review_id, calculation.claim_id);
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF calculation.kind <> 'calculation' OR NEW.to_evidence_id >= calculation.id OR NOT EXISTS (
       SELECT FROM claims_evidence
        WHERE id = NEW.to_evidence_id AND review_id = calculation.review_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'inputs_come_first',
      MESSAGE = 'A calculation builds on evidence that is in the same review already.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evidence_inputs_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_evidence_inputs
  FOR EACH ROW EXECUTE FUNCTION evidence_inputs_guard();

-- Raises, with the sentence, when the review does not bear out the conclusion.
CREATE FUNCTION require_conclusion(of_review bigint, conclusion text, attributed text)
RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  r claims_review;
  c claims_claim;
  broken text;
  sentence text;
  said_primary boolean;
  said_refuted boolean;
  so_for boolean;       -- public
  so_against boolean;
  so_context boolean;
  free_for boolean;     -- public and independent
  free_against boolean;
BEGIN
  SELECT * INTO STRICT r FROM claims_review WHERE id = of_review;
  SELECT * INTO STRICT c FROM claims_claim WHERE id = r.claim_id;
  SELECT
    coalesce(bool_or(bears_on = 'said' AND direction = 'supports' AND "primary" AND NOT translated), false),
    coalesce(bool_or(bears_on = 'said' AND direction = 'refutes'), false),
    coalesce(bool_or(bears_on = 'so' AND direction = 'supports'), false),
    coalesce(bool_or(bears_on = 'so' AND direction = 'refutes'), false),
    coalesce(bool_or(bears_on = 'so' AND direction = 'context'), false),
    coalesce(bool_or(bears_on = 'so' AND direction = 'supports' AND free), false),
    coalesce(bool_or(bears_on = 'so' AND direction = 'refutes' AND free), false)
  INTO said_primary, said_refuted, so_for, so_against, so_context, free_for, free_against
  FROM (SELECT e.*, evidence_not_independent(e.id) = '' AS free,
               -- The source in which the words stand translated does not hold the original.
               EXISTS (SELECT FROM claims_appearance a JOIN sources_snapshot s
                           ON s.id = a.snapshot_id
                        WHERE a.claim_id = e.claim_id AND s.source_id = e.source_id
                          AND a.translated_from <> '') AS translated
          FROM claims_evidence e WHERE e.review_id = r.id AND evidence_is_public(e.id)) e;

  IF r.rationale !~ '[^[:space:]]' THEN
    broken := 'conclusion_says_why';
    sentence := 'Write the public rationale first.';
  ELSIF NOT EXISTS (SELECT FROM claims_appearance WHERE claim_id = c.id) THEN
    broken := 'conclusion_has_an_appearance';
    sentence := 'Anchor the claim in a snapshot first: it has no appearance.';
  ELSIF EXISTS (SELECT FROM claims_appearance a WHERE a.claim_id = c.id
                  AND NOT EXISTS (SELECT FROM claims_anchor WHERE appearance_id = a.id)) THEN
    broken := 'appearance_is_anchored';
    sentence := 'An appearance of the claim has no quote anchored in its snapshot.';
  ELSIF EXISTS (SELECT FROM claims_evidence e WHERE e.review_id = r.id AND e.kind = 'passage'
                  AND NOT EXISTS (SELECT FROM claims_anchor WHERE evidence_id = e.id)) THEN
    broken := 'passage_is_anchored';
    sentence := 'A passage in the evidence has no quote anchored in its snapshot.';
  ELSIF c.nature = '' THEN
    broken := 'claim_nature_before_proposal';
    sentence := 'Say whether it is fact, opinion or prediction first.';
  ELSIF conclusion <> 'unrated' AND c.nature <> 'fact' THEN
    broken := 'claim_rated_is_fact';
    sentence := 'Only a statement of fact may be rated; conclude opinions and predictions as unrated.';
  ELSIF attributed = 'misattributed' AND conclusion <> 'unrated' THEN
    broken := 'claim_misattributed_is_unrated';
    sentence := 'What the speaker did not say is unrated.';
  ELSIF attributed = 'confirmed' AND NOT said_primary THEN
    broken := 'confirmed_needs_primary';
    sentence := '“Said: confirmed” needs public primary evidence that it was said: the post, recording, transcript or document, in the original language.';
  ELSIF attributed = 'misattributed' AND NOT said_refuted THEN
    broken := 'misattributed_needs_refuting';
    sentence := '“Said: misattributed” needs public evidence that refutes it was said so.';
  ELSIF conclusion = 'verified' AND NOT free_for THEN
    broken := 'verified_needs_independent';
    sentence := '“So: verified” needs public independent evidence that supports it.';
  ELSIF conclusion = 'refuted' AND NOT free_against THEN
    broken := 'refuted_needs_independent';
    sentence := '“So: refuted” needs public independent evidence that refutes it.';
  ELSIF conclusion = 'mixed' AND NOT ((free_for AND free_against) OR so_context) THEN
    broken := 'mixed_needs_both_or_context';
    sentence := '“So: mixed” needs public independent evidence both for and against, or context.';
  ELSIF conclusion = 'disputed' AND NOT (so_for AND so_against) THEN
    broken := 'disputed_needs_both';
    sentence := '“So: disputed” needs public evidence both for and against.';
  ELSIF conclusion IN ('refuted', 'mixed') AND r.reply_asked = '' AND r.reply_not_sought = ''
        AND EXISTS (SELECT FROM sources_speaker WHERE id = c.speaker_id
                       AND kind IN ('person', 'organisation', 'group')) THEN
    broken := 'reply_from_the_named';
    sentence := 'Seek a reply from the named speaker, or say why none was sought.';
  END IF;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = broken, MESSAGE = sentence;
  END IF;
END $$;

CREATE FUNCTION review_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  standing text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'review_is_kept',
      MESSAGE = 'A review is superseded, never deleted.';
  END IF;
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  SELECT status INTO standing FROM claims_claim WHERE id = NEW.claim_id;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' OR NEW.number <> coalesce(
         (SELECT max(number) FROM claims_review WHERE claim_id = NEW.claim_id), 0) + 1 THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'review_starts_open',
        MESSAGE = 'A review starts open, with the next number of its claim.';
    END IF;
    -- What it was opened for decides what the public sees meanwhile.
    IF NEW.opening IS DISTINCT FROM (CASE
         WHEN standing = 'unreviewed' THEN 'first'
         WHEN standing = 'withdrawn' THEN 'reinstated'
         WHEN is_concluded(standing) THEN 'reopened' END) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'review_opens_from_status',
        MESSAGE = 'A first review opens an unreviewed claim; a signed one is reopened, a withdrawn one reinstated.';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.claim_id, NEW.number, NEW.opening, NEW.reviewer_id, NEW.opened_at)
     IS DISTINCT FROM (OLD.claim_id, OLD.number, OLD.opening, OLD.reviewer_id, OLD.opened_at)
     AND NOT (NEW.reviewer_id <> OLD.reviewer_id AND OLD.state = 'open'
              AND (NEW.claim_id, NEW.number, NEW.opening, NEW.opened_at)
                  IS NOT DISTINCT FROM (OLD.claim_id, OLD.number, OLD.opening, OLD.opened_at)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'review_stays_as_opened',
      MESSAGE = 'A review stays with its claim as it was opened.';
  END IF;
  IF OLD.state <> 'open' AND (NEW.state, NEW.closed_at) IS DISTINCT FROM (OLD.state, OLD.closed_at)
  THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'review_ends_once',
      MESSAGE = 'An ended review is superseded by a new one, never reopened itself.';
  END IF;
  IF (NEW.rationale, NEW.would_settle, NEW.reply_asked, NEW.reply_asked_on, NEW.reply_how,
      NEW.reply_answer, NEW.reply_not_sought, NEW.reason)
     IS DISTINCT FROM
     (OLD.rationale, OLD.would_settle, OLD.reply_asked, OLD.reply_asked_on, OLD.reply_how,
      OLD.reply_answer, OLD.reply_not_sought, OLD.reason)
     AND NOT (OLD.state = 'open' AND standing = 'in_review')
     AND NOT (OLD.state = 'signed' AND deed_is_being_done('correct', OLD.claim_id)
              AND (NEW.would_settle, NEW.reply_asked, NEW.reply_asked_on, NEW.reply_how,
                   NEW.reply_answer, NEW.reply_not_sought, NEW.reason)
                  IS NOT DISTINCT FROM
                  (OLD.would_settle, OLD.reply_asked, OLD.reply_asked_on, OLD.reply_how,
                   OLD.reply_answer, OLD.reply_not_sought, OLD.reason)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_is_frozen',
      MESSAGE = 'What was proposed or signed can''t be edited. Send it back or reopen it first.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER review_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_review
  FOR EACH ROW EXECUTE FUNCTION review_guard();

ALTER TABLE claims_round ADD CONSTRAINT round_version_of_body
  CHECK (version = encode(sha256(convert_to(body, 'UTF8')), 'hex'));

-- Whether a proposed body says what the claim and its review say, and nothing else in their place.
CREATE FUNCTION says_what_is_there(said jsonb, r claims_review) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT said @> jsonb_build_object(
           'text', c.text, 'nature', c.nature, 'language', c.language, 'rationale', r.rationale,
           'said_on', jsonb_build_object('from', c.said_from, 'to', c.said_to,
                                         'basis', c.said_basis, 'note', c.said_note),
           'reply', jsonb_build_object('asked', r.reply_asked, 'asked_on', r.reply_asked_on,
                                       'how', r.reply_how, 'answer', r.reply_answer,
                                       'not_sought', r.reply_not_sought))
     AND ((said #>> '{speaker,id}')::bigint = c.speaker_id
          OR (said #>> '{speaker,id}' IS NULL
              AND EXISTS (SELECT FROM sources_speaker WHERE id = c.speaker_id AND protected)))
     AND jsonb_path_query_array(said, '$.appearances[*].quotes[*].exact') = coalesce(
           (SELECT jsonb_agg(n.exact ORDER BY n.appearance_id, n.start, n.id)
              FROM claims_anchor n WHERE n.claim_id = c.id AND n.appearance_id IS NOT NULL), '[]')
     AND (SELECT coalesce(jsonb_agg(jsonb_build_array(
                   (q ->> 'low')::numeric, (q ->> 'high')::numeric, q -> 'unit', q -> 'bound')), '[]')
            FROM jsonb_path_query(said, '$.quantities[*]') q) = coalesce(
           (SELECT jsonb_agg(jsonb_build_array(low, high, unit, bound) ORDER BY id)
              FROM claims_quantity WHERE claim_id = c.id), '[]')
     AND (SELECT coalesce(jsonb_agg(jsonb_build_array(
                   e -> 'bears_on', e -> 'direction', e -> 'kind', e -> 'primary',
                   e -> 'description')), '[]')
            FROM jsonb_path_query(said, '$.evidence[*]') e) = coalesce(
           (SELECT jsonb_agg(jsonb_build_array(bears_on, direction, kind, "primary", description)
                             ORDER BY id)
              FROM claims_evidence WHERE review_id = r.id AND NOT private), '[]')
    FROM claims_claim c WHERE c.id = r.claim_id
$$;

CREATE FUNCTION round_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  r claims_review;
  said jsonb;
  wrote boolean;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_is_kept',
      MESSAGE = 'A proposal is sent back or taken back, never deleted.';
  END IF;
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  SELECT * INTO r FROM claims_review WHERE id = NEW.review_id;
  IF TG_OP = 'INSERT' THEN
    IF NEW.outcome <> 'open' OR r.claim_id <> NEW.claim_id
       OR NOT (r.state = 'open' OR (r.state = 'signed' AND (
                 deed_is_being_done('supplement', r.claim_id)
                 OR deed_is_being_done('correct', r.claim_id)))) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_starts_open',
        MESSAGE = 'A conclusion is proposed in the claim''s open review.';
    END IF;
    said := NEW.body::jsonb;
    IF (said ->> 'status', said ->> 'attribution') IS DISTINCT FROM (NEW.status, NEW.attribution)
       OR says_what_is_there(said, r) IS NOT TRUE THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'round_says_what_is_there',
        MESSAGE = 'The proposal does not say what the claim and its review say.';
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
CREATE TRIGGER round_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_round
  FOR EACH ROW EXECUTE FUNCTION round_guard();

-- At the end of the transaction: what the claim says of itself is what its review rows say.
CREATE FUNCTION claim_is_borne_out() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  of_claim bigint;
  c claims_claim;
  latest claims_review;
  signed claims_round;
  open_reviews int;
  open_rounds int;
  borne_out boolean;
BEGIN
  IF TG_TABLE_NAME = 'claims_claim' THEN
    of_claim := NEW.id;
  ELSE
    of_claim := NEW.claim_id;
  END IF;
  SELECT * INTO c FROM claims_claim WHERE id = of_claim;
  SELECT * INTO latest FROM claims_review WHERE claim_id = c.id ORDER BY number DESC LIMIT 1;
  SELECT count(*) INTO open_reviews FROM claims_review WHERE claim_id = c.id AND state = 'open';
  SELECT count(*) INTO open_rounds FROM claims_round WHERE claim_id = c.id AND outcome = 'open';
  SELECT * INTO signed FROM claims_round
   WHERE review_id = latest.id AND outcome = 'signed' ORDER BY number DESC LIMIT 1;
  borne_out := CASE
    WHEN c.status = 'unreviewed' THEN latest.id IS NULL
    WHEN c.status = 'in_review' THEN open_reviews = 1 AND open_rounds = 0
    WHEN c.status = 'awaiting_signoff' THEN open_reviews = 1 AND open_rounds = 1
    WHEN c.status = 'withdrawn' THEN open_reviews = 0 AND open_rounds = 0
    ELSE open_reviews = 0 AND open_rounds = 0 AND latest.state = 'signed'
         AND signed.status = c.status AND signed.attribution = c.attribution
    END
    -- A review is signed when one of its proposals is, never the one without the other.
    AND NOT EXISTS (
      SELECT FROM claims_review r WHERE r.claim_id = c.id AND (r.state = 'signed') <> EXISTS (
        SELECT FROM claims_round d WHERE d.review_id = r.id AND d.outcome = 'signed'));
  IF borne_out IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'status_is_borne_out',
      MESSAGE = format('The review of claim %s does not bear out the status %s.', c.id, c.status);
  END IF;
  IF TG_TABLE_NAME = 'claims_review' AND TG_OP = 'UPDATE' THEN
    IF OLD.state <> NEW.state AND NEW.state = 'signed' THEN
      SELECT * INTO signed FROM claims_round
       WHERE review_id = NEW.id AND outcome = 'signed' ORDER BY number DESC LIMIT 1;
      PERFORM require_conclusion(NEW.id, signed.status, signed.attribution);
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claim_is_borne_out AFTER INSERT OR UPDATE ON claims_claim
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_is_borne_out();
CREATE CONSTRAINT TRIGGER claim_is_borne_out AFTER INSERT OR UPDATE ON claims_review
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_is_borne_out();
CREATE CONSTRAINT TRIGGER claim_is_borne_out AFTER INSERT OR UPDATE ON claims_round
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_is_borne_out();

-- A supplement must not cost the standing conclusion the independence it rests on.
CREATE FUNCTION appearance_keeps_conclusion() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  c claims_claim;
  latest bigint;
BEGIN
  SELECT * INTO c FROM claims_claim WHERE id = NEW.claim_id;
  IF is_concluded(c.status) THEN
    SELECT id INTO latest FROM claims_review WHERE claim_id = c.id ORDER BY number DESC LIMIT 1;
    PERFORM require_conclusion(latest, c.status, c.attribution);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER appearance_keeps_conclusion AFTER INSERT ON claims_appearance
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION appearance_keeps_conclusion();
"""

UNDO = """
ALTER TABLE claims_round DROP CONSTRAINT round_version_of_body;
DROP FUNCTION appearance_keeps_conclusion, claim_is_borne_out, round_guard, says_what_is_there,
  review_guard, require_conclusion, evidence_inputs_guard, evidence_anchor_guard, evidence_guard
  CASCADE;
DROP TRIGGER authorship_is_kept ON claims_authorship;
DROP FUNCTION refuse_unless_open, evidence_is_public, evidence_not_independent;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_claim_guards")]

    operations = [migrations.RunSQL(GUARDS, UNDO)]
