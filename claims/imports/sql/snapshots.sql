-- The texts that this transaction stored.
SELECT DISTINCT n.id
  FROM import_rows r JOIN import_sources s ON s.uri = r.source_url
  JOIN sources_snapshot n ON (n.source_id, n.text_sha256) = (s.source_id, r.source_text_sha256)
 WHERE r.quote IS NOT NULL AND n.captured_at >= now()
 ORDER BY n.id;
