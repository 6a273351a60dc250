-- New speakers, each with a free slug, in the order of their first lines.

WITH new AS MATERIALIZED (
  SELECT line, origin, speaker, kind, same_as, slug,
         row_number() OVER (PARTITION BY slug ORDER BY line) AS nth
    FROM import_names WHERE fresh AND speaker_id IS NULL),
-- Once for each slug, by the index: as a plain join it is looked up for each pair of new speakers.
taken AS MATERIALIZED (
  SELECT b.slug, max(CASE WHEN s.slug = b.slug THEN 1
                          ELSE substr(s.slug, length(b.slug) + 2)::bigint END) AS last
    FROM (SELECT DISTINCT slug FROM new) b, LATERAL (
      SELECT slug FROM sources_speaker
       WHERE slug >= b.slug AND slug <= b.slug || '-9999999999'
         AND (slug = b.slug OR slug ~ ('^' || b.slug || '-[0-9]{1,9}$')) OFFSET 0) s
   GROUP BY b.slug),
made AS (
  INSERT INTO sources_speaker (kind, name, slug, description, protected, same_as)
  SELECT n.kind, n.speaker,
         n.slug || CASE WHEN n.nth + coalesce(t.last, 0) = 1 THEN ''
                        ELSE '-' || (n.nth + coalesce(t.last, 0)) END,
         '', false, n.same_as
    FROM new n LEFT JOIN taken t USING (slug) ORDER BY n.line
  RETURNING id)
INSERT INTO import_new SELECT row_number() OVER (ORDER BY id), id FROM made;

SELECT analyze_staging('import_new');

UPDATE import_names n SET speaker_id = w.id, outcome = 'made'
  FROM (SELECT line, row_number() OVER (ORDER BY line) AS at
          FROM import_names WHERE fresh AND speaker_id IS NULL) o
  JOIN import_new w USING (at)
 WHERE n.fresh AND n.speaker_id IS NULL AND n.line = o.line;

-- Nearly the same names, of speakers who existed before: reported, not matched.
WITH alike AS (
  SELECT n.line, a.speaker_id
    FROM import_names n
    JOIN sources_alias a ON near_name(name_key(a.folded)) = near_name(n.key)
   WHERE n.fresh AND n.outcome = 'made' AND a.speaker_id < n.speaker_id
     AND (bare_name(name_key(a.folded)) = bare_name(n.key)
          OR similarity(name_key(a.folded), n.key) >= 0.5)
  UNION ALL
  -- An archive's address may have one letter of the last name: "bernie-s". Few names have.
  SELECT n.line, a.speaker_id
    FROM import_names n
    JOIN sources_alias a ON starts_with(name_key(a.folded), n.key)
   WHERE n.fresh AND n.outcome = 'made' AND a.speaker_id < n.speaker_id
     AND n.key ~ '^[^ ]{2,} [^ ]$' AND name_key(a.folded) ~ '^[^ ]+ [^ ]{2,}$'),
near AS (
  SELECT line, array_agg(DISTINCT canonical_speaker(speaker_id)) AS ids FROM alike GROUP BY line)
UPDATE import_names n SET alike = coalesce(n.alike, '{}') || near.ids
  FROM near WHERE n.fresh AND near.line = n.line AND NOT n.several;

UPDATE import_names SET outcome = 'unsure' WHERE fresh AND outcome = 'made' AND alike <> '{}';

INSERT INTO sources_alias (speaker_id, name)
SELECT speaker_id, speaker FROM import_names
 WHERE fresh AND outcome <> 'matched' ORDER BY line;

INSERT INTO claims_importedspeaker (run_id, origin, key, name, speaker_id, outcome, alike)
SELECT %(run)s, origin, key, speaker, speaker_id, outcome,
       CASE WHEN outcome = 'unsure' THEN ARRAY(SELECT DISTINCT unnest(alike) ORDER BY 1 LIMIT 10) ELSE '{}' END
  FROM import_names WHERE fresh ORDER BY line;

UPDATE import_names n SET speaker_id = i.speaker_id
  FROM claims_importedspeaker i
 WHERE n.speaker_id IS NULL AND (i.origin, i.key) = (n.origin, n.key);
