-- Where the claim appeared; for a speaker without a name, at least where it was reviewed.
WITH wanted AS (
  SELECT DISTINCT ON (uri) * FROM (
    SELECT source_url AS uri, source_kind AS kind, source_title AS title, publisher,
           publisher_domain, language, line, 0 AS rank
      FROM import_rows WHERE source_url <> ''
    UNION ALL
    SELECT home, CASE WHEN home LIKE 'urn:%%' THEN 'document' ELSE 'article' END,
           CASE WHEN home LIKE 'urn:%%' THEN %(file)s ELSE '' END, '', '', '', line, 1
      FROM import_rows WHERE home <> '' AND home <> source_url) w
   ORDER BY uri, rank, line)
INSERT INTO sources_source (uri, kind, title, byline, publisher_id, published_note, language,
                            licence, note, added_by_id)
SELECT w.uri, w.kind, w.title, '', n.publisher_id, '',
       CASE WHEN w.language = 'und' THEN '' ELSE w.language END, '', '', %(by)s
  FROM wanted w
  LEFT JOIN import_publishers n ON NOT n.is_origin AND w.publisher <> ''
       AND (n.name, n.domain) = (w.publisher, w.publisher_domain)
 WHERE NOT EXISTS (SELECT FROM sources_source s WHERE s.uri = w.uri)
 ORDER BY w.line, w.rank
ON CONFLICT (uri) DO NOTHING;

INSERT INTO import_sources
SELECT s.uri, s.id FROM sources_source s
 WHERE s.uri IN (SELECT source_url FROM import_rows UNION SELECT home FROM import_rows);

SELECT analyze_staging('import_sources');
