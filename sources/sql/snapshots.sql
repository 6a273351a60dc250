-- Snapshots and sightings are never changed or deleted.
CREATE OR REPLACE TRIGGER snapshot_is_unchangeable BEFORE UPDATE OR DELETE ON sources_snapshot
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'snapshot_is_unchangeable', 'A snapshot is never changed or deleted.');

CREATE OR REPLACE TRIGGER sighting_is_unchangeable BEFORE UPDATE OR DELETE ON sources_sighting
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'sighting_is_unchangeable', 'A sighting is never changed or deleted.');

-- The capture of the source whose text was seen last.
CREATE OR REPLACE FUNCTION source_last_seen(source bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT s.id FROM sources_snapshot s
    LEFT JOIN LATERAL (SELECT max(seen_at) AS at FROM sources_sighting
                        WHERE snapshot_id = s.id) last_sighting ON true
   WHERE s.source_id = source AND s.kind = 'capture'
   ORDER BY greatest(s.captured_at, last_sighting.at) DESC, s.id DESC LIMIT 1
$$;
