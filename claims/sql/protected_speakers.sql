-- Protected speakers: the public reads a description in place of the name.

-- Which of these speakers are protected.
CREATE OR REPLACE FUNCTION protected_among(speakers bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT id FROM sources_speaker WHERE id = ANY (speakers) AND protected ORDER BY id);
END $$;

-- Whether the text of the body contains a name of one of the speakers, or of those merged with them:
-- the whole name anywhere; of a person, each part of it as a word. If it hides too much, two people
-- can correct that; if it hides too little, nobody can.
CREATE OR REPLACE FUNCTION contains_a_name(body jsonb, of_speakers bigint[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH people AS (
    SELECT id, kind, name FROM sources_speaker
     WHERE id IN (SELECT unnest(merged_speakers(o)) FROM unnest(of_speakers) o)),
  names AS (
    SELECT kind, fold(name) AS name FROM people WHERE name <> ''
     UNION SELECT p.kind, a.folded FROM people p JOIN sources_alias a ON a.speaker_id = p.id),
  words AS (
    SELECT fold(f.value #>> '{}') AS words
      FROM jsonb_path_query(body, '$.** ? (@.type() == "object")') part, jsonb_each(part) f
     WHERE jsonb_typeof(f.value) = 'string'
       -- "said" is a verb here, also where somebody has that name.
       AND f.key <> ALL (keys_that_name_nobody() || 'verb'::text))
  SELECT EXISTS (SELECT FROM names n JOIN words w ON position(n.name IN w.words) > 0)
      OR EXISTS (
    SELECT FROM names n, regexp_split_to_table(n.name, '[[:space:][:punct:]]+') part, words w
     WHERE n.kind = 'person' AND length(part) > 2 AND part !~ '^[0-9]+$'
       AND part = ANY (regexp_split_to_array(w.words, '[[:space:][:punct:]]+')))
$$;

-- The body without the names of these protected speakers. The text around a quote often names the
-- speaker and only says where the quote is, so it goes too; so do external reviews, and where the
-- speaker's voice is heard.
CREATE OR REPLACE FUNCTION redacted(body jsonb, hidden bigint[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  bare constant jsonb := '{"prefix": "", "suffix": ""}';
  described jsonb;
BEGIN
  IF hidden = '{}' THEN
    RETURN body;
  END IF;
  SELECT jsonb_object_agg(id, jsonb_build_object('id', NULL, 'name', description))
    INTO described FROM sources_speaker WHERE id = ANY (hidden);
  IF described ? (body #>> '{speaker,id}') THEN
    body := jsonb_set(body, '{speaker}', (body -> 'speaker') || jsonb_build_object(
      'id', NULL, 'name', NULL, 'role', NULL,
      'description', described #> ARRAY[body #>> '{speaker,id}', 'name']));
  ELSIF described ? (body #>> '{speaker,role,organisation,id}') THEN
    body := jsonb_set(body, '{speaker,role,organisation}',
                      described -> (body #>> '{speaker,role,organisation,id}'));
  END IF;
  RETURN body - 'external_reviews' || jsonb_build_object(
    'appearances', (
      SELECT coalesce(jsonb_agg((a - 'transcript') || jsonb_build_object(
        'quotes', (SELECT coalesce(jsonb_agg((q - 'time') || bare ORDER BY at), '[]')
                     FROM jsonb_array_elements(a -> 'quotes') WITH ORDINALITY f(q, at)),
        'relayed_from', (
          SELECT coalesce(jsonb_agg(
            CASE WHEN described ? (hop #>> '{speaker,id}')
                 THEN jsonb_set(hop, '{speaker}', described -> (hop #>> '{speaker,id}'))
                 ELSE hop END ORDER BY at), '[]')
            FROM jsonb_array_elements(a -> 'relayed_from') WITH ORDINALITY f(hop, at)))
        ORDER BY number), '[]')
        FROM jsonb_array_elements(body -> 'appearances') WITH ORDINALITY f(a, number)),
    'evidence', (
      SELECT coalesce(jsonb_agg(
        CASE WHEN e -> 'quote' = 'null' THEN e
             ELSE jsonb_set(e - 'transcript', '{quote}', ((e -> 'quote') - 'time') || bare) END
        ORDER BY number), '[]')
        FROM jsonb_array_elements(body -> 'evidence') WITH ORDINALITY f(e, number)));
END $$;

-- Proposed or signed text contains no name of a protected speaker.
CREATE OR REPLACE FUNCTION protected_name_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  hidden bigint[];
  body jsonb;
BEGIN
  hidden := protected_among(ARRAY(
    SELECT unnest(speakers_named(NEW.body::jsonb))
    UNION SELECT speaker_id FROM claims_claim WHERE id = NEW.claim_id
    UNION SELECT r.organisation_id FROM claims_claim c
            JOIN sources_role r ON r.speaker_id = c.speaker_id WHERE c.id = NEW.claim_id
    UNION SELECT speaker_id FROM claims_relay WHERE claim_id = NEW.claim_id
    UNION SELECT speaker_id FROM claims_evidence WHERE review_id = NEW.review_id));
  IF NEW.outcome NOT IN ('open', 'signed') THEN
    RETURN NEW;
  END IF;
  body := bare_quotes(redacted(NEW.body::jsonb, hidden), false, NEW.claim_id, NEW.id);
  IF hidden <> '{}' AND contains_a_name(body, hidden) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'protected_name_not_used',
      MESSAGE = 'The text contains the name of a protected speaker. Remove it from the statement, the rationale and the evidence, and choose quotes and sources that don''t name them.';
  END IF;
  -- Of a relation both claims will say the rationale.
  IF says_a_protected_name(body, NEW.claim_id, NEW.id) OR EXISTS (
       SELECT FROM jsonb_array_elements(body -> 'relations') r
        WHERE says_a_protected_name(r, (r ->> 'claim')::bigint,
                                    (signed_round((r ->> 'claim')::bigint)).id)) THEN
    PERFORM refuse_protected_name();
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER protected_name_guard BEFORE INSERT OR UPDATE ON claims_round
  FOR EACH ROW EXECUTE FUNCTION protected_name_guard();

CREATE OR REPLACE FUNCTION refuse_protected_name() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'protected_name_not_used',
    MESSAGE = 'The text contains a name that is also a protected speaker''s. Remove it; or, if another person of that name is meant, request that two people record that for the claim.';
END $$;

-- Why a claim is reopened or withdrawn is read by the public, and written by one person.
CREATE OR REPLACE FUNCTION protected_name_in_reason() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  of_claim bigint;
  reason text;
BEGIN
  IF TG_TABLE_NAME = 'claims_claim' THEN
    of_claim := NEW.id;
    reason := NEW.withdrawn_reason;
  ELSE
    of_claim := NEW.claim_id;
    reason := NEW.reason;
  END IF;
  IF says_a_protected_name(jsonb_build_object('reason', reason), of_claim, NULL) THEN
    PERFORM refuse_protected_name();
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER protected_name_in_reason BEFORE UPDATE OF withdrawn_reason ON claims_claim
  FOR EACH ROW WHEN (NEW.withdrawn_reason <> '') EXECUTE FUNCTION protected_name_in_reason();
CREATE OR REPLACE TRIGGER protected_name_in_reason BEFORE INSERT OR UPDATE OF reason ON claims_review
  FOR EACH ROW WHEN (NEW.reason <> '') EXECUTE FUNCTION protected_name_in_reason();
