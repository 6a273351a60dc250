"""What PostgreSQL holds of a claim and all that hangs on it: transitions, freezing, anchors."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION text_config(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE split_part(language, '-', 1)
           WHEN 'en' THEN 'english'::regconfig
           WHEN 'es' THEN 'spanish'::regconfig
           ELSE 'simple'::regconfig END
$$;
CREATE FUNCTION claim_words(language text, words text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT to_tsvector(public.text_config(language), public.fold(words))
$$;
CREATE INDEX claim_by_words ON claims_claim USING gin (claim_words(language, text));

CREATE FUNCTION is_concluded(status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT status IN ('verified', 'refuted', 'mixed', 'disputed', 'unverifiable', 'unrated')
$$;
CREATE FUNCTION is_editable(status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT status IN ('unreviewed', 'in_review')
$$;

CREATE FUNCTION claim_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_is_kept',
      MESSAGE = 'A claim is withdrawn, never deleted.';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'unreviewed' THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_is_born_unreviewed',
        MESSAGE = 'A claim is born unreviewed.';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_keeps_its_number',
      MESSAGE = 'A claim keeps its number.';
  END IF;
  IF NEW.status <> OLD.status AND NOT (
       (OLD.status IN ('unreviewed', 'withdrawn') AND NEW.status = 'in_review')
    OR (OLD.status = 'in_review' AND NEW.status = 'awaiting_signoff')
    OR (OLD.status = 'awaiting_signoff' AND (NEW.status = 'in_review' OR is_concluded(NEW.status)))
    OR (is_concluded(OLD.status) AND NEW.status = 'in_review')
    OR NEW.status = 'withdrawn') THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_status_transition',
      MESSAGE = format('A claim does not go from %s to %s.', OLD.status, NEW.status);
  END IF;
  IF (NEW.text, NEW.speaker_id, NEW.nature, NEW.said_from, NEW.said_to, NEW.said_basis,
      NEW.said_note, NEW.language)
     IS DISTINCT FROM
     (OLD.text, OLD.speaker_id, OLD.nature, OLD.said_from, OLD.said_to, OLD.said_basis,
      OLD.said_note, OLD.language)
     AND NOT (is_editable(OLD.status)
              OR ((NEW.speaker_id, NEW.nature, NEW.said_from, NEW.said_to, NEW.said_basis,
                   NEW.said_note, NEW.language)
                  IS NOT DISTINCT FROM
                  (OLD.speaker_id, OLD.nature, OLD.said_from, OLD.said_to, OLD.said_basis,
                   OLD.said_note, OLD.language)
                  AND is_concluded(OLD.status) AND deed_is_being_done('correct', OLD.id))) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_is_frozen',
      MESSAGE = 'What was proposed or signed can''t be edited. Send it back or reopen it first.';
  END IF;
  IF NEW.embargo_until IS DISTINCT FROM OLD.embargo_until
     AND EXISTS (SELECT FROM claims_publication WHERE claim_id = OLD.id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'embargo_before_publication',
      MESSAGE = 'An embargo is set before the first publication; this claim is public. Set a hold.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claim_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_claim
  FOR EACH ROW EXECUTE FUNCTION claim_guard();

-- Locks the claims, lower numbers first, as every verb does.
CREATE FUNCTION lock_claims(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM claims_claim WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
END $$;

-- Everything that a publication would say hangs on the claim and is frozen with it.
CREATE FUNCTION hangs_on_claim_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  claim bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.claim_id ELSE NEW.claim_id END;
  standing text;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.claim_id <> OLD.claim_id THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'stays_with_its_claim',
      MESSAGE = 'This belongs to its claim and can''t move to another.';
  END IF;
  PERFORM lock_claims(ARRAY[claim]);
  SELECT status INTO standing FROM claims_claim WHERE id = claim;
  IF is_editable(standing)
     OR (TG_OP = 'INSERT' AND is_concluded(standing)
         AND TG_TABLE_NAME IN ('claims_appearance', 'claims_anchor', 'claims_relay')
         AND deed_is_being_done('supplement', claim)) THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'claim_is_frozen',
    MESSAGE = 'What was proposed or signed can''t be edited. Send it back or reopen it first.';
END $$;
CREATE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_appearance
  FOR EACH ROW EXECUTE FUNCTION hangs_on_claim_guard();
CREATE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_relay
  FOR EACH ROW EXECUTE FUNCTION hangs_on_claim_guard();
CREATE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_anchor
  FOR EACH ROW EXECUTE FUNCTION hangs_on_claim_guard();
CREATE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_quantity
  FOR EACH ROW EXECUTE FUNCTION hangs_on_claim_guard();
CREATE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_claim_topics
  FOR EACH ROW EXECUTE FUNCTION hangs_on_claim_guard();
CREATE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_evidence
  FOR EACH ROW EXECUTE FUNCTION hangs_on_claim_guard();
CREATE TRIGGER frozen_with_claim BEFORE INSERT OR UPDATE OR DELETE ON claims_authorship
  FOR EACH ROW EXECUTE FUNCTION hangs_on_claim_guard();

CREATE FUNCTION relay_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM claims_appearance
                  WHERE id = NEW.appearance_id AND claim_id = NEW.claim_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'stays_with_its_claim',
      MESSAGE = 'This belongs to its claim and can''t move to another.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER relay_guard BEFORE INSERT OR UPDATE ON claims_relay
  FOR EACH ROW EXECUTE FUNCTION relay_guard();

CREATE FUNCTION anchor_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  words text;
  fits boolean;
BEGIN
  IF NEW.appearance_id IS NOT NULL THEN
    fits := EXISTS (SELECT FROM claims_appearance WHERE id = NEW.appearance_id
                      AND claim_id = NEW.claim_id AND snapshot_id = NEW.snapshot_id);
  ELSE
    fits := EXISTS (SELECT FROM claims_evidence e JOIN sources_snapshot s ON s.id = NEW.snapshot_id
                     WHERE e.id = NEW.evidence_id AND e.claim_id = NEW.claim_id
                       AND e.kind = 'passage' AND e.source_id = s.source_id);
  END IF;
  IF NOT fits THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'anchor_fits_what_it_holds',
      MESSAGE = 'The quote must lie in the snapshot of its own appearance, or of its evidence''s source.';
  END IF;
  SELECT text INTO words FROM sources_snapshot WHERE id = NEW.snapshot_id;
  IF NEW.exact = '' OR substr(words, NEW.start + 1, NEW."end" - NEW.start) <> NEW.exact
     OR NEW."end" - NEW.start <> char_length(NEW.exact)
     OR substr(words, NEW.start + 1 - char_length(NEW.prefix), char_length(NEW.prefix)) <> NEW.prefix
     OR substr(words, NEW."end" + 1, char_length(NEW.suffix)) <> NEW.suffix THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'anchor_is_exact',
      MESSAGE = 'These words do not stand at that place in the snapshot.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER anchor_guard BEFORE INSERT OR UPDATE ON claims_anchor
  FOR EACH ROW EXECUTE FUNCTION anchor_guard();

CREATE FUNCTION relation_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  ends bigint[];
  statuses text[];
  two boolean;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_is_kept',
      MESSAGE = 'A relation is dismissed, never deleted.';
  END IF;
  ends := ARRAY[NEW.from_claim_id, NEW.to_claim_id];
  PERFORM lock_claims(ends);
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'suggested' OR NEW.signed_in_id IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_starts_suggested',
        MESSAGE = 'A relation is first suggested, then decided.';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.from_claim_id, NEW.to_claim_id, NEW.kind)
     IS DISTINCT FROM (OLD.from_claim_id, OLD.to_claim_id, OLD.kind) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_keeps_its_ends',
      MESSAGE = 'A relation keeps its two claims and its kind. Dismiss it and suggest another.';
  END IF;
  IF NEW.state = 'suggested' AND OLD.state <> 'suggested' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_is_decided_for_good',
      MESSAGE = 'A decided pair is never suggested again; a decision can be reversed.';
  END IF;
  SELECT array_agg(status) INTO statuses FROM claims_claim WHERE id = ANY (ends);
  two := deed_is_being_done('supplement', NEW.from_claim_id)
         OR deed_is_being_done('supplement', NEW.to_claim_id);
  -- What would change the words of a confirmed relation, or which relations are confirmed.
  IF (NEW.state = 'confirmed' OR OLD.state = 'confirmed')
     AND (NEW.state, NEW.rationale, NEW.scope) IS DISTINCT FROM (OLD.state, OLD.rationale, OLD.scope)
     AND NOT (NEW.state = 'dismissed' AND OLD.signed_in_id IS NOT NULL) AND NOT two THEN
    IF 'awaiting_signoff' = ANY (statuses) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_is_frozen',
        MESSAGE = 'One of the two claims awaits its sign-off. Send it back first.';
    END IF;
    IF NEW.state = 'confirmed' AND (OLD.signed_in_id IS NOT NULL
         OR NOT (is_editable(statuses[1]) OR is_editable(statuses[2]))) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_of_signed_claims_takes_two',
        MESSAGE = 'Both claims are signed. Two people may supplement them with the relation.';
    END IF;
  END IF;
  IF NEW.state = 'dismissed' AND NEW.signed_in_id IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_signed_is_confirmed',
      MESSAGE = 'A dismissed relation is signed by nobody.';
  END IF;
  IF NEW.signed_in_id IS NOT NULL AND NEW.signed_in_id IS DISTINCT FROM OLD.signed_in_id THEN
    IF NEW.state <> 'confirmed' OR OLD.signed_in_id IS NOT NULL OR NOT EXISTS (
         SELECT FROM claims_round d JOIN claims_review r ON r.id = d.review_id
          WHERE r.id = NEW.signed_in_id AND r.claim_id = ANY (ends) AND r.state = 'signed'
            AND d.outcome = 'signed' AND EXISTS (
              SELECT FROM jsonb_array_elements(d.body::jsonb -> 'relations') e
               WHERE (e ->> 'claim')::bigint = ANY (array_remove(ends, r.claim_id))
                 AND e ->> 'relation' = NEW.kind
                 AND e ->> 'rationale' = NEW.rationale AND e ->> 'scope' = NEW.scope)) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_signed_is_confirmed',
        MESSAGE = 'A relation is signed with a review that says it.';
    END IF;
  ELSIF NEW.signed_in_id IS NULL AND OLD.signed_in_id IS NOT NULL AND NEW.state = 'confirmed' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relation_signed_is_confirmed',
      MESSAGE = 'A signed relation is dismissed, not unsigned.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER relation_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_relation
  FOR EACH ROW EXECUTE FUNCTION relation_guard();

CREATE FUNCTION hold_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_is_kept',
      MESSAGE = 'A hold is lifted, never deleted.';
  END IF;
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  IF TG_OP = 'INSERT' THEN
    IF NEW.lifted_at IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_is_lifted_by_a_deed',
        MESSAGE = 'Lifting a hold takes two people.';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
     OR (NEW.claim_id, NEW.kind, NEW.reason, NEW.set_by_id, NEW.set_at)
        IS DISTINCT FROM (OLD.claim_id, OLD.kind, OLD.reason, OLD.set_by_id, OLD.set_at) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_stays_as_set',
      MESSAGE = 'A hold stays as it was set until it is lifted, once.';
  END IF;
  IF NOT EXISTS (SELECT FROM newsroom_deed WHERE id = NEW.lifted_by_deed_id AND kind = 'lift_hold'
                    AND subject_id = NEW.claim_id AND outcome = 'done' AND decided_at = now()) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'hold_is_lifted_by_a_deed',
      MESSAGE = 'Lifting a hold takes two people.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hold_guard BEFORE INSERT OR UPDATE OR DELETE ON claims_hold
  FOR EACH ROW EXECUTE FUNCTION hold_guard();
"""

UNDO = """
DROP FUNCTION hold_guard, relation_guard, anchor_guard, relay_guard, hangs_on_claim_guard,
  claim_guard CASCADE;
DROP INDEX claim_by_words;
DROP FUNCTION lock_claims, is_editable, is_concluded, claim_words, text_config;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_initial_links")]

    operations = [migrations.RunSQL(GUARDS, UNDO)]
