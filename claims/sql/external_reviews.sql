-- External reviews stay word for word as they were noted, and are frozen with their claim.
-- Once a statement, not once a row: an archive brings a million of them.
CREATE OR REPLACE FUNCTION external_reviews_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lock_claims(ARRAY(SELECT DISTINCT claim_id FROM new_rows ORDER BY 1));
  IF EXISTS (SELECT FROM new_rows n JOIN claims_claim c ON c.id = n.claim_id
              WHERE NOT (is_editable(c.status)
                         OR (TG_OP = 'INSERT' AND is_concluded(c.status)
                             AND approved_now('supplement', c.id)))) THEN
    PERFORM refuse_frozen();
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER frozen_with_claim_insert AFTER INSERT ON claims_externalreview
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION external_reviews_frozen();
CREATE OR REPLACE TRIGGER frozen_with_claim_update AFTER UPDATE ON claims_externalreview
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION external_reviews_frozen();

-- The data set of this origin; empty where the origin is a publisher's own site. As the mappings that are
-- shipped have it (claims/imports/mapping.py).
CREATE OR REPLACE FUNCTION archive_of(origin text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN origin = 'liar' THEN 'LIAR, 2017'
              WHEN strpos(origin, '.') = 0 THEN origin ELSE '' END
$$;

-- The data set that has another's rating; empty where the rating has an address of its own. What a person
-- noted on an imported claim is not from its data set. Bodies, lists and exports all have it from here.
CREATE OR REPLACE FUNCTION archive_of_review(of_review bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce((
    SELECT archive_of(i.origin)
      FROM claims_externalreview x
           JOIN claims_importrecord i ON i.claim_id = x.claim_id
           JOIN claims_importrun run ON run.id = i.run_id AND run.requested_by_id = x.added_by_id
     WHERE x.id = of_review AND x.url = ''
           -- The minute: of the clocks of two machines.
           AND x.added_at <= coalesce(run.finished_at, 'infinity') + interval '1 minute'), '')
$$;
