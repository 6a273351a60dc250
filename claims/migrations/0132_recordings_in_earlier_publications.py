"""Publications that named the recording of what is taken down are withheld; the current ones are made again."""

from django.db import migrations

# Only triggers withhold: that of claims that were looked at again. The current ones wait to be shown again, and until
# then their neighbours are served without them: the rule for both ends of a relation is off for this change alone.
WITHHOLD = """
DO $$
DECLARE
  claims bigint[] := ARRAY(SELECT DISTINCT c FROM sources_takedown t, unnest(claims_quoting(t.snapshot_id)) c
                            WHERE t.lifted_at IS NULL);
  waiting bigint[];
BEGIN
  PERFORM lock_claims(claims);
  claims := ARRAY(SELECT DISTINCT claim_id FROM claims_publication p
                   WHERE claim_id = ANY (claims) AND NOT withheld AND quotes_taken_down(p));
  IF claims = '{}' THEN
    RETURN;
  END IF;
  waiting := ARRAY(SELECT claim_id FROM claims_claimtoshow WHERE claim_id = ANY (claims)
                   UNION
                   SELECT claim_id FROM claims_publication p
                    WHERE claim_id = ANY (claims) AND shown_until IS NULL AND NOT withheld AND quotes_taken_down(p));
  ALTER TABLE claims_publication DISABLE TRIGGER relations_public_at_both_ends;
  INSERT INTO claims_claimtoshow (claim_id) SELECT unnest(claims) ON CONFLICT DO NOTHING;
  DELETE FROM claims_claimtoshow WHERE claim_id = ANY (claims);
  INSERT INTO claims_claimtoshow (claim_id) SELECT unnest(waiting);
  SET CONSTRAINTS ALL IMMEDIATE;
  ALTER TABLE claims_publication ENABLE TRIGGER relations_public_at_both_ends;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0129_erasing_shows_places")]

    operations = [migrations.RunSQL(WITHHOLD)]
