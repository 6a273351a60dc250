-- At the end of the transaction, the listed publications at both ends of a relation say it exactly
-- when it is signed and both are listed.

-- Which of these listed claims' publications don't say the relations that are public now.
CREATE OR REPLACE FUNCTION claims_with_outdated_relations(claims bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT c FROM unnest(claims) c, listed_publication(c) p
   WHERE p.number IS NOT NULL AND p.body::jsonb -> 'relations' <> public_relations(c)
   ORDER BY c
$$;

CREATE OR REPLACE FUNCTION relations_public_at_both_ends() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  touched bigint[];
  outdated bigint;
BEGIN
  PERFORM require_read_committed();
  IF TG_TABLE_NAME = 'claims_relation' THEN
    touched := ARRAY[NEW.from_claim_id, NEW.to_claim_id];
  ELSE
    -- Of a row that was closed the successor is checked.
    IF NOT EXISTS (SELECT FROM claims_publication WHERE number = NEW.number AND shown_until IS NULL) THEN
      RETURN NULL;
    END IF;
    touched := ARRAY(
      SELECT NEW.claim_id
      UNION SELECT from_claim_id FROM claims_relation
             WHERE to_claim_id = NEW.claim_id AND signed_in_id IS NOT NULL
      UNION SELECT to_claim_id FROM claims_relation
             WHERE from_claim_id = NEW.claim_id AND signed_in_id IS NOT NULL);
  END IF;
  -- What is hidden behind the log gets no rows yet: its neighbours wait for an epoch (served_body).
  SELECT c INTO outdated FROM claims_with_outdated_relations(touched) c
   WHERE NOT (log_is_ahead() AND EXISTS (SELECT FROM claims_claimtoshow WHERE claim_id = c))
   LIMIT 1;
  IF outdated IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relations_public_at_both_ends',
      MESSAGE = format('The publication of claim %s does not show the relations that are public.',
                       outdated);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER relations_public_at_both_ends AFTER INSERT OR UPDATE OF withheld ON claims_publication
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION relations_public_at_both_ends();
CREATE CONSTRAINT TRIGGER relations_public_at_both_ends AFTER UPDATE ON claims_relation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION relations_public_at_both_ends();
