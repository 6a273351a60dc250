-- Nobody can have said yet what they will say: the last day on which a claim may have been said is past,
-- or has begun somewhere (in the easternmost time zone a day is up to 14 hours ahead of UTC).
CREATE OR REPLACE FUNCTION said_by_now() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_said_by_now',
    MESSAGE = 'That day is in the future: nobody can have said it yet. Give the days on which it may have been said.';
END $$;
CREATE OR REPLACE TRIGGER said_by_now BEFORE INSERT OR UPDATE OF said_to ON claims_claim
  FOR EACH ROW WHEN (NEW.said_to > (now() AT TIME ZONE 'UTC')::date + 1)
  EXECUTE FUNCTION said_by_now();
