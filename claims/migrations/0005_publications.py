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
  p.speakers := public.speakers_named(b);
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

CREATE FUNCTION publication_event_fits(p claims_publication, shown claims_publication)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE p.event
    -- The first row with words of its review.
    WHEN 'signed' THEN p.standing = 'signed' AND NOT EXISTS (
      SELECT FROM claims_publication q JOIN claims_round d ON d.id = q.round_id
       WHERE q.claim_id = p.claim_id
         AND d.review_id = (SELECT review_id FROM claims_round WHERE id = p.round_id))
    -- By a deed of two, or since the other end of a signed relation came or went.
    WHEN 'supplemented' THEN p.standing = shown.standing AND p.standing <> 'withdrawn'
      AND (p.round_id = shown.round_id OR deed_is_being_done('supplement', p.claim_id))
    WHEN 'corrected' THEN p.standing = shown.standing AND p.round_id <> shown.round_id
      AND deed_is_being_done('correct', p.claim_id)
    WHEN 'reopened' THEN p.standing = 'under_review' AND shown.standing = 'signed'
    WHEN 'withdrawn' THEN p.standing = 'withdrawn'
    -- After a hold or a protection, or with the names of those protected no longer.
    WHEN 'shown' THEN shown.standing = 'hidden' OR (
      p.standing = shown.standing AND speakers_named(p.body::jsonb) <> shown.speakers)
    ELSE false END
$$;

CREATE FUNCTION publication_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  stands claims_round;
  shown claims_publication;
  last claims_publication;
  due text;
  says jsonb;
  broken text;
BEGIN
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  stands := standing_round(NEW.claim_id);
  PERFORM lock_named(NEW.claim_id);
  SELECT * INTO shown FROM claims_publication
   WHERE claim_id = NEW.claim_id AND shown_until IS NULL;
  due := public_standing(NEW.claim_id);
  says := public_body(NEW.claim_id);
  broken := CASE
    WHEN NEW.event = 'hidden' THEN CASE
      WHEN NEW.standing <> 'hidden' OR NEW.body <> '{}' OR NEW.round_id IS NOT NULL
        THEN 'a hidden row says nothing'
      WHEN shown.number IS NULL OR shown.standing = 'hidden'
        THEN 'nothing of the claim is shown'
      WHEN says IS NOT NULL AND NOT shown.withheld
        THEN 'nothing stands against showing the claim' END
    WHEN is_held(NEW.claim_id) THEN 'a hold stands on the claim'
    WHEN due IS NULL THEN 'the claim was never signed'
    WHEN NEW.standing <> due THEN format('the claim does not stand as %s', NEW.standing)
    WHEN says IS NULL AND shown.number IS NOT NULL
      THEN 'its words hold the name of a protected speaker'
    WHEN says IS NULL AND due <> 'signed' THEN 'the claim was never public'
    WHEN says IS NULL THEN 'the embargo has not ended, or its words hold a protected name'
    WHEN NEW.body IS NOT JSON OBJECT WITH UNIQUE KEYS THEN 'its body is no JSON object'
    WHEN NEW.body::jsonb <> says
      OR NEW.round_id IS DISTINCT FROM CASE WHEN due <> 'withdrawn' THEN stands.id END
      THEN 'it differs from what was signed'
    WHEN NEW.standing = shown.standing AND shown.body::jsonb = says AND NOT shown.withheld
      THEN 'the public reads exactly this already'
    WHEN publication_event_fits(NEW, shown) IS NOT TRUE
      THEN format('the claim was not %s', NEW.event) END;
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
  NEW.withheld := is_held(NEW.claim_id) OR protected_among(NEW.speakers) <> '{}';
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
                 OR protected_among(q.speakers) <> '{}' AS withheld
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
DECLARE
  was claims_publication := OLD;
BEGIN
  -- Our own triggers write from one level down; anyone else's hand is at level one.
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
     AND (OLD.shown_until IS NULL OR NEW.shown_until IS NOT DISTINCT FROM OLD.shown_until) THEN
    was.shown_until := NEW.shown_until;
    was.withheld := NEW.withheld;
    IF was IS NOT DISTINCT FROM NEW THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'publication_is_unchangeable',
    MESSAGE = 'What was published is never changed or deleted.';
END $$;
CREATE TRIGGER publication_guard BEFORE UPDATE OR DELETE ON claims_publication
  FOR EACH ROW EXECUTE FUNCTION publication_guard();
CREATE TRIGGER publication_guard BEFORE UPDATE OR DELETE ON claims_publishedquantity
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'publication_is_unchangeable', 'What was published is never changed or deleted.');

-- At the end of the transaction: what listed rows say of relations is what is signed and public
-- at both ends, and hides what became hidden.
CREATE FUNCTION publications_agree() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  touched bigint[];
  untold bigint;
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
  SELECT untold_relations(touched) INTO untold LIMIT 1;
  IF untold IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relations_public_at_both_ends',
      MESSAGE = format('What is published of claim %s does not say the relations that are public.',
                       untold);
  END IF;
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
  says jsonb;
  shown claims_publication;
  told boolean;
BEGIN
  IF TG_TABLE_NAME = 'claims_claim' THEN
    of_claim := NEW.id;
  ELSE
    of_claim := NEW.claim_id;
  END IF;
  due := public_standing(of_claim);
  IF due IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT * INTO shown FROM claims_publication WHERE claim_id = of_claim AND shown_until IS NULL;
  says := public_body(of_claim);
  told := CASE
       -- An embargo that has ended is published by the clock, within a minute.
       WHEN shown.number IS NULL THEN says IS NULL OR EXISTS (
         SELECT FROM claims_claim WHERE id = of_claim AND embargo_until IS NOT NULL)
       WHEN says IS NULL THEN shown.standing = 'hidden'
       WHEN due = 'withdrawn' THEN shown.standing = due
         AND shown.body::jsonb -> 'reason' = says -> 'reason'
         AND (shown.body::jsonb ? 'text') = (says ? 'text')
       ELSE shown.standing = due AND shown.round_id = (standing_round(of_claim)).id
            AND NOT shown.withheld
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
CREATE CONSTRAINT TRIGGER claim_is_told AFTER INSERT OR UPDATE ON claims_round
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_is_told();
CREATE CONSTRAINT TRIGGER claim_is_told AFTER INSERT OR UPDATE ON claims_publication
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claim_is_told();
"""

UNDO = """
DROP TRIGGER publication_guard ON claims_publishedquantity;
DROP FUNCTION claim_is_told, publications_agree, publication_guard, withhold_with_protection,
  withhold_with_hold, publication_quantities, withhold, publication_insert,
  publication_event_fits, publication_hash, publication_columns CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_what_the_public_reads")]

    operations = [migrations.RunSQL(CHAIN, UNDO)]
