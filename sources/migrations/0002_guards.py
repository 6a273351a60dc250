"""What crosses rows in sources/: hashes, merges without circles, and unchangeable snapshots."""

from django.db import migrations

from newsroom.history_triggers import track

GUARDS = """
ALTER TABLE sources_snapshot ADD CONSTRAINT snapshot_text_hash
  CHECK (text_sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'));

CREATE TRIGGER snapshot_is_unchangeable BEFORE UPDATE OR DELETE ON sources_snapshot
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'snapshot_is_unchangeable', 'A snapshot is never changed or deleted.');

-- The speaker in whom this one is merged, after all merges that stand; itself if none.
CREATE FUNCTION speaker_stands_for(speaker bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH RECURSIVE up(id, depth) AS (
    SELECT speaker, 0
    UNION ALL
    SELECT m.into_id, up.depth + 1 FROM sources_speakermerge m JOIN up ON m.merged_id = up.id
     WHERE m.undone_at IS NULL AND up.depth < 1000)
  SELECT id FROM up ORDER BY depth DESC LIMIT 1
$$;

-- All speakers that standing merges make one with this one, itself included.
CREATE FUNCTION speakers_same_as(speaker bigint) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH RECURSIVE down(id) AS (
    SELECT speaker_stands_for(speaker)
    UNION
    SELECT m.merged_id FROM sources_speakermerge m JOIN down ON m.into_id = down.id
     WHERE m.undone_at IS NULL)
  SELECT array_agg(id) FROM down
$$;

CREATE FUNCTION merge_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'merge_is_kept',
      MESSAGE = 'A merge is undone, never deleted.';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.merged_id, NEW.into_id, NEW.merged_by_id, NEW.merged_at)
       IS DISTINCT FROM (OLD.merged_id, OLD.into_id, OLD.merged_by_id, OLD.merged_at)
       OR OLD.undone_at IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'merge_is_a_decision',
        MESSAGE = 'A merge stays as it was decided; undo it and make another.';
    END IF;
    RETURN NEW;
  END IF;
  -- One at a time, so that two merges made together can't close a circle.
  PERFORM pg_advisory_xact_lock(hashtext('speaker merges'));
  IF speaker_stands_for(NEW.into_id) = speaker_stands_for(NEW.merged_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'merge_makes_no_circle',
      MESSAGE = 'These two speakers are one already.';
  END IF;
  IF EXISTS (SELECT FROM sources_speaker WHERE id IN (NEW.merged_id, NEW.into_id)
               AND kind IN ('anonymous', 'unattributed'))
     OR EXISTS (SELECT FROM sources_speaker WHERE id = NEW.into_id AND kind = 'article')
     OR EXISTS (
       SELECT FROM sources_speaker v WHERE v.id = NEW.merged_id AND v.kind = 'article'
          AND NOT EXISTS (
            SELECT FROM sources_source s JOIN sources_publisher p ON p.id = s.publisher_id
             WHERE s.id = v.source_id
               AND speaker_stands_for(p.organisation_id) = speaker_stands_for(NEW.into_id))) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'merge_of_the_unnamed',
      MESSAGE = 'Anonymous and unattributed speakers are not merged; an article''s own voice only into its publisher.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER merge_guard BEFORE INSERT OR UPDATE OR DELETE ON sources_speakermerge
  FOR EACH ROW EXECUTE FUNCTION merge_guard();

-- Where a wire copy comes from, at the end of the chain; the source itself if it is its own.
CREATE FUNCTION source_origin(source bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH RECURSIVE up(id, depth) AS (
    SELECT source, 0
    UNION ALL
    SELECT s.syndicated_from_id, up.depth + 1 FROM sources_source s JOIN up ON s.id = up.id
     WHERE s.syndicated_from_id IS NOT NULL AND up.depth < 1000)
  SELECT id FROM up ORDER BY depth DESC LIMIT 1
$$;

CREATE FUNCTION syndication_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('syndication'));
  IF source_origin(NEW.syndicated_from_id) = NEW.id
     OR EXISTS (WITH RECURSIVE up(id) AS (
                  SELECT NEW.syndicated_from_id
                  UNION
                  SELECT s.syndicated_from_id FROM sources_source s JOIN up ON s.id = up.id
                   WHERE s.syndicated_from_id IS NOT NULL)
                SELECT FROM up WHERE id = NEW.id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'syndication_makes_no_circle',
      MESSAGE = 'That source is itself syndicated from this one.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER syndication_guard BEFORE INSERT OR UPDATE OF syndicated_from_id ON sources_source
  FOR EACH ROW WHEN (NEW.syndicated_from_id IS NOT NULL) EXECUTE FUNCTION syndication_guard();
"""

UNDO = """
DROP TRIGGER syndication_guard ON sources_source;
DROP TRIGGER merge_guard ON sources_speakermerge;
DROP TRIGGER snapshot_is_unchangeable ON sources_snapshot;
ALTER TABLE sources_snapshot DROP CONSTRAINT snapshot_text_hash;
DROP FUNCTION syndication_guard, merge_guard, source_origin, speakers_same_as, speaker_stands_for;
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARDS, UNDO),
        track("sources_publisher"),
        track("sources_speaker"),
        track("sources_alias"),
        track("sources_role"),
        track("sources_speakermerge"),
        track("sources_source"),
        # The text never changes and its hash is there.
        track("sources_snapshot", without=["text"]),
    ]
