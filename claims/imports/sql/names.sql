-- The speaker of a name: decided once for each origin, and the same ever after.

WITH links AS (
  SELECT origin, speaker, array_agg(link ORDER BY line, at, link) AS same_as,
         coalesce(array_agg(link ORDER BY line, at, link) FILTER (WHERE identifies), '{}') AS identified_by
    FROM (SELECT r.origin, r.speaker, l.link, min(r.line) AS line, min(l.at) AS at,
                 bool_or(l.link = ANY (r.identified_by)) AS identifies
            FROM import_rows r, unnest(r.same_as) WITH ORDINALITY l(link, at)
           WHERE r.home = '' GROUP BY 1, 2, 3) given
   GROUP BY origin, speaker),
named AS (
  SELECT origin, speaker, min(line) AS line, (array_agg(speaker_kind ORDER BY line))[1] AS kind,
         (array_agg(speaker_slug ORDER BY line))[1] AS slug
    FROM import_rows WHERE home = '' GROUP BY origin, speaker)
INSERT INTO import_names (origin, speaker, line, kind, slug, same_as, identified_by)
SELECT origin, speaker, line, kind, slug, coalesce(same_as, '{}'), coalesce(identified_by, '{}')
  FROM named LEFT JOIN links USING (origin, speaker);

UPDATE import_names SET key = left(name_key(fold(speaker)), 300);

SELECT analyze_staging('import_names');

UPDATE import_names n SET speaker_id = i.speaker_id, outcome = i.outcome
  FROM claims_importedspeaker i WHERE (i.origin, i.key) = (n.origin, n.key);

UPDATE import_names n SET fresh = true
  FROM (SELECT min(line) AS line FROM import_names
         WHERE speaker_id IS NULL GROUP BY origin, key) f
 WHERE n.line = f.line;

-- By name and, where the file gives an identifying address, by that too.
WITH called AS (
  SELECT n.origin, n.key, array_agg(DISTINCT canonical_speaker(a.speaker_id)) AS ids
    FROM import_names n JOIN sources_alias a ON name_key(a.folded) = n.key
   WHERE n.fresh GROUP BY n.origin, n.key),
addressed AS (
  SELECT n.origin, n.key, array_agg(DISTINCT canonical_speaker(s.id)) AS ids
    FROM import_names n JOIN sources_speaker s ON s.same_as && n.identified_by::varchar[]
   WHERE %(by_address)s AND n.fresh AND n.identified_by <> '{}' GROUP BY n.origin, n.key),
found AS (
  SELECT n.origin, n.key, coalesce(c.ids, '{}') AS called, coalesce(d.ids, '{}') AS addressed
    FROM import_names n LEFT JOIN called c USING (origin, key)
    LEFT JOIN addressed d USING (origin, key) WHERE n.fresh)
UPDATE import_names n SET
  speaker_id = CASE
    WHEN cardinality(f.addressed) = 1 AND (f.called = '{}' OR f.called @> f.addressed)
      THEN f.addressed[1]
    WHEN cardinality(f.addressed) = 0 AND cardinality(f.called) = 1 THEN f.called[1] END,
  alike = f.called || f.addressed,
  several = f.called <> '{}' OR f.addressed <> '{}'
  FROM found f WHERE n.fresh AND (f.origin, f.key) = (n.origin, n.key);

UPDATE import_names SET outcome = 'matched', several = false WHERE fresh AND speaker_id IS NOT NULL;

SELECT analyze_staging('import_names');
