-- Links that the file gives a speaker who was there before, by the same rules as other names.
WITH new AS (
  SELECT n.speaker_id, link, min(n.line) AS line
    FROM import_names n JOIN sources_speaker s ON s.id = n.speaker_id, unnest(n.same_as) link
   WHERE link <> ALL (s.same_as) GROUP BY 1, 2),
judged AS (
  SELECT n.*, s.name AS speaker,
         CASE WHEN EXISTS (SELECT FROM sources_speaker o WHERE o.same_as && ARRAY[n.link]::varchar[]
                              AND o.id <> ALL (merged_speakers(s.id))) THEN 'another'
              WHEN count(*) OVER (PARTITION BY n.link) > 1 THEN 'several'
              WHEN s.protected OR is_published_speaker(s.id) THEN 'public' END AS why
    FROM new n JOIN sources_speaker s ON s.id = n.speaker_id),
added AS (
  UPDATE sources_speaker s SET same_as = s.same_as || j.links
    FROM (SELECT speaker_id, array_agg(link ORDER BY link)::varchar[] AS links FROM judged
           WHERE why IS NULL GROUP BY 1) j
   WHERE s.id = j.speaker_id)
SELECT line, link, why, speaker_id || ' ' || speaker FROM judged WHERE why IS NOT NULL ORDER BY line, link;
