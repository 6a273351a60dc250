-- The topics of the claims, by slug, else by a name that readers can't tell from theirs; new ones are made.
INSERT INTO claims_topic (name, slug)
SELECT name, slug FROM (
  -- The key is computed once for each name, not for each row.
  SELECT DISTINCT ON (look_alike_key(name)) * FROM (
    SELECT DISTINCT ON (t.name, t.slug) t.slug, t.name, r.line, t.at
      FROM import_rows r, unnest(r.topics, r.topic_slugs) WITH ORDINALITY t(name, slug, at)
     ORDER BY t.name, t.slug, r.line, t.at) named
   ORDER BY look_alike_key(name), line, at) wanted
 WHERE NOT EXISTS (SELECT FROM claims_topic o WHERE o.slug = wanted.slug)
   AND NOT EXISTS (SELECT FROM claims_topic o WHERE look_alike_key(o.name) = look_alike_key(wanted.name))
 ORDER BY line, at
ON CONFLICT DO NOTHING;

WITH wanted AS (
  SELECT DISTINCT t.name, t.slug FROM import_rows r, unnest(r.topics, r.topic_slugs) t(name, slug)),
known AS MATERIALIZED (
  SELECT name, slug,
         coalesce(
           (SELECT o.id FROM claims_topic o WHERE o.slug = w.slug),
           (SELECT o.id FROM claims_topic o WHERE look_alike_key(o.name) = look_alike_key(w.name))) AS topic_id
    FROM wanted w)
INSERT INTO claims_claim_topics (claim_id, topic_id)
SELECT m.claim_id, k.topic_id
  FROM import_rows r JOIN import_made m USING (line),
       unnest(r.topics, r.topic_slugs) WITH ORDINALITY t(name, slug, at) JOIN known k USING (name, slug)
 WHERE r.topic_slugs <> '{}' GROUP BY 1, 2 ORDER BY m.claim_id, min(t.at);
