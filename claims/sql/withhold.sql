-- A withheld publication keeps its number, date, event and hashes; its body is served on no day.

-- Withheld: publications of claims on hold, those before a withdrawal notice without wording, those
-- that name a protected speaker or say their name, those that quote a snapshot that is taken down, and
-- those that are erased.
CREATE OR REPLACE FUNCTION withhold(claims bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE claims_publication p SET withheld = w.withheld
    FROM (SELECT q.number,
                 is_held(q.claim_id)
                 OR EXISTS (SELECT FROM claims_publication t
                             WHERE t.claim_id = q.claim_id AND t.number > q.number
                               AND t.standing = 'withdrawn' AND NOT t.body::jsonb ? 'text')
                 OR protected_among(q.speakers) <> '{}'
                 OR EXISTS (SELECT FROM claims_erasedpublication e WHERE e.publication_id = q.number)
                 OR publication_says_a_protected_name(q)
                 OR quotes_taken_down(q) AS withheld
            FROM claims_publication q WHERE q.claim_id = ANY (claims)) w
   WHERE w.number = p.number AND p.withheld <> w.withheld;
END $$;

CREATE OR REPLACE FUNCTION withhold_with_hold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM withhold(ARRAY[NEW.claim_id]);
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER withhold_with_hold AFTER INSERT OR UPDATE ON claims_hold
  FOR EACH ROW EXECUTE FUNCTION withhold_with_hold();

CREATE OR REPLACE FUNCTION withhold_with_protection() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.protected THEN
    PERFORM withhold(ARRAY(SELECT DISTINCT claim_id FROM claims_publication
                            WHERE speakers @> ARRAY[NEW.id]));
  ELSE
    -- What names somebody who is no longer protected is looked at again, claim by claim.
    INSERT INTO claims_claimtoshow (claim_id)
    SELECT DISTINCT claim_id FROM claims_publication WHERE speakers @> ARRAY[NEW.id]
        ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER withhold_with_protection AFTER UPDATE OF protected ON sources_speaker
  FOR EACH ROW WHEN (OLD.protected IS DISTINCT FROM NEW.protected)
  EXECUTE FUNCTION withhold_with_protection();
