-- A text given with the row, and its quote.

INSERT INTO sources_snapshot (source_id, kind, text, text_sha256, raw_sha256, raw_name, media_type,
                              metadata, method, read_by, consulted_url, timecode, captured_by_id)
SELECT source_id, 'capture', source_text, source_text_sha256, '', '', 'text/plain', '{}',
       'imported', '', '', '', %(by)s
  FROM (SELECT DISTINCT ON (s.source_id, r.source_text_sha256)
               s.source_id, r.source_text, r.source_text_sha256, r.line
          FROM import_rows r JOIN import_sources s ON s.uri = r.source_url
         WHERE r.quote IS NOT NULL ORDER BY s.source_id, r.source_text_sha256, r.line) t
 ORDER BY line
ON CONFLICT DO NOTHING;

INSERT INTO claims_appearance (claim_id, snapshot_id, verb, directness, described_as, first_known,
                               translated_from, translated_by)
SELECT m.claim_id, n.id, '', 'mixed', '', false, '', ''
  FROM import_rows r JOIN import_made m USING (line)
  JOIN import_sources s ON s.uri = r.source_url
  JOIN sources_snapshot n ON (n.source_id, n.text_sha256) = (s.source_id, r.source_text_sha256)
 WHERE r.quote IS NOT NULL ORDER BY r.line;

INSERT INTO claims_anchor (claim_id, appearance_id, snapshot_id, exact, prefix, suffix, start, "end")
SELECT m.claim_id, a.id, a.snapshot_id, r.quote, r.quote_prefix, r.quote_suffix, r.quote_start,
       r.quote_start + char_length(r.quote)
  FROM import_rows r JOIN import_made m USING (line)
  JOIN claims_appearance a ON a.claim_id = m.claim_id
 WHERE r.quote IS NOT NULL ORDER BY r.line;
