-- Speakers without a name: found again in their source, or made.
INSERT INTO import_unnamed (home, kind, description, line)
SELECT home, speaker_kind, speaker, min(line) FROM import_rows
 WHERE home <> '' GROUP BY home, speaker_kind, speaker;

SELECT analyze_staging('import_unnamed');

UPDATE import_unnamed u SET source_id = s.source_id FROM import_sources s WHERE s.uri = u.home;

UPDATE import_unnamed u SET speaker_id = s.id FROM sources_speaker s
 WHERE s.source_id = u.source_id AND s.kind = u.kind AND s.description = u.description;

DELETE FROM import_new;

WITH made AS (
  INSERT INTO sources_speaker (kind, name, slug, description, protected, same_as, source_id)
  SELECT kind, '', NULL, description, false, '{}', source_id
    FROM import_unnamed WHERE speaker_id IS NULL ORDER BY line
  RETURNING id)
INSERT INTO import_new SELECT row_number() OVER (ORDER BY id), id FROM made;

SELECT analyze_staging('import_new');

UPDATE import_unnamed u SET speaker_id = w.id
  FROM (SELECT line, row_number() OVER (ORDER BY line) AS at
          FROM import_unnamed WHERE speaker_id IS NULL) o
  JOIN import_new w USING (at)
 WHERE u.line = o.line;
