"""The publication chain: PostgreSQL numbers, dates, hashes and closes; nobody else may."""

from django.db import migrations

CHAIN = """
-- The search columns of a publication, from its body and nothing else.
CREATE FUNCTION publication_columns(p claims_publication) RETURNS claims_publication
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  b jsonb := p.body::jsonb;
BEGIN
  p.text := coalesce(b ->> 'text', '');
  p.nature := coalesce(b ->> 'nature', '');
  p.status := coalesce(b ->> 'status', '');
  p.attribution := coalesce(b ->> 'attribution', '');
  p.speaker_id := (b #>> '{speaker,id}')::bigint;
  p.said_from := (b #>> '{said_on,from}')::date;
  p.said_to := (b #>> '{said_on,to}')::date;
  p.language := coalesce(b ->> 'language', '');
  p.topics := ARRAY(SELECT jsonb_path_query(b, '$.topics[*].slug') #>> '{}');
  p.sources := ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint AS i
      FROM jsonb_path_query(b, '$.appearances[*].source.id') i WHERE i <> 'null' ORDER BY 1);
  p.publishers := ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint AS i
      FROM jsonb_path_query(b, '$.appearances[*].source.publisher.id') i
     WHERE i <> 'null' ORDER BY 1);
  p.speakers := ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint AS i
      FROM (SELECT jsonb_path_query(b, '$.speaker.id')
            UNION ALL SELECT jsonb_path_query(b, '$.appearances[*].relayed_from[*].speaker.id')
            UNION ALL SELECT jsonb_path_query(b, '$.speaker.role.organisation.id')) f(i)
     WHERE i <> 'null' ORDER BY 1);
  p.contradicts := ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint AS i
      FROM jsonb_path_query(b, '$.relations[*] ? (@.relation == "contradicts").claim') i
     ORDER BY 1);
  p.search := setweight(claim_words(p.language, p.text), 'A')
    || setweight(claim_words(p.language, coalesce(b #>> '{speaker,name}', '')), 'B')
    || setweight(claim_words(p.language, coalesce(
         (SELECT string_agg(q #>> '{}', ' ')
            FROM jsonb_path_query(b, '$.appearances[*].quotes[*].exact') q), '')), 'C');
  RETURN p;
END $$;

CREATE FUNCTION publication_hash(p claims_publication) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\\n', p.number,
    to_char(p.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    p.claim_id, p.event, p.standing, p.body_sha256, p.previous_sha256), 'UTF8')), 'hex')
$$;

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

-- A signed body as it may be said today: whoever has been protected since is a description.
CREATE FUNCTION name_now(who jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT jsonb_build_object('id', NULL, 'name', description)
                     FROM sources_speaker
                    WHERE id = (who ->> 'id')::bigint AND protected), who)
$$;
CREATE FUNCTION speaker_now(who jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT jsonb_build_object('id', NULL, 'kind', kind, 'name', NULL,
                                             'description', description, 'role', NULL)
                     FROM sources_speaker
                    WHERE id = (who ->> 'id')::bigint AND protected),
                  CASE WHEN jsonb_typeof(who #> '{role,organisation}') = 'object'
                       THEN jsonb_set(who, '{role,organisation}',
                                      name_now(who #> '{role,organisation}'))
                       ELSE who END)
$$;
CREATE FUNCTION names_now(body jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT body || jsonb_build_object(
    'speaker', speaker_now(body -> 'speaker'),
    'appearances', (
      SELECT coalesce(jsonb_agg(a || jsonb_build_object('relayed_from', (
               SELECT coalesce(jsonb_agg(h || jsonb_build_object('speaker', name_now(h -> 'speaker'))
                                         ORDER BY hop), '[]')
                 FROM jsonb_array_elements(a -> 'relayed_from') WITH ORDINALITY x(h, hop)))
               ORDER BY place), '[]')
        FROM jsonb_array_elements(body -> 'appearances') WITH ORDINALITY y(a, place)))
$$;

-- Who signed a review, as they chose to be named, and whether each time two people did.
CREATE FUNCTION signers(of_review bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'by', (SELECT coalesce(jsonb_agg(public_name ORDER BY first), '[]')
             FROM (SELECT u.public_name, min(d.number * 2 + p.turn) AS first
                     FROM claims_round d
                    CROSS JOIN LATERAL (VALUES (d.proposed_by_id, 0), (d.decided_by_id, 1))
                          p(person, turn)
                     JOIN newsroom_user u ON u.id = p.person AND u.public_name <> ''
                    WHERE d.review_id = of_review AND d.outcome = 'signed'
                    GROUP BY u.public_name) named),
    'four_eyes', (SELECT coalesce(bool_and(NOT alone), false) FROM claims_round
                   WHERE review_id = of_review AND outcome = 'signed'))
$$;

CREATE FUNCTION publication_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c claims_claim;
  stands claims_round;
  said jsonb := NEW.body::jsonb;
  signed jsonb;
  last claims_publication;
  broken text;
BEGIN
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  SELECT * INTO c FROM claims_claim WHERE id = NEW.claim_id;
  stands := standing_round(c.id);
  signed := stands.body::jsonb;
  IF NEW.event = 'hidden' OR NEW.event = 'taken_down' THEN
    IF NEW.standing <> 'hidden' OR said <> '{}'::jsonb THEN
      broken := 'a hidden row says nothing';
    END IF;
  ELSIF NEW.standing IS DISTINCT FROM public_standing(c.id) THEN
    broken := format('the claim does not stand as %s', NEW.standing);
  ELSIF is_held(c.id) THEN
    broken := 'a hold stands on the claim';
  ELSIF c.embargo_until > clock_timestamp() THEN
    broken := 'the embargo has not ended';
  ELSIF NEW.standing = 'withdrawn' THEN
    IF said - 'text' - 'speaker' <> jsonb_build_object('reason', c.withdrawn_reason)
       OR said - 'reason' NOT IN ('{}', CASE WHEN c.withdrawn_wording THEN jsonb_build_object(
            'text', signed -> 'text', 'speaker', speaker_now(signed -> 'speaker')) ELSE '{}' END) THEN
      broken := 'a tombstone is the reason, and wording and speaker only if so chosen';
    END IF;
  ELSE
    -- Relations come and go with the other claim; all the rest is word for word what was signed.
    IF said - 'signed' - 'relations' - 'reason' <> names_now(signed) - 'relations'
       OR NEW.round_id IS DISTINCT FROM stands.id THEN
      broken := 'it differs from what was signed';
    ELSIF said -> 'signed' IS DISTINCT FROM signers(stands.review_id) THEN
      broken := 'it names others than those who signed';
    ELSIF NEW.event = 'corrected' AND NOT deed_is_being_done('correct', c.id) THEN
      broken := 'a correction takes two people';
    ELSIF said ->> 'reason' IS DISTINCT FROM (CASE WHEN NEW.standing = 'under_review' THEN (
            SELECT reason FROM claims_review WHERE claim_id = c.id AND state = 'open') END) THEN
      broken := 'a claim under review again, and no other, gives the reason';
    END IF;
  END IF;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'publication_is_what_was_signed',
      MESSAGE = format('Not published: %s.', broken);
  END IF;

  -- Last of all, so that numbers are given in the order in which they become visible.
  PERFORM pg_advisory_xact_lock(hashtext('publication chain'));
  SELECT * INTO last FROM claims_publication ORDER BY number DESC LIMIT 1;
  NEW.number := coalesce(last.number, 0) + 1;
  NEW.published_at := greatest(clock_timestamp(), last.published_at + interval '1 microsecond');
  NEW.body_sha256 := encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex');
  NEW.previous_sha256 := coalesce(last.sha256, repeat('0', 64));
  NEW.sha256 := publication_hash(NEW);
  NEW.shown_until := NULL;
  UPDATE claims_publication SET shown_until = NEW.published_at
   WHERE claim_id = NEW.claim_id AND shown_until IS NULL;
  NEW := publication_columns(NEW);
  -- Here already, so that the row is right from its first event on.
  NEW.withheld := is_held(c.id) OR EXISTS (
    SELECT FROM sources_speaker WHERE id = ANY (NEW.speakers) AND protected);
  RETURN NEW;
END $$;
CREATE TRIGGER publication_insert BEFORE INSERT ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION publication_insert();

CREATE FUNCTION publication_quantities() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO claims_publishedquantity (publication_id, unit, low, high)
  SELECT NEW.number, q ->> 'unit', (q ->> 'low')::numeric, (q ->> 'high')::numeric
    FROM jsonb_path_query(NEW.body::jsonb, '$.quantities[*]') q;
  PERFORM withhold(ARRAY[NEW.claim_id]);
  RETURN NULL;
END $$;

-- Whose bodies may not be served on any day: of held claims, before a tombstone without wording,
-- and wherever a protected speaker is named.
CREATE FUNCTION withhold(claims bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE claims_publication p SET withheld = w.withheld
    FROM (SELECT q.number,
                 is_held(q.claim_id)
                 OR EXISTS (SELECT FROM claims_publication t
                             WHERE t.claim_id = q.claim_id AND t.number > q.number
                               AND t.standing = 'withdrawn' AND NOT t.body::jsonb ? 'text')
                 OR EXISTS (SELECT FROM sources_speaker s
                             WHERE s.id = ANY (q.speakers) AND s.protected) AS withheld
            FROM claims_publication q WHERE q.claim_id = ANY (claims)) w
   WHERE w.number = p.number AND p.withheld <> w.withheld
$$;
CREATE TRIGGER publication_quantities AFTER INSERT ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION publication_quantities();

CREATE FUNCTION withhold_with_hold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM withhold(ARRAY[NEW.claim_id]);
  RETURN NULL;
END $$;
CREATE TRIGGER withhold_with_hold AFTER INSERT OR UPDATE ON claims_hold
  FOR EACH ROW EXECUTE FUNCTION withhold_with_hold();

CREATE FUNCTION withhold_with_protection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM withhold(ARRAY(SELECT DISTINCT claim_id FROM claims_publication
                          WHERE speakers @> ARRAY[NEW.id]));
  RETURN NULL;
END $$;
CREATE TRIGGER withhold_with_protection AFTER UPDATE OF protected ON sources_speaker
  FOR EACH ROW WHEN (OLD.protected IS DISTINCT FROM NEW.protected)
  EXECUTE FUNCTION withhold_with_protection();

CREATE FUNCTION publication_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- Our own triggers write from one level down; anyone else's hand is at level one.
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
     AND (OLD.shown_until IS NULL OR NEW.shown_until IS NOT DISTINCT FROM OLD.shown_until) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'publication_is_unchangeable',
    MESSAGE = 'What was published is never changed or deleted.';
END $$;
CREATE TRIGGER publication_guard BEFORE UPDATE OR DELETE ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION publication_guard();
CREATE TRIGGER publication_guard BEFORE UPDATE OR DELETE ON claims_publishedquantity
  FOR EACH ROW EXECUTE FUNCTION publication_guard();

-- At the end of the transaction: what listed rows say of relations is what is signed and public
-- at both ends, and hides what became hidden.
CREATE FUNCTION listed_publication(of_claim bigint) RETURNS claims_publication
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT p.* FROM claims_publication p
   WHERE p.claim_id = of_claim AND p.shown_until IS NULL
     AND p.standing IN ('signed', 'under_review') AND NOT p.withheld
$$;
CREATE FUNCTION public_relations(of_claim bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_array(other, kind, rationale, scope)
                            ORDER BY other, kind), '[]')
    FROM (SELECT CASE from_claim_id WHEN of_claim THEN to_claim_id ELSE from_claim_id END AS other,
                 kind, rationale, scope
            FROM claims_relation
           WHERE of_claim IN (from_claim_id, to_claim_id)
             AND state = 'confirmed' AND signed_in_id IS NOT NULL) r
   WHERE (listed_publication(other)).number IS NOT NULL
$$;
CREATE FUNCTION publications_agree() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  touched bigint[];
  of_claim bigint;
  p claims_publication;
  said jsonb;
BEGIN
  IF TG_TABLE_NAME = 'claims_relation' THEN
    touched := ARRAY[NEW.from_claim_id, NEW.to_claim_id];
  ELSE
    touched := ARRAY(
      SELECT NEW.claim_id
      UNION SELECT from_claim_id FROM claims_relation
             WHERE to_claim_id = NEW.claim_id AND signed_in_id IS NOT NULL
      UNION SELECT to_claim_id FROM claims_relation
             WHERE from_claim_id = NEW.claim_id AND signed_in_id IS NOT NULL);
  END IF;
  FOREACH of_claim IN ARRAY touched LOOP
    p := listed_publication(of_claim);
    CONTINUE WHEN p.number IS NULL;
    SELECT coalesce(jsonb_agg(jsonb_build_array(e -> 'claim', e -> 'relation', e -> 'rationale',
                                                e -> 'scope')
                              ORDER BY (e ->> 'claim')::bigint, e ->> 'relation'), '[]')
      INTO said FROM jsonb_array_elements(p.body::jsonb -> 'relations') e;
    IF said <> public_relations(of_claim) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relations_public_at_both_ends',
        MESSAGE = format('Publication %s of claim %s does not say the relations that are public.',
                         p.number, of_claim);
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER publications_agree AFTER INSERT OR UPDATE ON claims_publication
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION publications_agree();
CREATE CONSTRAINT TRIGGER publications_agree AFTER UPDATE ON claims_relation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION publications_agree();

-- At the end of the transaction: the public sees what it should see of the claim.
CREATE FUNCTION claim_is_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  of_claim bigint;
  due text;
  current claims_publication;
  told boolean;
BEGIN
  IF TG_TABLE_NAME = 'claims_claim' THEN
    of_claim := NEW.id;
  ELSE
    of_claim := NEW.claim_id;
  END IF;
  SELECT * INTO current FROM claims_publication WHERE claim_id = of_claim AND shown_until IS NULL;
  due := public_standing(of_claim);
  told := CASE
       WHEN due IS NULL THEN current.number IS NULL
       WHEN is_held(of_claim) THEN current.number IS NULL OR current.standing = 'hidden'
       -- Not yet public: under embargo, or what happened before any publication.
       WHEN current.number IS NULL THEN due <> 'signed' OR EXISTS (
         SELECT FROM claims_claim WHERE id = of_claim AND embargo_until IS NOT NULL)
       WHEN current.standing = 'hidden' THEN EXISTS (
         SELECT FROM sources_speaker s JOIN claims_publication p ON s.id = ANY (p.speakers)
          WHERE p.claim_id = of_claim AND s.protected)
       WHEN due = 'withdrawn' THEN current.standing = 'withdrawn'
       ELSE current.standing = due AND current.round_id = (standing_round(of_claim)).id
     END;
  IF told THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'public_sees_what_stands',
    MESSAGE = format('Claim %s stands as %s and the public is not told.', of_claim, due);
END $$;
CREATE CONSTRAINT TRIGGER claim_is_told AFTER UPDATE ON claims_claim
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_is_told();
CREATE CONSTRAINT TRIGGER claim_is_told AFTER INSERT OR UPDATE ON claims_hold
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_is_told();
"""

UNDO = """
DROP FUNCTION claim_is_told, publications_agree, public_relations, listed_publication,
  publication_guard, withhold_with_protection, withhold_with_hold, publication_quantities,
  withhold, publication_insert, signers, names_now, speaker_now, name_now, is_held, public_standing, standing_round, publication_hash,
  publication_columns CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_review_guards")]

    operations = [migrations.RunSQL(CHAIN, UNDO)]
