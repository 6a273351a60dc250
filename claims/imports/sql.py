"""The statements by which a staged batch becomes rows. Temporary tables are named import_…"""

# Made once a session, empty at the start of each batch.
TABLES = """
CREATE TEMP TABLE IF NOT EXISTS import_rows (
  line bigint, origin text, external_id text, sha256 text, text text, language text,
  said_from date, said_to date, note text,
  speaker text, speaker_kind text, speaker_slug text, speaker_role text, same_as text[], home text,
  topics text[], topic_slugs text[],
  source_url text, source_kind text, source_title text, publisher text, publisher_domain text,
  reviewer text, rating text, rationale text, review_url text, reviewed_on date, markup text,
  source_text text, source_text_sha256 text,
  quote text, quote_prefix text, quote_suffix text, quote_start int
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_judged (
  line bigint, external_id text, verdict text, other_line bigint) ON COMMIT DELETE ROWS;
-- A name, in an origin, in this batch. fresh: decided now, by this, the first one of its key.
CREATE TEMP TABLE IF NOT EXISTS import_names (
  origin text, speaker text, key text, line bigint, kind text, slug text, same_as text[],
  fresh boolean DEFAULT false,
  outcome text, speaker_id bigint, alike bigint[], several boolean DEFAULT false
) ON COMMIT DELETE ROWS;
-- Speakers without a name: of one source each.
CREATE TEMP TABLE IF NOT EXISTS import_unnamed (
  home text, kind text, description text, line bigint, source_id bigint, speaker_id bigint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_publishers (
  origin text, name text, domain text, is_origin boolean, line bigint, publisher_id bigint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_sources (
  uri text, source_id bigint) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_made (line bigint, claim_id bigint) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS import_new (at bigint, id bigint) ON COMMIT DELETE ROWS;
TRUNCATE import_rows, import_judged, import_names, import_unnamed, import_publishers,
  import_sources, import_made, import_new;
"""

JUDGE = """
WITH ranked AS (
  SELECT line, origin, external_id, sha256,
         row_number() OVER same AS nth, first_value(line) OVER same AS first
    FROM import_rows WINDOW same AS (PARTITION BY origin, external_id ORDER BY line)),
judged AS (
  INSERT INTO import_judged
  SELECT r.line, r.external_id,
         CASE WHEN r.nth > 1 OR u.file_sha256 = %(file)s AND k.line <> r.line THEN 'twice'
              WHEN k.sha256 = r.sha256 THEN 'known'
              ELSE 'differs' END,
         CASE WHEN r.nth > 1 THEN r.first ELSE k.line END
    FROM ranked r
    LEFT JOIN claims_importrecord k ON (k.origin, k.external_id) = (r.origin, r.external_id)
    LEFT JOIN claims_importrun u ON u.id = k.run_id
   WHERE r.nth > 1 OR k.id IS NOT NULL
  RETURNING *),
gone AS (DELETE FROM import_rows r USING judged j WHERE r.line = j.line)
SELECT line, external_id, verdict, other_line FROM judged ORDER BY line
"""

# Whose sources these are, and whose reviews: by the origin's domain, else by name and domain.
PUBLISHERS = (
    """
INSERT INTO import_publishers (origin, name, domain, is_origin, line)
SELECT origin, (array_agg(reviewer ORDER BY line))[1],
       CASE WHEN position('.' IN origin) > 0 THEN origin ELSE '' END, true, min(line)
  FROM import_rows WHERE rating <> '' OR review_url <> '' GROUP BY origin
UNION ALL
SELECT '', publisher, publisher_domain, false, min(line) FROM import_rows
 WHERE publisher <> '' GROUP BY publisher, publisher_domain
""",
    """
UPDATE import_publishers n SET publisher_id = coalesce(
  (SELECT p.id FROM sources_publisher p
    WHERE n.is_origin AND n.domain <> '' AND p.domain = n.domain
    ORDER BY fold(p.name) <> fold(n.name), p.id LIMIT 1),
  (SELECT p.id FROM sources_publisher p WHERE fold(p.name) = fold(n.name) AND p.domain = n.domain),
  -- The name alone, where it is one publisher's alone.
  (SELECT min(p.id) FROM sources_publisher p
    WHERE fold(p.name) = fold(n.name) AND (NOT n.is_origin OR '' IN (n.domain, p.domain))
   HAVING count(*) = 1))
""",
    """
WITH new AS (
  SELECT DISTINCT ON (fold(name), domain) * FROM import_publishers WHERE publisher_id IS NULL
   ORDER BY fold(name), domain, line, is_origin DESC)
INSERT INTO sources_publisher (name, domain, country, kind, whole_texts)
SELECT name, domain, '', CASE WHEN is_origin THEN 'news' ELSE 'other' END, false
  FROM new ORDER BY line, is_origin DESC, name
""",
    """
UPDATE import_publishers n SET publisher_id = p.id FROM sources_publisher p
 WHERE n.publisher_id IS NULL AND fold(p.name) = fold(n.name) AND p.domain = n.domain
""",
)

SOURCES = (
    # Where it was said; and for a speaker without a name whatever tells of it.
    """
WITH wanted AS (
  SELECT DISTINCT ON (uri) * FROM (
    SELECT source_url AS uri, source_kind AS kind, source_title AS title, publisher,
           publisher_domain, language, line, 0 AS rank
      FROM import_rows WHERE source_url <> ''
    UNION ALL
    SELECT home, CASE WHEN home LIKE 'urn:%%' THEN 'document' ELSE 'article' END,
           CASE WHEN home LIKE 'urn:%%' THEN %(file)s ELSE '' END, '', '', '', line, 1 FROM import_rows WHERE home <> '' AND home <> source_url) w
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
ON CONFLICT (uri) DO NOTHING
""",
    """
INSERT INTO import_sources
SELECT s.uri, s.id FROM sources_source s
 WHERE s.uri IN (SELECT source_url FROM import_rows UNION SELECT home FROM import_rows)
""",
)

# Who is meant by a name: decided once for each origin, and then kept to.
NAMES = (
    """
INSERT INTO import_names (origin, speaker, line, kind, slug, same_as)
SELECT origin, speaker, min(line), (array_agg(speaker_kind ORDER BY line))[1],
       (array_agg(speaker_slug ORDER BY line))[1],
       coalesce((array_agg(same_as ORDER BY line) FILTER (WHERE same_as <> '{}'))[1:1], '{}')
  FROM import_rows WHERE home = '' GROUP BY origin, speaker
""",
    "UPDATE import_names SET key = left(name_key(fold(speaker)), 300)",
    """
UPDATE import_names n SET speaker_id = i.speaker_id, outcome = i.outcome
  FROM claims_importedspeaker i WHERE (i.origin, i.key) = (n.origin, n.key)
""",
    """
UPDATE import_names n SET fresh = true
  FROM (SELECT min(line) AS line FROM import_names
         WHERE speaker_id IS NULL GROUP BY origin, key) f
 WHERE n.line = f.line
""",
    # Both by what it is called and, where the file says who is who, by that address.
    """
WITH called AS (
  SELECT n.origin, n.key, array_agg(DISTINCT canonical_speaker(a.speaker_id)) AS ids
    FROM import_names n JOIN sources_alias a ON name_key(a.folded) = n.key
   WHERE n.fresh GROUP BY n.origin, n.key),
addressed AS (
  SELECT n.origin, n.key, array_agg(DISTINCT canonical_speaker(s.id)) AS ids
    FROM import_names n JOIN sources_speaker s ON s.same_as && n.same_as::varchar[]
   WHERE %(by_address)s AND n.fresh AND n.same_as <> '{}' GROUP BY n.origin, n.key),
found AS (
  SELECT n.origin, n.key, coalesce(c.ids, '{}') AS called, coalesce(d.ids, '{}') AS addressed
    FROM import_names n LEFT JOIN called c USING (origin, key)
    LEFT JOIN addressed d USING (origin, key) WHERE n.fresh)
UPDATE import_names n SET
  speaker_id = CASE
    WHEN cardinality(f.addressed) = 1 AND (f.called = '{}' OR f.called @> f.addressed)
      THEN f.addressed[1]
    WHEN cardinality(f.addressed) = 0 AND cardinality(f.called) = 1 THEN f.called[1] END,
  alike = f.called || f.addressed,
  several = f.called <> '{}' OR f.addressed <> '{}'
  FROM found f WHERE n.fresh AND (f.origin, f.key) = (n.origin, n.key)
""",
    "UPDATE import_names SET outcome = 'matched', several = false WHERE fresh AND speaker_id IS NOT NULL",
)

# New speakers, each with a free address of its own, in the order of their first lines.
PEOPLE = (
    """
WITH new AS (
  SELECT line, origin, speaker, kind, same_as, slug,
         row_number() OVER (PARTITION BY slug ORDER BY line) AS nth
    FROM import_names WHERE fresh AND speaker_id IS NULL),
taken AS (
  SELECT b.slug, max(CASE WHEN s.slug = b.slug THEN 1
                          ELSE substr(s.slug, length(b.slug) + 2)::bigint END) AS last
    FROM (SELECT DISTINCT slug FROM new) b
    JOIN sources_speaker s ON s.slug >= b.slug AND s.slug <= b.slug || '-9999999999'
         AND (s.slug = b.slug OR s.slug ~ ('^' || b.slug || '-[0-9]{1,9}$'))
   GROUP BY b.slug),
made AS (
  INSERT INTO sources_speaker (kind, name, slug, description, protected, same_as)
  SELECT n.kind, n.speaker,
         n.slug || CASE WHEN n.nth + coalesce(t.last, 0) = 1 THEN ''
                        ELSE '-' || (n.nth + coalesce(t.last, 0)) END,
         '', false, n.same_as
    FROM new n LEFT JOIN taken t USING (slug) ORDER BY n.line
  RETURNING id)
INSERT INTO import_new SELECT row_number() OVER (ORDER BY id), id FROM made
""",
    """
UPDATE import_names n SET speaker_id = w.id, outcome = 'made'
  FROM (SELECT line, row_number() OVER (ORDER BY line) AS at
          FROM import_names WHERE fresh AND speaker_id IS NULL) o
  JOIN import_new w USING (at)
 WHERE n.fresh AND n.speaker_id IS NULL AND n.line = o.line
""",
    # Names that are nearly the same, of speakers who were there before: told, not taken.
    """
WITH near AS (
  SELECT n.line, array_agg(DISTINCT canonical_speaker(a.speaker_id)) AS ids
    FROM import_names n
    JOIN sources_alias a ON near_name(name_key(a.folded)) = near_name(n.key)
   WHERE n.fresh AND n.outcome = 'made' AND a.speaker_id < n.speaker_id
     AND (bare_name(name_key(a.folded)) = bare_name(n.key)
          OR similarity(name_key(a.folded), n.key) >= 0.5)
   GROUP BY n.line)
UPDATE import_names n SET alike = coalesce(n.alike, '{}') || near.ids
  FROM near WHERE n.fresh AND near.line = n.line AND NOT n.several
""",
    "UPDATE import_names SET outcome = 'unsure' WHERE fresh AND outcome = 'made' AND alike <> '{}'",
    """
INSERT INTO sources_alias (speaker_id, name)
SELECT speaker_id, speaker FROM import_names
 WHERE fresh AND outcome <> 'matched' ORDER BY line
""",
    """
INSERT INTO claims_importedspeaker (run_id, origin, key, name, speaker_id, outcome)
SELECT %(run)s, origin, key, speaker, speaker_id, outcome
  FROM import_names WHERE fresh ORDER BY line
""",
    """
UPDATE import_names n SET speaker_id = i.speaker_id
  FROM claims_importedspeaker i
 WHERE n.speaker_id IS NULL AND (i.origin, i.key) = (n.origin, n.key)
""",
)

UNNAMED = (
    """
INSERT INTO import_unnamed (home, kind, description, line)
SELECT home, speaker_kind, speaker, min(line) FROM import_rows
 WHERE home <> '' GROUP BY home, speaker_kind, speaker
""",
    """
UPDATE import_unnamed u SET source_id = s.source_id FROM import_sources s WHERE s.uri = u.home
""",
    """
UPDATE import_unnamed u SET speaker_id = s.id FROM sources_speaker s
 WHERE s.source_id = u.source_id AND s.kind = u.kind AND s.description = u.description
""",
    "TRUNCATE import_new",
    """
WITH made AS (
  INSERT INTO sources_speaker (kind, name, slug, description, protected, same_as, source_id)
  SELECT kind, '', NULL, description, false, '{}', source_id
    FROM import_unnamed WHERE speaker_id IS NULL ORDER BY line
  RETURNING id)
INSERT INTO import_new SELECT row_number() OVER (ORDER BY id), id FROM made
""",
    """
UPDATE import_unnamed u SET speaker_id = w.id
  FROM (SELECT line, row_number() OVER (ORDER BY line) AS at
          FROM import_unnamed WHERE speaker_id IS NULL) o
  JOIN import_new w USING (at)
 WHERE u.line = o.line
""",
)

# Numbers are given in the order of lines, so the nth new claim is the nth line's.
CLAIMS = """
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
  JOIN (SELECT line, row_number() OVER (ORDER BY line) AS at FROM import_rows) r USING (at)
"""

TOPICS = (
    """
INSERT INTO claims_topic (name, slug)
SELECT name, slug FROM (
  SELECT DISTINCT ON (t.slug) t.slug, t.name, r.line, t.at
    FROM import_rows r, unnest(r.topics, r.topic_slugs) WITH ORDINALITY t(name, slug, at)
   ORDER BY t.slug, r.line, t.at) wanted
 WHERE NOT EXISTS (SELECT FROM claims_topic o WHERE o.slug = wanted.slug)
 ORDER BY line, at
ON CONFLICT (slug) DO NOTHING
""",
    """
INSERT INTO claims_claim_topics (claim_id, topic_id)
SELECT m.claim_id, o.id
  FROM import_rows r JOIN import_made m USING (line),
       unnest(r.topic_slugs) WITH ORDINALITY t(slug, at) JOIN claims_topic o ON o.slug = t.slug
 WHERE r.topic_slugs <> '{}' ORDER BY m.claim_id, t.at
""",
)

RECORDS = (
    """
INSERT INTO claims_importrecord (run_id, claim_id, origin, external_id, line, sha256,
                                 speaker_role, source_id)
SELECT %(run)s, m.claim_id, r.origin, r.external_id, r.line, r.sha256, r.speaker_role, s.source_id
  FROM import_rows r JOIN import_made m USING (line)
  LEFT JOIN import_sources s ON r.source_url <> '' AND s.uri = r.source_url
 ORDER BY r.line
""",
    """
INSERT INTO claims_externalreview (claim_id, publisher_id, rating, rationale, url, reviewed_on,
                                   markup, added_by_id)
SELECT m.claim_id, p.publisher_id, r.rating, r.rationale, r.review_url, r.reviewed_on,
       r.markup::jsonb, %(by)s
  FROM import_rows r JOIN import_made m USING (line)
  JOIN import_publishers p ON p.is_origin AND p.origin = r.origin
 WHERE r.rating <> '' OR r.review_url <> '' ORDER BY r.line
""",
)

# A text that came with the row, and the words in it: as if somebody had pasted and quoted it.
APPEARANCES = (
    """
INSERT INTO sources_snapshot (source_id, kind, text, text_sha256, raw_sha256, raw_name, media_type,
                              metadata, method, consulted_url, timecode, captured_by_id)
SELECT source_id, 'capture', source_text, source_text_sha256, '', '', 'text/plain', '{}',
       'imported', '', '', %(by)s
  FROM (SELECT DISTINCT ON (s.source_id, r.source_text_sha256)
               s.source_id, r.source_text, r.source_text_sha256, r.line
          FROM import_rows r JOIN import_sources s ON s.uri = r.source_url
         WHERE r.quote IS NOT NULL ORDER BY s.source_id, r.source_text_sha256, r.line) t
 ORDER BY line
ON CONFLICT DO NOTHING
""",
    """
INSERT INTO claims_appearance (claim_id, snapshot_id, verb, directness, described_as, first_known,
                               translated_from, translated_by)
SELECT m.claim_id, n.id, '', 'mixed', '', false, '', ''
  FROM import_rows r JOIN import_made m USING (line)
  JOIN import_sources s ON s.uri = r.source_url
  JOIN sources_snapshot n ON (n.source_id, n.text_sha256) = (s.source_id, r.source_text_sha256)
 WHERE r.quote IS NOT NULL ORDER BY r.line
""",
    """
INSERT INTO claims_anchor (claim_id, appearance_id, snapshot_id, exact, prefix, suffix, start, "end")
SELECT m.claim_id, a.id, a.snapshot_id, r.quote, r.quote_prefix, r.quote_suffix, r.quote_start,
       r.quote_start + char_length(r.quote)
  FROM import_rows r JOIN import_made m USING (line)
  JOIN claims_appearance a ON a.claim_id = m.claim_id
 WHERE r.quote IS NOT NULL ORDER BY r.line
""",
)

NOTES = """
SELECT n.line, n.speaker, n.several,
       ARRAY(SELECT s.id || ' ' || s.name FROM sources_speaker s
              WHERE s.id = ANY (n.alike) ORDER BY s.id LIMIT 10)
  FROM import_names n WHERE n.fresh AND n.outcome = 'unsure' ORDER BY n.line
"""
