"""What others concluded is frozen, signed and supplemented with the claim, like all that is public."""

from django.db import migrations

# What two people sign without reopening differs from what stands by what they were asked to do.
DEED_ROUND = """
CREATE OR REPLACE FUNCTION deed_round_guard() RETURNS trigger
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
    ELSE said - 'appearances' - 'relations' - 'evidence'{leaving_out}
           = was - 'appearances' - 'relations' - 'evidence'{leaving_out}
         AND said -> 'appearances' @> (was -> 'appearances'){and_so}
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
"""
WITH_OTHERS = DEED_ROUND.format(
    leaving_out=" - 'external_reviews'",
    and_so="""
         AND coalesce(said -> 'external_reviews', '[]') @> coalesce(was -> 'external_reviews', '[]')""",
)
WITHOUT = DEED_ROUND.format(leaving_out="", and_so="")

GUARDS = r"""
DROP TRIGGER external_review_is_kept ON claims_externalreview;
CREATE FUNCTION external_review_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'left_out' <> to_jsonb(OLD) - 'left_out' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'external_review_is_kept',
      MESSAGE = 'What others concluded stays as it was noted, word for word.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER external_review_guard BEFORE UPDATE OR DELETE ON claims_externalreview
  FOR EACH ROW EXECUTE FUNCTION external_review_guard();

-- Once a statement, not once a row: an archive brings a million of them.
CREATE FUNCTION external_reviews_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lock_claims(ARRAY(SELECT DISTINCT claim_id FROM new_rows ORDER BY 1));
  IF EXISTS (SELECT FROM new_rows n JOIN claims_claim c ON c.id = n.claim_id
              WHERE NOT (is_editable(c.status)
                         OR (TG_OP = 'INSERT' AND is_concluded(c.status)
                             AND deed_is_being_done('supplement', c.id)))) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_is_frozen',
      MESSAGE = 'What was proposed or signed can''t be edited. Send it back or reopen it first.';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER frozen_with_claim_insert AFTER INSERT ON claims_externalreview
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION external_reviews_frozen();
CREATE TRIGGER frozen_with_claim_update AFTER UPDATE ON claims_externalreview
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION external_reviews_frozen();

-- Whether a body stands for somebody protected: then what others concluded is no part of it, since
-- the address of a review mostly names who spoke.
CREATE FUNCTION leaves_a_name_out(said jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_path_exists(said, '$.speaker ? (@.id == null)')
      OR jsonb_path_exists(said, '$.speaker.role.organisation ? (@.id == null)')
      OR jsonb_path_exists(said, '$.appearances[*].relayed_from[*].speaker ? (@.id == null)')
$$;

ALTER FUNCTION says_what_is_there(jsonb, claims_review) RENAME TO says_what_is_there_but_others;
CREATE FUNCTION says_what_is_there(said jsonb, r claims_review) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT says_what_is_there_but_others(said, r) AND (
    (SELECT coalesce(jsonb_agg(jsonb_build_array(
              e #> '{publisher,id}', e -> 'rating', e -> 'url', e -> 'reviewed_on')), '[]')
       FROM jsonb_path_query(said, '$.external_reviews[*]') e) = coalesce(
    (SELECT jsonb_agg(jsonb_build_array(publisher_id, rating, url, reviewed_on) ORDER BY id)
       FROM claims_externalreview WHERE claim_id = r.claim_id AND NOT left_out), '[]')
    OR leaves_a_name_out(said) AND NOT said ? 'external_reviews')
$$;

ALTER FUNCTION redacted(jsonb, bigint[]) RENAME TO redacted_but_others;
CREATE FUNCTION redacted(body jsonb, hidden bigint[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN hidden = '{}' THEN body
              ELSE redacted_but_others(body, hidden) - 'external_reviews' END
$$;
"""

UNDO = """
DROP FUNCTION redacted, says_what_is_there;
ALTER FUNCTION redacted_but_others RENAME TO redacted;
ALTER FUNCTION says_what_is_there_but_others RENAME TO says_what_is_there;
DROP FUNCTION leaves_a_name_out;
DROP FUNCTION external_reviews_frozen, external_review_guard CASCADE;
CREATE TRIGGER external_review_is_kept BEFORE UPDATE OR DELETE ON claims_externalreview
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'external_review_is_kept', 'What others concluded stays as it was noted, word for word.');
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0021_external_reviews_left_out")]

    operations = [
        migrations.RunSQL(GUARDS, UNDO),
        migrations.RunSQL(WITH_OTHERS, WITHOUT),
    ]
