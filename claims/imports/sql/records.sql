-- Where each claim came from, and what its origin concluded.
INSERT INTO claims_importrecord (run_id, claim_id, origin, external_id, line, sha256,
                                 speaker_role, source_id)
SELECT %(run)s, m.claim_id, r.origin, r.external_id, r.line, r.sha256, r.speaker_role, s.source_id
  FROM import_rows r JOIN import_made m USING (line)
  LEFT JOIN import_sources s ON r.source_url <> '' AND s.uri = r.source_url
 ORDER BY r.line;

INSERT INTO claims_externalreview (claim_id, publisher_id, rating, rationale, url, reviewed_on,
                                   markup, added_by_id)
SELECT m.claim_id, p.publisher_id, r.rating, r.rationale, r.review_url, r.reviewed_on,
       r.markup::jsonb, %(by)s
  FROM import_rows r JOIN import_made m USING (line)
  JOIN import_publishers p ON p.is_origin AND p.origin = r.origin
 WHERE r.rating <> '' OR r.review_url <> '' ORDER BY r.line;
