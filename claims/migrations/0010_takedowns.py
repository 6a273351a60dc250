"""A snapshot that is taken down is quoted to nobody, on no day; hashes and conclusions stay."""

from django.db import migrations

# As it was, with one more reason to serve a body on no day.
WITHHOLD = """
CREATE OR REPLACE FUNCTION withhold(claims bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE claims_publication p SET withheld = w.withheld
    FROM (SELECT q.number,
                 is_held(q.claim_id)
                 OR EXISTS (SELECT FROM claims_publication t
                             WHERE t.claim_id = q.claim_id AND t.number > q.number
                               AND t.standing = 'withdrawn' AND NOT t.body::jsonb ? 'text')
                 OR protected_among(q.speakers) <> '{}'%s AS withheld
            FROM claims_publication q WHERE q.claim_id = ANY (claims)) w
   WHERE w.number = p.number AND p.withheld <> w.withheld
$$;
"""
QUOTES_A_TAKEN_DOWN = """
                 OR quotes_taken_down(q)"""

BODIES = """
-- The body without the words of snapshots that are taken down; it says so of each of its parts.
-- An appearance names its snapshot by source and hash. A quoted passage does not: it is found by
-- its place among the public evidence of the review, which is as it was when that was signed.
CREATE FUNCTION without_taken_down(body jsonb, of_review bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  bare constant jsonb := '{"quotes": [], "described_as": "", "taken_down": true}';
  unquoted constant jsonb := '{"quote": null, "taken_down": true}';
BEGIN
  IF body -> 'appearances' IS NULL THEN
    RETURN body;
  END IF;
  RETURN body || jsonb_build_object(
    'appearances', (
      SELECT coalesce(jsonb_agg(
        CASE WHEN EXISTS (
          SELECT FROM sources_takedown t JOIN sources_snapshot s ON s.id = t.snapshot_id
           WHERE t.lifted_at IS NULL AND s.source_id = (a #>> '{source,id}')::bigint
             AND s.text_sha256 = a #>> '{snapshot,text_sha256}')
          THEN a || bare ELSE a END ORDER BY at), '[]')
        FROM jsonb_array_elements(body -> 'appearances') WITH ORDINALITY f(a, at)),
    'evidence', (
      SELECT coalesce(jsonb_agg(
        CASE WHEN EXISTS (
          SELECT FROM claims_anchor n JOIN sources_takedown t ON t.snapshot_id = n.snapshot_id
           WHERE n.evidence_id = piece.id AND t.lifted_at IS NULL)
          THEN e || unquoted ELSE e END ORDER BY f.at), '[]')
        FROM jsonb_array_elements(body -> 'evidence') WITH ORDINALITY f(e, at)
        LEFT JOIN (SELECT id, row_number() OVER (ORDER BY id) AS at FROM claims_evidence
                    WHERE review_id = of_review AND NOT private) piece ON piece.at = f.at));
END $$;

CREATE FUNCTION quotes_taken_down(p claims_publication) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  -- Reading bodies costs; most of the time nothing is taken down.
  SELECT CASE WHEN EXISTS (SELECT FROM sources_takedown WHERE lifted_at IS NULL)
    THEN without_taken_down(p.body::jsonb, (SELECT review_id FROM claims_round
                                             WHERE id = p.round_id)) <> p.body::jsonb
    ELSE false END
$$;

-- Of how many of its parts the body says that they are taken down.
CREATE FUNCTION takedowns_told(body jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_array_length(jsonb_path_query_array(body, '$.*[*].taken_down'))
$$;

-- What the public reads, as before; then without what is taken down. In this order: that a name
-- stands in a quote which nobody reads any more shows no claim that a protection hides.
ALTER FUNCTION public_body(bigint) RENAME TO public_body_with_all_quotes;
CREATE FUNCTION public_body(of_claim bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT without_taken_down(public_body_with_all_quotes(of_claim),
                            (standing_round(of_claim)).review_id)
$$;

ALTER FUNCTION publication_event_fits(claims_publication, claims_publication)
  RENAME TO publication_event_fits_but_takedowns;
CREATE FUNCTION publication_event_fits(p claims_publication, shown claims_publication)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN p.event IN ('taken_down', 'restored')
      THEN p.standing = shown.standing AND p.round_id = shown.round_id
           AND sign(now_told - told_before) = CASE p.event WHEN 'taken_down' THEN 1 ELSE -1 END
    ELSE publication_event_fits_but_takedowns(p, shown)
         -- The same words with more or fewer of them taken down is no other event.
         AND (now_told = told_before OR shown.number IS NULL OR p.standing <> shown.standing
              OR p.round_id <> shown.round_id)
    END
    FROM takedowns_told(p.body::jsonb) now_told, takedowns_told(shown.body::jsonb) told_before
$$;

-- The claims that quote the snapshot now, or of which a publication of any day does.
CREATE FUNCTION claims_resting_on(snapshot bigint) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT ARRAY(
    SELECT claim_id FROM claims_anchor WHERE snapshot_id = snapshot
    UNION
    SELECT p.claim_id FROM sources_snapshot s JOIN claims_publication p
        ON p.sources @> ARRAY[s.source_id]
     WHERE s.id = snapshot AND p.body::jsonb @> jsonb_build_object(
       'appearances', jsonb_build_array(jsonb_build_object(
         'source', jsonb_build_object('id', s.source_id),
         'snapshot', jsonb_build_object('text_sha256', s.text_sha256))))
    ORDER BY 1)
$$;

-- Which of these claims' current publications tell other takedowns than stand now.
CREATE FUNCTION untold_takedowns(claims bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT p.claim_id FROM claims_publication p
   WHERE p.claim_id = ANY (claims) AND p.shown_until IS NULL
     AND p.standing IN ('signed', 'under_review')
     AND takedowns_told(p.body::jsonb) <> takedowns_told(public_body(p.claim_id))
   ORDER BY p.claim_id
$$;

-- Whoever publishes words that quote a snapshot and whoever takes it down wait for each other. By
-- the owner's rights: nobody may update a snapshot, so nobody else could lock one.
CREATE FUNCTION lock_snapshot(snapshot bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM sources_snapshot WHERE id = snapshot FOR NO KEY UPDATE;
END $$;
CREATE FUNCTION lock_quoted(of_claim bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM sources_snapshot
    WHERE id IN (SELECT snapshot_id FROM claims_anchor WHERE claim_id = of_claim)
    ORDER BY id FOR SHARE;
END $$;
ALTER FUNCTION lock_named(bigint) RENAME TO lock_speakers_named;
CREATE FUNCTION lock_named(of_claim bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lock_speakers_named(of_claim);
  PERFORM lock_quoted(of_claim);
END $$;
"""

TAKEDOWNS = """
CREATE FUNCTION takedown_waits() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lock_claims(claims_resting_on(NEW.snapshot_id));
  PERFORM lock_snapshot(NEW.snapshot_id);
  RETURN NEW;
END $$;
CREATE TRIGGER takedown_waits BEFORE INSERT OR UPDATE ON sources_takedown
  FOR EACH ROW EXECUTE FUNCTION takedown_waits();

CREATE FUNCTION withhold_with_takedown() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM withhold(claims_resting_on(NEW.snapshot_id));
  RETURN NULL;
END $$;
CREATE TRIGGER withhold_with_takedown AFTER INSERT OR UPDATE ON sources_takedown
  FOR EACH ROW EXECUTE FUNCTION withhold_with_takedown();

-- At the end of the transaction: each claim that rests on the snapshot says what became of it.
CREATE FUNCTION takedown_is_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  untold bigint;
BEGIN
  SELECT untold_takedowns(claims_resting_on(NEW.snapshot_id)) INTO untold LIMIT 1;
  IF untold IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'takedown_is_told',
      MESSAGE = format('Claim %s rests on what is taken down or put back, and does not say so.',
                       untold);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER takedown_is_told AFTER INSERT OR UPDATE ON sources_takedown
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION takedown_is_told();
"""

UNDO_TAKEDOWNS = """
DROP FUNCTION takedown_is_told, withhold_with_takedown, takedown_waits CASCADE;
"""

UNDO_BODIES = """
DROP FUNCTION lock_named, public_body, publication_event_fits;
ALTER FUNCTION lock_speakers_named(bigint) RENAME TO lock_named;
ALTER FUNCTION public_body_with_all_quotes(bigint) RENAME TO public_body;
ALTER FUNCTION publication_event_fits_but_takedowns(claims_publication, claims_publication)
  RENAME TO publication_event_fits;
DROP FUNCTION untold_takedowns, claims_resting_on, lock_quoted, lock_snapshot, takedowns_told,
  quotes_taken_down, without_taken_down;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_inbox_guards"), ("sources", "0004_capture_guards")]

    operations = [
        migrations.RunSQL(BODIES, UNDO_BODIES),
        migrations.RunSQL(WITHHOLD % QUOTES_A_TAKEN_DOWN, WITHHOLD % ""),
        migrations.RunSQL(TAKEDOWNS, UNDO_TAKEDOWNS),
    ]
