-- Merges of speakers: rows that queries resolve, undone but never deleted.

-- The speaker into whom this one is merged, after all merges in force; itself if none.
CREATE OR REPLACE FUNCTION canonical_speaker(speaker bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN -- as PL/pgSQL, whose plans are kept: publishing asks this often
  RETURN (
    WITH RECURSIVE up(id, depth) AS (
      SELECT speaker, 0
      UNION ALL
      SELECT m.into_id, up.depth + 1 FROM sources_speakermerge m JOIN up ON m.merged_id = up.id
       WHERE m.undone_at IS NULL AND up.depth < 1000)
    SELECT id FROM up ORDER BY depth DESC LIMIT 1);
END $$;

-- All speakers that merges in force make one with this one, itself included.
CREATE OR REPLACE FUNCTION merged_speakers(speaker bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    WITH RECURSIVE down(id) AS (
      SELECT canonical_speaker(speaker)
      UNION
      SELECT m.merged_id FROM sources_speakermerge m JOIN down ON m.into_id = down.id
       WHERE m.undone_at IS NULL)
    SELECT array_agg(id) FROM down);
END $$;

-- A merge stays as decided until it is undone, makes no circle, and merges nobody who is anonymous or
-- unattributed; an article's own voice is merged into its publisher only.
CREATE OR REPLACE FUNCTION merge_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_read_committed();
  IF TG_OP = 'UPDATE' THEN
    IF OLD.undone_at IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'merge_is_a_decision',
        MESSAGE = 'This merge was undone. Make another.';
    END IF;
    RETURN NEW;
  END IF;
  -- One at a time, so that two merges made together can't close a circle.
  PERFORM pg_advisory_xact_lock(hashtext('speaker merges'));
  IF canonical_speaker(NEW.into_id) = canonical_speaker(NEW.merged_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'merge_makes_no_circle',
      MESSAGE = 'These two speakers are merged already.';
  END IF;
  IF EXISTS (SELECT FROM sources_speaker WHERE id IN (NEW.merged_id, NEW.into_id)
               AND kind IN ('anonymous', 'unattributed'))
     OR EXISTS (SELECT FROM sources_speaker WHERE id = NEW.into_id AND kind = 'article')
     OR EXISTS (
       SELECT FROM sources_speaker v WHERE v.id = NEW.merged_id AND v.kind = 'article'
          AND NOT EXISTS (
            SELECT FROM sources_source s JOIN sources_publisher p ON p.id = s.publisher_id
             WHERE s.id = v.source_id
               AND canonical_speaker(p.organisation_id) = canonical_speaker(NEW.into_id))) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'merge_of_unnamed_speakers',
      MESSAGE = 'Anonymous and unattributed speakers are not merged; an article''s own voice only into its publisher.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER merge_guard BEFORE INSERT OR UPDATE ON sources_speakermerge
  FOR EACH ROW EXECUTE FUNCTION merge_guard();
