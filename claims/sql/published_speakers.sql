-- Changing, merging or unprotecting a speaker whom a publication names takes two people.

CREATE OR REPLACE FUNCTION is_published_speaker(speaker bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM claims_publication WHERE speakers @> ARRAY[speaker])
$$;

-- Locks the speakers, so that none is published while this is checked.
CREATE OR REPLACE FUNCTION require_two_people(kind text, subject bigint, speakers bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_read_committed();
  PERFORM FROM sources_speaker WHERE id = ANY (speakers) ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM unnest(speakers) s WHERE is_published_speaker(s))
     AND NOT approved_now(kind, subject) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'published_speaker_takes_two',
      MESSAGE = 'This speaker is named in a publication: request the change, and another senior editor approves it.';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION published_speaker_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID, 'sources_speaker');
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'speaker_is_kept',
      MESSAGE = 'A speaker is merged into another, never deleted.';
  END IF;
  -- The public reads the description without a second person's signature.
  IF NEW.protected AND (NOT OLD.protected OR NEW.description <> OLD.description)
     AND NOT is_editor(acting_person()) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'protected_by_an_editor',
      MESSAGE = 'An editor protects a speaker, and describes them, in their own name.';
  END IF;
  IF (NEW.name, NEW.kind, NEW.description, NEW.slug, NEW.same_as)
     IS DISTINCT FROM (OLD.name, OLD.kind, OLD.description, OLD.slug, OLD.same_as)
     -- Protecting takes one person, at once, and needs a description to leave. Whoever requests its end
     -- says which description follows.
     AND NOT ((NEW.name, NEW.kind, NEW.slug, NEW.same_as)
              IS NOT DISTINCT FROM (OLD.name, OLD.kind, OLD.slug, OLD.same_as)
              AND (NEW.protected AND NOT OLD.protected
                   OR OLD.protected AND NOT NEW.protected
                      AND EXISTS (SELECT FROM newsroom_approval
                                   WHERE kind = 'unprotect_speaker' AND outcome = 'done'
                                     AND decided_at = now()
                                     AND subject_id = ANY (merged_speakers(NEW.id))
                                     AND payload ->> 'description' = NEW.description))) THEN
    PERFORM require_two_people('change_speaker', NEW.id, ARRAY[NEW.id]);
  END IF;
  -- Merged speakers are protected together, and together no longer.
  -- Published or not: other claims may say the name.
  IF OLD.protected AND NOT NEW.protected
     AND NOT EXISTS (SELECT FROM unnest(merged_speakers(NEW.id)) same
                      WHERE approved_now('unprotect_speaker', same)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'unprotecting_takes_two',
      MESSAGE = 'Ending a protection takes two people.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER published_speaker_guard BEFORE UPDATE OR DELETE ON sources_speaker
  FOR EACH ROW EXECUTE FUNCTION published_speaker_guard();

CREATE OR REPLACE FUNCTION published_role_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID, 'sources_role');
  IF TG_OP <> 'INSERT' THEN
    PERFORM require_two_people('change_speaker', OLD.speaker_id, ARRAY[OLD.speaker_id]);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM require_two_people('change_speaker', NEW.speaker_id, ARRAY[NEW.speaker_id]);
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER published_role_guard BEFORE INSERT OR UPDATE OR DELETE ON sources_role
  FOR EACH ROW EXECUTE FUNCTION published_role_guard();

-- The public reads the other names of a speaker beside their name. It doesn't of a protected speaker, whom
-- one person protects under another name at once.
CREATE OR REPLACE FUNCTION published_alias_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  speaker bigint;
BEGIN
  PERFORM require_table(TG_RELID, 'sources_alias');
  FOREACH speaker IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.speaker_id]
                                      WHEN 'DELETE' THEN ARRAY[OLD.speaker_id]
                                      ELSE ARRAY[OLD.speaker_id, NEW.speaker_id] END LOOP
    IF EXISTS (SELECT FROM sources_speaker WHERE id = speaker AND NOT protected) THEN
      PERFORM require_two_people('change_speaker', speaker, ARRAY[speaker]);
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER published_alias_guard AFTER INSERT OR UPDATE OR DELETE ON sources_alias
  FOR EACH ROW EXECUTE FUNCTION published_alias_guard();

-- Merged speakers are protected together.
CREATE OR REPLACE FUNCTION published_merge_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_table(TG_RELID, 'sources_speakermerge');
  PERFORM require_two_people(
    CASE TG_OP WHEN 'INSERT' THEN 'merge_speakers' ELSE 'unmerge_speakers' END,
    NEW.merged_id, ARRAY[NEW.merged_id, NEW.into_id]);
  IF TG_OP = 'INSERT' AND (SELECT count(DISTINCT protected) FROM sources_speaker
                            WHERE id IN (NEW.merged_id, NEW.into_id)) > 1 THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'merged_are_protected_together',
      MESSAGE = 'One of the two speakers is protected and the other is not. Protect the other one first.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER published_merge_guard BEFORE INSERT OR UPDATE ON sources_speakermerge
  FOR EACH ROW EXECUTE FUNCTION published_merge_guard();
