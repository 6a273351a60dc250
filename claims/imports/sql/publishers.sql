-- The publishers of sources and reviews: by the origin's domain, else by name and domain. Names that
-- readers can't tell apart are one.

INSERT INTO import_publishers (origin, name, domain, is_origin, line)
SELECT origin, (array_agg(reviewer ORDER BY line))[1],
       CASE WHEN position('.' IN origin) > 0 THEN origin ELSE '' END, true, min(line)
  FROM import_rows WHERE rating <> '' OR review_url <> '' GROUP BY origin
UNION ALL
SELECT '', publisher, publisher_domain, false, min(line) FROM import_rows
 WHERE publisher <> '' GROUP BY publisher, publisher_domain;

SELECT analyze_staging('import_publishers');

UPDATE import_publishers n SET publisher_id = coalesce(
  (SELECT p.id FROM sources_publisher p
    WHERE n.is_origin AND n.domain <> '' AND p.domain = n.domain
    ORDER BY look_alike_key(p.name) <> look_alike_key(n.name), p.id LIMIT 1),
  (SELECT p.id FROM sources_publisher p WHERE look_alike_key(p.name) = look_alike_key(n.name) AND p.domain = n.domain),
  -- By the name alone, where only one publisher has it.
  (SELECT min(p.id) FROM sources_publisher p
    WHERE look_alike_key(p.name) = look_alike_key(n.name) AND (NOT n.is_origin OR '' IN (n.domain, p.domain))
   HAVING count(*) = 1));

WITH new AS (
  SELECT DISTINCT ON (look_alike_key(name), domain) * FROM import_publishers WHERE publisher_id IS NULL
   ORDER BY look_alike_key(name), domain, line, is_origin DESC)
INSERT INTO sources_publisher (name, domain, country, kind, whole_texts)
SELECT name, domain, '', CASE WHEN is_origin THEN 'news' ELSE 'other' END, false
  FROM new ORDER BY line, is_origin DESC, name;

UPDATE import_publishers n SET publisher_id = p.id FROM sources_publisher p
 WHERE n.publisher_id IS NULL AND look_alike_key(p.name) = look_alike_key(n.name) AND p.domain = n.domain;
