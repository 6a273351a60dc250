-- Ids follow the order of lines: the nth new claim belongs to the nth line.
WITH made AS (
  INSERT INTO claims_claim (text, speaker_id, nature, said_from, said_to, said_basis, said_note,
                            language, note, status, attribution, withdrawn_reason,
                            withdrawn_wording, revision, added_by_id)
  SELECT r.text, coalesce(n.speaker_id, u.speaker_id), '', r.said_from, r.said_to,
         CASE WHEN r.said_from IS NULL THEN 'unknown' ELSE 'stated' END, '',
         r.language, r.note, 'unreviewed', '', '', false, 1, %(by)s
    FROM import_rows r
    LEFT JOIN import_names n ON r.home = '' AND (n.origin, n.speaker) = (r.origin, r.speaker)
    LEFT JOIN import_unnamed u
      ON r.home <> '' AND (u.home, u.kind, u.description) = (r.home, r.speaker_kind, r.speaker)
   ORDER BY r.line
  RETURNING id)
INSERT INTO import_made
SELECT r.line, m.id
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS at FROM made) m
  JOIN (SELECT line, row_number() OVER (ORDER BY line) AS at FROM import_rows) r USING (at);

SELECT analyze_staging('import_made');
