-- The topics of the claims; new ones are made.
INSERT INTO claims_topic (name, slug)
SELECT name, slug FROM (
  SELECT DISTINCT ON (t.slug) t.slug, t.name, r.line, t.at
    FROM import_rows r, unnest(r.topics, r.topic_slugs) WITH ORDINALITY t(name, slug, at)
   ORDER BY t.slug, r.line, t.at) wanted
 WHERE NOT EXISTS (SELECT FROM claims_topic o WHERE o.slug = wanted.slug)
 ORDER BY line, at
ON CONFLICT (slug) DO NOTHING;

INSERT INTO claims_claim_topics (claim_id, topic_id)
SELECT m.claim_id, o.id
  FROM import_rows r JOIN import_made m USING (line),
       unnest(r.topic_slugs) WITH ORDINALITY t(slug, at) JOIN claims_topic o ON o.slug = t.slug
 WHERE r.topic_slugs <> '{}' ORDER BY m.claim_id, t.at;
