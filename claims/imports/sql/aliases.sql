-- Other names that the file gives a speaker, and the file's own name of a speaker matched by address:
-- added unless the public sees the speaker, the speaker is protected, another speaker has the name, or it
-- is a title or post: every name is a key by which later imports find the speaker.
WITH wanted AS (
  SELECT n.speaker_id, named.name, min(r.line) AS line
    FROM import_rows r JOIN import_names n ON (n.origin, n.speaker) = (r.origin, r.speaker),
         unnest(r.aliases || CASE WHEN n.fresh THEN r.speaker END) named(name)
   WHERE r.home = '' AND named.name IS NOT NULL GROUP BY 1, 2),
keyed AS (SELECT *, left(name_key(fold(name)), 300) AS key FROM wanted),
new AS (
  SELECT DISTINCT ON (k.speaker_id, k.key) k.* FROM keyed k
   WHERE k.key <> '' AND NOT EXISTS (
     SELECT FROM sources_alias a
      WHERE name_key(a.folded) = k.key AND a.speaker_id = ANY (merged_speakers(k.speaker_id)))
   ORDER BY k.speaker_id, k.key, k.line),
judged AS (
  SELECT n.*, s.name AS speaker,
         CASE WHEN n.name = ANY (%(posts)s::text[]) THEN 'post'
              WHEN EXISTS (SELECT FROM sources_alias a WHERE name_key(a.folded) = n.key) THEN 'another'
              WHEN count(*) OVER (PARTITION BY n.key) > 1 THEN 'several'
              WHEN s.protected OR is_published_speaker(s.id) THEN 'public' END AS why
    FROM new n JOIN sources_speaker s ON s.id = n.speaker_id),
added AS (
  INSERT INTO sources_alias (speaker_id, name)
  SELECT speaker_id, name FROM judged WHERE why IS NULL ORDER BY line, name)
SELECT line, name, why, speaker_id || ' ' || speaker FROM judged WHERE why IS NOT NULL ORDER BY line, name;
