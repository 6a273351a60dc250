-- Wire copy: a source may name the one that it was syndicated from.

-- The source at the start of the chain; the source itself if it is its own.
CREATE OR REPLACE FUNCTION source_origin(source bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    WITH RECURSIVE up(id, depth) AS (
      SELECT source, 0
      UNION ALL
      SELECT s.syndicated_from_id, up.depth + 1 FROM sources_source s JOIN up ON s.id = up.id
       WHERE s.syndicated_from_id IS NOT NULL AND up.depth < 1000)
    SELECT id FROM up ORDER BY depth DESC LIMIT 1);
END $$;

-- Refuses a chain that leads back to the source. The lock keeps two changes from closing a circle.
CREATE OR REPLACE FUNCTION syndication_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_read_committed();
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
CREATE OR REPLACE TRIGGER syndication_guard BEFORE INSERT OR UPDATE OF syndicated_from_id ON sources_source
  FOR EACH ROW WHEN (NEW.syndicated_from_id IS NOT NULL) EXECUTE FUNCTION syndication_guard();
