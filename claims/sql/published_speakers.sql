-- Changing, merging or unprotecting a speaker that pages show takes two people.

-- Whether pages show the speaker's row: a publication names them, or somebody who is merged with them (the
-- page is of the last one merged into), or such a person has a role at this organisation. Most speakers,
-- such as those of an import, have no merges and are no organisation: that is asked first.
-- Planned for each speaker: one plan for all reads every publication where a speaker has none.
CREATE OR REPLACE FUNCTION is_published_speaker(speaker bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  same bigint;
BEGIN
  IF EXISTS (SELECT FROM claims_publication WHERE speakers @> ARRAY[speaker]) THEN
    RETURN true;
  END IF;
  IF NOT EXISTS (SELECT FROM sources_speakermerge WHERE merged_id = speaker AND undone_at IS NULL)
     AND NOT EXISTS (SELECT FROM sources_speakermerge WHERE into_id = speaker AND undone_at IS NULL)
     AND NOT EXISTS (SELECT FROM sources_role WHERE organisation_id = speaker) THEN
    RETURN false;
  END IF;
  FOR same IN
    SELECT unnest(merged_speakers(speaker))
    UNION SELECT unnest(merged_speakers(r.speaker_id)) FROM sources_role r WHERE r.organisation_id = speaker
  LOOP
    IF EXISTS (SELECT FROM claims_publication WHERE speakers @> ARRAY[same]) THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;

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

-- What pages show from an approval on is as it was when that was requested: until then one person could still
-- change speakers that no page showed.
CREATE OR REPLACE FUNCTION require_as_requested(of_kind text, subject bigint, speakers bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  requested bigint;
  decided bigint;
BEGIN
  SELECT min(e.id), max(e.id) INTO requested, decided FROM newsroom_approval a
    JOIN newsroom_event e ON e."table" = 'newsroom_approval' AND e."row" = a.id::text
   WHERE a.kind = of_kind AND a.subject_id = subject AND a.outcome = 'done' AND changed_in_this_transaction('newsroom_approval', a.id);
  IF EXISTS (
       SELECT FROM (SELECT 'sources_speaker', unnest(speakers)
                    UNION ALL SELECT 'sources_alias', id FROM sources_alias WHERE speaker_id = ANY (speakers)
                    UNION ALL SELECT 'sources_role', id FROM sources_role WHERE speaker_id = ANY (speakers)
                   ) shown (tracked, id)
         JOIN newsroom_event e ON e."table" = shown.tracked AND e."row" = shown.id::text
        WHERE e.id > requested AND e.id < decided) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'speaker_is_as_requested',
      MESSAGE = 'The speaker that pages would show was changed after this was requested. Decline it, and request it again.';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION published_speaker_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
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
                                     AND changed_in_this_transaction('newsroom_approval', id)
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
CREATE OR REPLACE TRIGGER published_speaker_guard BEFORE UPDATE ON sources_speaker
  FOR EACH ROW EXECUTE FUNCTION published_speaker_guard();

CREATE OR REPLACE FUNCTION published_role_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM require_two_people('change_speaker', OLD.speaker_id, ARRAY[OLD.speaker_id]);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM require_two_people('change_speaker', NEW.speaker_id, ARRAY[NEW.speaker_id]);
    PERFORM require_as_requested('change_speaker', NEW.speaker_id, ARRAY[NEW.organisation_id]);
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
  PERFORM require_two_people(
    CASE TG_OP WHEN 'INSERT' THEN 'merge_speakers' ELSE 'unmerge_speakers' END,
    NEW.merged_id, ARRAY[NEW.merged_id, NEW.into_id]);
  IF TG_OP = 'INSERT' THEN
    PERFORM require_as_requested('merge_speakers', NEW.merged_id, ARRAY[NEW.merged_id, NEW.into_id]);
  END IF;
  IF TG_OP = 'INSERT' AND (SELECT count(DISTINCT protected) FROM sources_speaker
                            WHERE id IN (NEW.merged_id, NEW.into_id)) > 1 THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'merged_are_protected_together',
      MESSAGE = 'One of the two speakers is protected and the other is not. Protect the other one first.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER published_merge_guard BEFORE INSERT OR UPDATE ON sources_speakermerge
  FOR EACH ROW EXECUTE FUNCTION published_merge_guard();
