-- The new speakers who may be one of the existing ones.
SELECT n.line, n.speaker, n.several,
       ARRAY(SELECT s.id || ' ' || s.name FROM sources_speaker s
              WHERE s.id = ANY (n.alike) ORDER BY s.id LIMIT 10)
  FROM import_names n WHERE n.fresh AND n.outcome = 'unsure' ORDER BY n.line;
