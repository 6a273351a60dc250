-- Evidence: what is independent and what is public, and that only an open review gets more of it.

-- Why a piece of evidence is not independent of its claim, as a code; '' when it is.
-- Independent: from a source that is no appearance of the claim, nor syndicated with one, nor a transcript
-- of the same recording, nor the speaker's own; a contact unless it is the speaker; a calculation as its least independent input.
-- 'publisher': unknown, since nobody stated who published the source or what it is syndicated from.
CREATE OR REPLACE FUNCTION evidence_not_independent(evidence bigint) RETURNS text
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
  cluster := merged_speakers(c.speaker_id);
  IF e.kind = 'contact' THEN
    RETURN CASE WHEN e.speaker_id = ANY (cluster) THEN 'speaker' ELSE '' END;
  END IF;
  IF e.kind = 'calculation' THEN
    IF NOT EXISTS (SELECT FROM claims_evidence_inputs WHERE from_evidence_id = e.id) THEN
      RETURN 'no_inputs';
    END IF;
    RETURN (
      SELECT CASE WHEN bool_or(reason NOT IN ('', 'publisher')) THEN 'input'
                  WHEN bool_or(reason = 'publisher') THEN 'publisher' ELSE '' END
        FROM (SELECT evidence_not_independent(to_evidence_id) AS reason
                FROM claims_evidence_inputs WHERE from_evidence_id = e.id) inputs);
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
                 WHERE a.claim_id = c.id AND t.source_id = e.source_id)
     -- Another transcript of the same recording, by its file or its address.
     OR EXISTS (SELECT FROM claims_appearance a
                  JOIN sources_transcript t ON t.snapshot_id = a.snapshot_id
                  JOIN sources_recording r ON r.id = t.recording_id
                  JOIN sources_recording same ON same.id = r.id
                    OR (same.sha256 = r.sha256 AND r.sha256 <> '') OR (same.url = r.url AND r.url <> '')
                  JOIN sources_transcript other ON other.recording_id = same.id
                  JOIN sources_snapshot s ON s.id = other.snapshot_id
                 WHERE a.claim_id = c.id AND s.source_id = e.source_id) THEN
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
            AND r.organisation_id = ANY (merged_speakers(own_organisation))) THEN
      RETURN 'own';
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM sources_source
              WHERE id IN (e.source_id, origin) AND publisher_id IS NULL) THEN
    RETURN 'publisher';
  END IF;
  RETURN '';
END $$;

-- What is stored of that and shown: null where it is unknown.
CREATE OR REPLACE FUNCTION evidence_independent(reason text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE reason WHEN '' THEN true WHEN 'publisher' THEN NULL ELSE false END
$$;

-- Not private; a calculation needs at least one public input.
CREATE OR REPLACE FUNCTION evidence_is_public(evidence bigint) RETURNS boolean
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

CREATE OR REPLACE FUNCTION require_open_review(review bigint, claim bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM claims_review
                  WHERE id = review AND claim_id = claim AND state = 'open') THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'evidence_of_an_open_review',
      MESSAGE = 'Evidence is added to the claim''s open review. Start or reopen one first.';
  END IF;
END $$;

-- An ended review keeps its evidence, also while the claim is under review again.
CREATE OR REPLACE FUNCTION evidence_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID, 'claims_evidence');
  IF TG_OP <> 'INSERT' THEN
    PERFORM require_open_review(OLD.review_id, OLD.claim_id);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  PERFORM require_open_review(NEW.review_id, NEW.claim_id);
  -- Footnotes cite it by its number, which a copy in the next review keeps.
  IF TG_OP = 'UPDATE' AND OLD.number IS NOT NULL
     AND (NEW.review_id, NEW.number) IS DISTINCT FROM (OLD.review_id, OLD.number) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'evidence_keeps_its_number',
      MESSAGE = 'Evidence keeps its number and stays in its review.';
  END IF;
  IF NEW.number IS NULL THEN
    NEW.number := 1 + coalesce((SELECT max(number) FROM claims_evidence WHERE review_id = NEW.review_id), 0);
  END IF;
  IF TG_OP = 'INSERT' THEN
    -- A copy in the next review stays as it was.
    IF NEW.copied_from_id IS NULL THEN
      NEW.via_api := comes_over_api();
    END IF;
    RETURN NEW;
  END IF;
  NEW.via_api := still_via_api(OLD.via_api, NEW.via_api,
    (NEW.bears_on, NEW.direction, NEW.description, NEW."primary", NEW.private, NEW.source_id, NEW.page,
     NEW.timecode, NEW.consulted_on, NEW.contacted, NEW.speaker_id)
    IS DISTINCT FROM
    (OLD.bears_on, OLD.direction, OLD.description, OLD."primary", OLD.private, OLD.source_id, OLD.page,
     OLD.timecode, OLD.consulted_on, OLD.contacted, OLD.speaker_id));
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER open_review_only BEFORE INSERT OR UPDATE OR DELETE ON claims_evidence
  FOR EACH ROW EXECUTE FUNCTION evidence_guard();

CREATE OR REPLACE FUNCTION evidence_anchor_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID, 'claims_anchor');
  IF TG_OP <> 'INSERT' AND OLD.evidence_id IS NOT NULL THEN
    PERFORM require_open_review((SELECT review_id FROM claims_evidence WHERE id = OLD.evidence_id),
                               OLD.claim_id);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.evidence_id IS NOT NULL THEN
    PERFORM require_open_review((SELECT review_id FROM claims_evidence WHERE id = NEW.evidence_id),
                               NEW.claim_id);
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER open_review_only BEFORE INSERT OR UPDATE OR DELETE ON claims_anchor
  FOR EACH ROW EXECUTE FUNCTION evidence_anchor_guard();

-- Inputs come before what is calculated from them, in the same review: no circle can close.
CREATE OR REPLACE FUNCTION evidence_inputs_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  calculation claims_evidence;
  standing text;
BEGIN
  PERFORM require_table(TG_RELID, 'claims_evidence_inputs');
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'inputs_come_first',
      MESSAGE = 'An input can''t be changed. Remove it and add another.';
  END IF;
  SELECT * INTO calculation FROM claims_evidence
   WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.from_evidence_id ELSE NEW.from_evidence_id END;
  PERFORM lock_claims(ARRAY[calculation.claim_id]);
  SELECT status INTO standing FROM claims_claim WHERE id = calculation.claim_id;
  IF NOT is_editable(standing) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_is_frozen',
      MESSAGE = 'What was proposed or signed can''t be edited. Send it back or reopen it first.';
  END IF;
  PERFORM require_open_review(calculation.review_id, calculation.claim_id);
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
CREATE OR REPLACE TRIGGER evidence_inputs_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_evidence_inputs
  FOR EACH ROW EXECUTE FUNCTION evidence_inputs_guard();
