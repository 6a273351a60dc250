-- Evidence: what is independent, and that only an open review gets more of it.

-- Whom these speakers speak for: themselves, if they are organisations, and every organisation at which one of
-- them holds or held a post; each with all that is merged with it.
CREATE OR REPLACE FUNCTION speaks_for(speakers bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT coalesce(array_agg(same), '{}')
      FROM (SELECT id FROM sources_speaker WHERE id = ANY (speakers) AND kind = 'organisation'
            UNION
            SELECT organisation_id FROM sources_role
             WHERE speaker_id = ANY (speakers) AND organisation_id IS NOT NULL) o (id),
           unnest(merged_speakers(o.id)) same);
END $$;

-- Whether the words contain the name, as words.
CREATE OR REPLACE FUNCTION says_name(words text, name text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT length(name) > 2 AND strpos(
    ' ' || regexp_replace(fold(words), '[^[:alnum:]]+', ' ', 'g') || ' ',
    ' ' || btrim(regexp_replace(fold(name), '[^[:alnum:]]+', ' ', 'g')) || ' ') > 0
$$;

-- The speaker's side: whom the speaker speaks for, and whose words relayed the claim. A newspaper or agency that
-- reports it is nobody's side.
CREATE OR REPLACE FUNCTION side_of(c claims_claim) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    WITH own AS (SELECT merged_speakers(c.speaker_id) AS speakers),
         chain AS (SELECT coalesce(array_agg(m), '{}') AS speakers
                     FROM claims_relay h, unnest(merged_speakers(h.speaker_id)) m
                    WHERE h.claim_id = c.id AND h.speaker_id IS NOT NULL
                      AND h.kind NOT IN ('outlet', 'wire'))
    SELECT own.speakers || chain.speakers || speaks_for(own.speakers || chain.speakers) FROM own, chain);
END $$;

-- What a text, the chain or a row says of the speaker and that side, in words.
CREATE OR REPLACE FUNCTION side_in_words(c claims_claim, side bigint[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN concat_ws(' | ',
    (SELECT string_agg(described_as, ' | ') FROM claims_appearance WHERE claim_id = c.id),
    (SELECT string_agg(description, ' | ') FROM claims_relay
      WHERE claim_id = c.id AND kind NOT IN ('outlet', 'wire')),
    (SELECT string_agg(concat_ws(' | ', name, description), ' | ') FROM sources_speaker
      WHERE id = ANY (side)),
    (SELECT string_agg(title, ' | ') FROM sources_role WHERE speaker_id = ANY (side)));
END $$;

-- Whether the period of the role meets the days on which the claim may have been said. Where the day is
-- unknown, only a role of unknown period does: never a guess.
CREATE OR REPLACE FUNCTION role_meets(r sources_role, c claims_claim) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN c.said_from IS NULL OR c.said_to IS NULL
              THEN lower(r.period) IS NULL AND upper(r.period) IS NULL
              ELSE coalesce(lower(r.period) <= c.said_to, true)
                   AND coalesce(upper(r.period) > c.said_from, true) END
$$;

-- Whether it is recorded for whom the speaker spoke.
CREATE OR REPLACE FUNCTION side_is_known(c claims_claim) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM unnest(merged_speakers(c.speaker_id)) same
                   JOIN sources_speaker s ON s.id = same LEFT JOIN sources_source a ON a.id = s.source_id
                  WHERE s.kind = 'organisation' OR s.kind = 'article' AND a.publisher_id IS NOT NULL)
      OR EXISTS (SELECT FROM unnest(merged_speakers(c.speaker_id)) same
                   JOIN sources_role r ON r.speaker_id = same
                  WHERE r.organisation_id IS NOT NULL AND role_meets(r, c))
$$;

-- How a publisher stands to the claim: 'own', the speaker's side; 'publisher', unknown, since a platform's users
-- publish there; 'affiliation', unknown, since it isn't recorded for whom the speaker spoke; 'no_tie'.
CREATE OR REPLACE FUNCTION publisher_tie(p sources_publisher, c claims_claim, side bigint[], described text)
RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  organisation bigint[] := CASE WHEN p.organisation_id IS NULL THEN '{}'
                                ELSE merged_speakers(p.organisation_id) END;
BEGIN
  IF organisation && side OR says_name(described, p.name) OR EXISTS (
       SELECT FROM sources_alias a WHERE a.speaker_id = ANY (organisation) AND says_name(described, a.name)) THEN
    RETURN 'own';
  END IF;
  IF p.kind IN ('news', 'wire') THEN
    RETURN 'no_tie';
  END IF;
  -- Its own release in which a spokesperson speaks names nobody else whom they speak for.
  IF EXISTS (SELECT FROM claims_appearance a JOIN sources_snapshot n ON n.id = a.snapshot_id
               JOIN sources_source s ON s.id = n.source_id
              WHERE a.claim_id = c.id AND s.publisher_id = p.id
                AND fold(a.described_as) ~ '\m(our|spokes(man|woman|person)|press (officer|secretary)|nuestr[oa]|portavoz|vocer[oa]|porte-parole)\M') THEN
    RETURN 'own';
  END IF;
  RETURN CASE WHEN p.kind = 'social' AND p.organisation_id IS NULL THEN 'publisher'
              WHEN side_is_known(c) THEN 'no_tie' ELSE 'affiliation' END;
END $$;

-- The same for whoever was contacted.
CREATE OR REPLACE FUNCTION contact_tie(e claims_evidence, c claims_claim, side bigint[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  contacted bigint[] := CASE WHEN e.speaker_id IS NULL THEN '{}' ELSE merged_speakers(e.speaker_id) END;
BEGIN
  IF contacted && merged_speakers(c.speaker_id) THEN
    RETURN 'speaker';
  END IF;
  IF (contacted || speaks_for(contacted)) && side OR EXISTS (
       SELECT FROM sources_alias a WHERE a.speaker_id = ANY (side) AND says_name(e.contacted, a.name)) THEN
    RETURN 'own';
  END IF;
  RETURN CASE WHEN side_is_known(c) AND speaks_for(contacted) <> '{}' THEN 'no_tie' ELSE 'affiliation' END;
END $$;

-- How a piece of evidence stands to its claim by what is recorded, as a code (IndependenceBasis in choices.py),
-- whatever it shows and whatever people state of it. The first that holds: a source in which the claim appears,
-- one syndicated with that or a transcript of the same recording, the speaker's own side, unknown, none.
CREATE OR REPLACE FUNCTION evidence_tie(e claims_evidence) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  c claims_claim;
  cluster bigint[];
  side bigint[];
  described text;
  origin bigint;
  ties text[];
BEGIN
  SELECT * INTO STRICT c FROM claims_claim WHERE id = e.claim_id;
  IF e.kind = 'contact' THEN
    RETURN contact_tie(e, c, side_of(c));
  END IF;
  IF e.kind = 'calculation' THEN
    -- As its least independent input.
    SELECT array_agg(evidence_basis(to_evidence_id)) INTO ties
      FROM claims_evidence_inputs WHERE from_evidence_id = e.id;
    RETURN CASE
      WHEN ties IS NULL THEN 'no_inputs'
      WHEN ties && '{appearance,syndicated,no_inputs,input}' THEN 'input'
      WHEN ties && '{own,speaker,against_interest}'
        THEN CASE WHEN ties && '{publisher,affiliation,doubted}' THEN 'input' ELSE 'own' END
      WHEN 'publisher' = ANY (ties) THEN 'publisher'
      WHEN 'affiliation' = ANY (ties) THEN 'affiliation'
      WHEN 'doubted' = ANY (ties) THEN 'doubted'
      ELSE 'no_tie' END;
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
  cluster := merged_speakers(c.speaker_id);
  IF EXISTS (SELECT FROM sources_speaker v JOIN sources_source s ON s.id = v.source_id
              WHERE v.id = ANY (cluster) AND v.kind = 'article'
                AND (source_origin(s.id) = origin OR EXISTS (
                       SELECT FROM sources_source e2 WHERE e2.id IN (e.source_id, origin)
                          AND e2.publisher_id = s.publisher_id))) THEN
    RETURN 'own';
  END IF;
  side := side_of(c);
  described := side_in_words(c, side);
  SELECT array_agg(CASE WHEN p.id IS NULL THEN 'publisher' ELSE publisher_tie(p, c, side, described) END) INTO ties
    FROM sources_source s LEFT JOIN sources_publisher p ON p.id = s.publisher_id
   WHERE s.id IN (e.source_id, origin);
  RETURN CASE WHEN 'own' = ANY (ties) THEN 'own' WHEN 'publisher' = ANY (ties) THEN 'publisher'
              WHEN 'affiliation' = ANY (ties) THEN 'affiliation' ELSE 'no_tie' END;
END $$;

-- The same with what it shows and what people state: what the speaker's own side has against the statement
-- counts; what isn't established counts for a stated reason; what one of us doubts does not.
CREATE OR REPLACE FUNCTION evidence_basis(evidence bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  e claims_evidence;
  tie text;
BEGIN
  SELECT * INTO STRICT e FROM claims_evidence WHERE id = evidence;
  tie := evidence_tie(e);
  RETURN CASE
    WHEN tie IN ('own', 'speaker') AND e.bears_on = 'so' AND e.direction = 'refutes'
      AND NOT e.independence_doubted THEN 'against_interest'
    WHEN independence_state(tie) = 'not_independent' THEN tie
    WHEN tie = 'no_tie' THEN CASE WHEN e.independence_doubted THEN 'doubted' ELSE tie END
    WHEN e.independence_doubted OR e.independence_reason !~ '[^[:space:]]' THEN tie
    ELSE 'stated' END;
END $$;

CREATE OR REPLACE FUNCTION independence_state(basis text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN basis IN ('no_tie', 'stated') THEN 'independent'
              WHEN basis IN ('', 'publisher', 'affiliation', 'doubted') THEN 'not_established'
              ELSE 'not_independent' END
$$;

-- Whether a rating that takes independent evidence may rest on it.
CREATE OR REPLACE FUNCTION independence_counts(basis text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT basis IN ('no_tie', 'stated', 'against_interest')
$$;

-- As a body states it. The reason only where it counts for that.
CREATE OR REPLACE FUNCTION independence_body(basis text, reason text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('state', independence_state(basis), 'basis', basis,
                            'counts', independence_counts(basis), 'reason', CASE WHEN basis = 'stated' THEN reason ELSE '' END)
$$;

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
  IF TG_OP <> 'INSERT' THEN
    PERFORM require_open_review(OLD.review_id, OLD.claim_id);
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  PERFORM require_open_review(NEW.review_id, NEW.claim_id);
  -- Footnotes cite it by its number, which a copy in the next review keeps.
  IF TG_OP = 'UPDATE'
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
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'inputs_come_first',
      MESSAGE = 'An input can''t be changed. Remove it and add another.';
  END IF;
  SELECT * INTO calculation FROM claims_evidence
   WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.from_evidence_id ELSE NEW.from_evidence_id END;
  PERFORM lock_claims(ARRAY[calculation.claim_id]);
  SELECT status INTO standing FROM claims_claim WHERE id = calculation.claim_id;
  IF NOT is_editable(standing) THEN
    PERFORM refuse_frozen();
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
