-- That we fetched a text ourselves is never stated by SQL alone.
CREATE OR REPLACE FUNCTION fetched_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF is_written_by_sql_alone(TG_RELID) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'fetched_by_the_application',
      MESSAGE = 'Only the application itself states that it fetched a text.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER fetched_guard BEFORE INSERT ON sources_snapshot
  FOR EACH ROW WHEN (NEW.method = 'fetched') EXECUTE FUNCTION fetched_guard();
CREATE OR REPLACE TRIGGER fetched_guard BEFORE INSERT ON sources_sighting
  FOR EACH ROW WHEN (NEW.method = 'fetched') EXECUTE FUNCTION fetched_guard();

-- A text that was fetched from an address stays with that address.
CREATE OR REPLACE FUNCTION source_address_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM sources_snapshot s
              WHERE s.source_id = OLD.id
                AND (s.method = 'fetched'
                     OR EXISTS (SELECT FROM sources_sighting i
                                 WHERE i.snapshot_id = s.id AND i.method = 'fetched'))) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'source_keeps_the_address_it_was_fetched_from',
      MESSAGE = 'A text of this source was fetched from its address, so it keeps that address.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER source_address_guard BEFORE UPDATE OF uri ON sources_source
  FOR EACH ROW WHEN (OLD.uri IS DISTINCT FROM NEW.uri) EXECUTE FUNCTION source_address_guard();

-- The capture of the source whose text was seen last. Where texts were fetched, only these count: what
-- people paste or upload doesn't show what the address has.
CREATE OR REPLACE FUNCTION source_last_seen(source bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT s.id FROM sources_snapshot s
    LEFT JOIN LATERAL (SELECT max(seen_at) AS at, max(seen_at) FILTER (WHERE method = 'fetched') AS fetched
                         FROM sources_sighting WHERE snapshot_id = s.id) sightings ON true
   WHERE s.source_id = source AND s.kind = 'capture'
   ORDER BY greatest(CASE WHEN s.method = 'fetched' THEN s.captured_at END, sightings.fetched) DESC NULLS LAST,
            greatest(s.captured_at, sightings.at) DESC, s.id DESC LIMIT 1
$$;
