"""What the public may read of a claim now: one definition, for the verbs and for the guards."""

from django.db import migrations

READS = """
-- The words that stand: the latest signed round of the claim.
CREATE FUNCTION standing_round(of_claim bigint) RETURNS claims_round
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT d.* FROM claims_round d JOIN claims_review r ON r.id = d.review_id
   WHERE d.claim_id = of_claim AND d.outcome = 'signed'
   ORDER BY r.number DESC, d.number DESC LIMIT 1
$$;

-- What the public should see the claim stand as, holds aside; NULL: never public.
CREATE FUNCTION public_standing(of_claim bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN (standing_round(c.id)).id IS NULL THEN NULL
    WHEN c.status = 'withdrawn' THEN 'withdrawn'
    WHEN is_concluded(c.status) THEN 'signed'
    WHEN EXISTS (SELECT FROM claims_review r WHERE r.claim_id = c.id AND r.state = 'open'
                    AND r.opening = 'reinstated') THEN 'withdrawn'
    ELSE 'under_review' END
    FROM claims_claim c WHERE c.id = of_claim
$$;

CREATE FUNCTION is_held(of_claim bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM claims_hold WHERE claim_id = of_claim AND lifted_at IS NULL)
$$;

-- The speakers whom a body names: as speaker, as who relayed it, as a role's organisation.
CREATE FUNCTION speakers_named(body jsonb) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint AS i
      FROM (SELECT jsonb_path_query(body, '$.speaker.id')
            UNION ALL SELECT jsonb_path_query(body, '$.appearances[*].relayed_from[*].speaker.id')
            UNION ALL SELECT jsonb_path_query(body, '$.speaker.role.organisation.id')) f(i)
     WHERE i <> 'null' ORDER BY 1)
$$;

-- Whoever the signed words name is not protected, renamed or merged until the transaction ends.
CREATE FUNCTION lock_named(of_claim bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM sources_speaker
    WHERE id = ANY (speakers_named((standing_round(of_claim)).body::jsonb)) ORDER BY id FOR SHARE;
END $$;

CREATE FUNCTION protected_among(speakers bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT ARRAY(SELECT id FROM sources_speaker WHERE id = ANY (speakers) AND protected ORDER BY id)
$$;

-- Whether words of the body hold a name of one of the speakers, or of those merged with them: the
-- whole name anywhere; of a person, each part of it as a word. Hiding too much is mended by two
-- people, hiding too little by nobody.
CREATE FUNCTION holds_a_name(body jsonb, of_speakers bigint[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH people AS (
    SELECT id, kind, name FROM sources_speaker
     WHERE id IN (SELECT unnest(speakers_same_as(o)) FROM unnest(of_speakers) o)),
  names AS (
    SELECT kind, fold(name) AS name FROM people WHERE name <> ''
     UNION SELECT p.kind, a.folded FROM people p JOIN sources_alias a ON a.speaker_id = p.id),
  words AS (
    SELECT fold(f.value #>> '{}') AS words
      FROM jsonb_path_query(body, '$.** ? (@.type() == "object")') part, jsonb_each(part) f
     WHERE jsonb_typeof(f.value) = 'string'
       -- Words of ours that are not about anyone.
       AND f.key NOT IN ('kind', 'bears_on', 'direction', 'relation', 'directness', 'status',
                         'attribution', 'nature', 'basis', 'bound', 'language', 'verb'))
  SELECT EXISTS (SELECT FROM names n JOIN words w ON position(n.name IN w.words) > 0)
      OR EXISTS (
    SELECT FROM names n, regexp_split_to_table(n.name, '[[:space:][:punct:]]+') part, words w
     WHERE n.kind = 'person' AND length(part) > 2 AND part !~ '^[0-9]+$'
       AND part = ANY (regexp_split_to_array(w.words, '[[:space:][:punct:]]+')))
$$;

-- The body without the names of these protected speakers. What stands before and after a quote
-- often names who speaks; it says where the quote is and no more, so it goes.
CREATE FUNCTION redacted(body jsonb, hidden bigint[]) RETURNS jsonb
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
  RETURN body || jsonb_build_object(
    'appearances', (
      SELECT coalesce(jsonb_agg(a || jsonb_build_object(
        'quotes', (SELECT coalesce(jsonb_agg(q || bare ORDER BY at), '[]')
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
             ELSE jsonb_set(e, '{quote}', (e -> 'quote') || bare) END ORDER BY number), '[]')
        FROM jsonb_array_elements(body -> 'evidence') WITH ORDINALITY f(e, number)));
END $$;

CREATE FUNCTION listed_publication(of_claim bigint) RETURNS claims_publication
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT p.* FROM claims_publication p
   WHERE p.claim_id = of_claim AND p.shown_until IS NULL
     AND p.standing IN ('signed', 'under_review') AND NOT p.withheld
$$;

-- The signed relations whose other end is listed, as a body holds them.
CREATE FUNCTION public_relations(of_claim bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object(
      'claim', other, 'relation', kind, 'rationale', rationale, 'scope', scope,
      'direction', CASE WHEN kind = 'contradicts' THEN 'both'
                        WHEN from_claim_id = of_claim THEN 'out' ELSE 'in' END)
      ORDER BY other, kind COLLATE "C"), '[]')
    FROM (SELECT CASE from_claim_id WHEN of_claim THEN to_claim_id ELSE from_claim_id END AS other,
                 r.*
            FROM claims_relation r
           WHERE of_claim IN (from_claim_id, to_claim_id)
             AND state = 'confirmed' AND signed_in_id IS NOT NULL) r
   WHERE (listed_publication(other)).number IS NOT NULL
$$;

-- Which of these listed claims' publications don't say the relations that are public now.
CREATE FUNCTION untold_relations(claims bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT c FROM unnest(claims) c, listed_publication(c) p
   WHERE p.number IS NOT NULL AND p.body::jsonb -> 'relations' <> public_relations(c)
   ORDER BY c
$$;

-- Who signed the words that stand, in the order of signing, as they chose to be named.
CREATE FUNCTION signers(of_review bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'four_eyes', (SELECT NOT bool_or(alone) FROM claims_round
                   WHERE review_id = of_review AND outcome = 'signed'),
    'by', (SELECT coalesce(jsonb_agg(public_name ORDER BY at), '[]') FROM (
      SELECT u.public_name, min(d.number * 2 + hand.at) AS at
        FROM claims_round d,
             LATERAL (VALUES (d.proposed_by_id, 0), (d.decided_by_id, 1)) hand(person, at)
        JOIN newsroom_user u ON u.id = hand.person
       WHERE d.review_id = of_review AND d.outcome = 'signed' AND u.public_name <> ''
       GROUP BY u.public_name) names))
$$;

-- What a publication of the claim would say now. NULL: nothing, since it was never signed or never
-- public, a hold or an embargo stands, or its words hold the name of a protected speaker.
CREATE FUNCTION public_body(of_claim bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  c claims_claim;
  stands claims_round := standing_round(of_claim);
  standing text := public_standing(of_claim);
  hidden bigint[];
  signed jsonb;
  says jsonb;
  words jsonb;
BEGIN
  SELECT * INTO c FROM claims_claim WHERE id = of_claim;
  IF stands.id IS NULL OR is_held(of_claim) OR c.embargo_until > clock_timestamp()
     OR standing <> 'signed' AND NOT EXISTS (
          SELECT FROM claims_publication WHERE claim_id = of_claim) THEN
    RETURN NULL;
  END IF;
  hidden := protected_among(speakers_named(stands.body::jsonb));
  signed := redacted(stands.body::jsonb, hidden);
  IF standing = 'withdrawn' THEN
    says := jsonb_build_object('reason', c.withdrawn_reason);
    words := jsonb_build_object('text', signed -> 'text', 'speaker', signed -> 'speaker');
    IF c.withdrawn_wording AND NOT (hidden <> '{}' AND holds_a_name(words, hidden)) THEN
      says := says || words;
    END IF;
  ELSE
    says := signed || jsonb_build_object(
      'relations', public_relations(of_claim), 'signed', signers(stands.review_id));
    IF standing = 'under_review' THEN
      says := says || (SELECT jsonb_build_object('reason', reason) FROM claims_review
                        WHERE claim_id = of_claim AND state = 'open');
    END IF;
  END IF;
  IF hidden <> '{}' AND holds_a_name(says, hidden) THEN
    RETURN NULL;
  END IF;
  RETURN says;
END $$;

-- What two people sign without reopening differs from what stands by what they were asked to do.
CREATE FUNCTION deed_round_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  stands claims_round := standing_round(NEW.claim_id);
  was jsonb := stands.body::jsonb;
  said jsonb := NEW.body::jsonb;
  same boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM claims_review WHERE id = NEW.review_id AND state = 'signed') THEN
    RETURN NEW;
  END IF;
  same := CASE
    WHEN stands.review_id <> NEW.review_id THEN false
    WHEN deed_is_being_done('correct', NEW.claim_id)
      THEN said - 'text' - 'rationale' = was - 'text' - 'rationale'
    ELSE said - 'appearances' - 'relations' - 'evidence'
           = was - 'appearances' - 'relations' - 'evidence'
         AND said -> 'appearances' @> (was -> 'appearances')
         -- A new appearance may cost evidence its independence, and then that is said.
         AND (SELECT jsonb_agg(e - 'independent') FROM jsonb_array_elements(said -> 'evidence') e)
             IS NOT DISTINCT FROM
             (SELECT jsonb_agg(e - 'independent') FROM jsonb_array_elements(was -> 'evidence') e)
    END;
  IF same IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'deed_changes_what_was_asked',
      MESSAGE = 'A supplement adds, a correction mends our words; all else stays as signed.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER deed_round_guard BEFORE INSERT ON claims_round
  FOR EACH ROW EXECUTE FUNCTION deed_round_guard();

CREATE FUNCTION embargo_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'embargo_of_signed_is_put_off',
    MESSAGE = 'What is signed under an embargo is published when it ends: it can be put off, not shortened. Reopen the claim to have it signed for an earlier day.';
END $$;
CREATE TRIGGER embargo_guard BEFORE UPDATE OF embargo_until ON claims_claim
  FOR EACH ROW WHEN (is_concluded(OLD.status) AND is_concluded(NEW.status)
                     AND (NEW.embargo_until IS NULL OR NEW.embargo_until < OLD.embargo_until)
                     AND OLD.embargo_until IS NOT NULL)
  EXECUTE FUNCTION embargo_guard();
"""

UNDO = """
DROP FUNCTION embargo_guard, deed_round_guard CASCADE;
DROP FUNCTION public_body, signers, untold_relations, public_relations, listed_publication,
  redacted, holds_a_name, protected_among, lock_named, speakers_named, is_held, public_standing,
  standing_round;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_review_guards"), ("sources", "0002_guards")]

    operations = [migrations.RunSQL(READS, UNDO)]
