-- What a takedown does to publications: quotes of the snapshot disappear from them on every day.

-- The body without the quotes of snapshots that are taken down, and without the recordings that they
-- transcribe, each part marked as taken down. An appearance names its snapshot by source and hash. A
-- quoted passage does not: it is found by its place among the public evidence of the review, which is as
-- it was when that was signed.
CREATE OR REPLACE FUNCTION without_taken_down(body jsonb, of_review bigint) RETURNS jsonb
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
          THEN (a - 'transcript') || bare ELSE a END ORDER BY at), '[]')
        FROM jsonb_array_elements(body -> 'appearances') WITH ORDINALITY f(a, at)),
    'evidence', (
      SELECT coalesce(jsonb_agg(
        CASE WHEN EXISTS (
          SELECT FROM claims_anchor n JOIN sources_takedown t ON t.snapshot_id = n.snapshot_id
           WHERE n.evidence_id = piece.id AND t.lifted_at IS NULL)
          THEN (e - 'transcript') || unquoted ELSE e END ORDER BY f.at), '[]')
        FROM jsonb_array_elements(body -> 'evidence') WITH ORDINALITY f(e, at)
        LEFT JOIN (SELECT id, row_number() OVER (ORDER BY id) AS at FROM claims_evidence
                    WHERE review_id = of_review AND NOT private) piece ON piece.at = f.at));
END $$;

-- Called by: owner.
CREATE OR REPLACE FUNCTION quotes_taken_down(p claims_publication) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  -- Reading bodies costs; most of the time nothing is taken down.
  SELECT CASE WHEN EXISTS (SELECT FROM sources_takedown WHERE lifted_at IS NULL)
    THEN without_taken_down(p.body::jsonb, (SELECT review_id FROM claims_round
                                             WHERE id = p.round_id)) <> p.body::jsonb
    ELSE false END
$$;

-- How many parts of the body are marked as taken down.
CREATE OR REPLACE FUNCTION count_taken_down(body jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_array_length(jsonb_path_query_array(body, '$.*[*].taken_down'))
$$;

-- The claims that quote the snapshot now, or in a publication of any day.
CREATE OR REPLACE FUNCTION claims_quoting(snapshot bigint) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT ARRAY(
    SELECT claim_id FROM claims_anchor WHERE snapshot_id = snapshot
    UNION
    SELECT p.claim_id FROM sources_snapshot s
      JOIN claims_publicationsource named ON named.source_id = s.source_id
      JOIN claims_publication p ON p.number = named.publication_id AND p.sources @> ARRAY[s.source_id]
     WHERE s.id = snapshot AND p.body::jsonb @> jsonb_build_object(
       'appearances', jsonb_build_array(jsonb_build_object(
         'source', jsonb_build_object('id', s.source_id),
         'snapshot', jsonb_build_object('text_sha256', s.text_sha256))))
    ORDER BY 1)
$$;

-- The claims whose current publications mark other takedowns than those in force.
CREATE OR REPLACE FUNCTION claims_with_outdated_takedowns(claims bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT p.claim_id FROM claims_publication p
   WHERE p.claim_id = ANY (claims) AND p.shown_until IS NULL
     AND p.standing IN ('signed', 'under_review')
     AND count_taken_down(p.body::jsonb) <> count_taken_down(public_body(p.claim_id))
   ORDER BY p.claim_id
$$;

-- Locks the claims and the snapshot before a takedown is set or lifted.
CREATE OR REPLACE FUNCTION takedown_locks() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lock_claims(claims_quoting(NEW.snapshot_id));
  PERFORM lock_snapshot(NEW.snapshot_id);
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER takedown_locks BEFORE INSERT OR UPDATE ON sources_takedown
  FOR EACH ROW EXECUTE FUNCTION takedown_locks();

CREATE OR REPLACE FUNCTION withhold_with_takedown() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM withhold(claims_quoting(NEW.snapshot_id));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER withhold_with_takedown AFTER INSERT OR UPDATE ON sources_takedown
  FOR EACH ROW EXECUTE FUNCTION withhold_with_takedown();

-- At the end of the transaction, the publications that quote the snapshot mark what became of it.
CREATE OR REPLACE FUNCTION takedown_is_published() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  outdated bigint;
BEGIN
  PERFORM require_read_committed();
  -- Behind the log the row waits for an epoch; until then the publication is withheld.
  SELECT p.claim_id INTO outdated
    FROM claims_with_outdated_takedowns(claims_quoting(NEW.snapshot_id)) c
    JOIN claims_publication p ON p.claim_id = c AND p.shown_until IS NULL
   WHERE NOT (p.withheld AND log_is_ahead()
              AND EXISTS (SELECT FROM claims_claimtoshow WHERE claim_id = c))
   LIMIT 1;
  IF outdated IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'takedown_is_published',
      MESSAGE = format('Claim %s quotes a snapshot that was taken down or restored, and its publication does not show that.',
                       outdated);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER takedown_is_published AFTER INSERT OR UPDATE ON sources_takedown
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION takedown_is_published();
