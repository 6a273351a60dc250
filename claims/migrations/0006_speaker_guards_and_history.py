"""What a publication names takes two people to change; and all of claims/ is under history."""

from django.db import migrations

from newsroom.history_triggers import track

GUARDS = """
CREATE FUNCTION is_published_speaker(speaker bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM claims_publication WHERE speakers @> ARRAY[speaker])
$$;

-- Locks the speakers, so that none becomes published while this is judged.
CREATE FUNCTION refuse_unless_two(kind text, subject bigint, speakers bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM sources_speaker WHERE id = ANY (speakers) ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM unnest(speakers) s WHERE is_published_speaker(s))
     AND NOT deed_is_being_done(kind, subject) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'published_speaker_takes_two',
      MESSAGE = 'This speaker is named in a publication: ask for the change, and another senior editor makes it.';
  END IF;
END $$;

CREATE FUNCTION published_speaker_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'speaker_is_kept',
      MESSAGE = 'A speaker is merged into another, never deleted.';
  END IF;
  IF (NEW.name, NEW.kind, NEW.description, NEW.slug)
     IS DISTINCT FROM (OLD.name, OLD.kind, OLD.description, OLD.slug)
     -- Protecting takes one person, at once, and needs a description to leave.
     AND NOT (NEW.protected AND NOT OLD.protected
              AND (NEW.name, NEW.kind, NEW.slug)
                  IS NOT DISTINCT FROM (OLD.name, OLD.kind, OLD.slug)) THEN
    PERFORM refuse_unless_two('change_speaker', NEW.id, ARRAY[NEW.id]);
  END IF;
  -- Merged speakers are protected together, and together no longer.
  IF OLD.protected AND NOT NEW.protected
     AND NOT EXISTS (SELECT FROM unnest(speakers_same_as(NEW.id)) same
                      WHERE deed_is_being_done('unprotect_speaker', same)) THEN
    PERFORM refuse_unless_two('unprotect_speaker', NEW.id, ARRAY[NEW.id]);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER published_speaker_guard BEFORE UPDATE OR DELETE ON sources_speaker
  FOR EACH ROW EXECUTE FUNCTION published_speaker_guard();

CREATE FUNCTION published_role_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM refuse_unless_two('change_speaker', OLD.speaker_id, ARRAY[OLD.speaker_id]);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM refuse_unless_two('change_speaker', NEW.speaker_id, ARRAY[NEW.speaker_id]);
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER published_role_guard BEFORE INSERT OR UPDATE OR DELETE ON sources_role
  FOR EACH ROW EXECUTE FUNCTION published_role_guard();

CREATE FUNCTION published_merge_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM refuse_unless_two(
    CASE TG_OP WHEN 'INSERT' THEN 'merge_speakers' ELSE 'unmerge_speakers' END,
    NEW.merged_id, ARRAY[NEW.merged_id, NEW.into_id]);
  IF TG_OP = 'INSERT' AND (SELECT count(DISTINCT protected) FROM sources_speaker
                            WHERE id IN (NEW.merged_id, NEW.into_id)) > 1 THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'merged_are_protected_together',
      MESSAGE = 'One of the two speakers is protected and the other is not. Protect that one first.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER published_merge_guard BEFORE INSERT OR UPDATE ON sources_speakermerge
  FOR EACH ROW EXECUTE FUNCTION published_merge_guard();

-- Words that are proposed or signed don't hold the name of someone protected.
CREATE FUNCTION protected_name_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  hidden bigint[];
BEGIN
  hidden := protected_among(ARRAY(
    SELECT unnest(speakers_named(NEW.body::jsonb))
    UNION SELECT speaker_id FROM claims_claim WHERE id = NEW.claim_id
    UNION SELECT r.organisation_id FROM claims_claim c
            JOIN sources_role r ON r.speaker_id = c.speaker_id WHERE c.id = NEW.claim_id
    UNION SELECT speaker_id FROM claims_relay WHERE claim_id = NEW.claim_id
    UNION SELECT speaker_id FROM claims_evidence WHERE review_id = NEW.review_id));
  IF NEW.outcome IN ('open', 'signed') AND hidden <> '{}'
     AND holds_a_name(redacted(NEW.body::jsonb, hidden), hidden) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'protected_name_unsaid',
      MESSAGE = 'The words hold the name of a protected speaker. Take it out of the statement, the rationale and the evidence, and choose quotes and sources that don''t name them.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protected_name_guard BEFORE INSERT OR UPDATE ON claims_round
  FOR EACH ROW EXECUTE FUNCTION protected_name_guard();
"""

UNDO = """
DROP FUNCTION protected_name_guard, published_merge_guard, published_role_guard, published_speaker_guard,
  refuse_unless_two, is_published_speaker CASCADE;
"""

HANGS = ["claim_id"]


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_publications"), ("sources", "0002_guards")]

    operations = [
        migrations.RunSQL(GUARDS, UNDO),
        track("claims_topic"),
        track("claims_claim", about=["id"]),
        track("claims_claim_topics", about=HANGS),
        track("claims_appearance", about=HANGS),
        track("claims_relay", about=HANGS),
        track("claims_anchor", about=HANGS),
        track("claims_quantity", about=HANGS),
        track("claims_relation", about=["from_claim_id", "to_claim_id"]),
        track("claims_hold", about=HANGS),
        track("claims_review", about=HANGS),
        track("claims_authorship", about=HANGS),
        track("claims_round", about=HANGS, without=["body"]),
        track("claims_evidence", about=HANGS),
        track("claims_evidence_inputs"),
        # The body is hashed, chained and never changes; the search columns derive from it.
        track(
            "claims_publication",
            key="number",
            about=HANGS,
            without=[
                *(
                    "body",
                    "text",
                    "nature",
                    "status",
                    "attribution",
                    "speaker_id",
                    "said_from",
                ),
                *("said_to", "language", "topics", "sources", "publishers", "speakers"),
                *("contradicts", "search"),
            ],
        ),
    ]
