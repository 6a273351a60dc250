-- Speakers found by a name that is misspelt or half typed.

-- The speakers whose names or aliases resemble the words, from the at_most most similar names. Names
-- of protected speakers count only if protected_too.
--
-- The threshold is set inside: as a setting of the function it could be restored from a dump by a
-- superuser alone, because pg_trgm isn't loaded then.
CREATE OR REPLACE FUNCTION speakers_with_similar_names(words text, protected_too boolean, at_most integer)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 20 SET search_path = public, pg_temp AS $$
DECLARE
  -- Loads pg_trgm.
  nothing real := similarity('', '');
  before text := current_setting('pg_trgm.word_similarity_threshold');
BEGIN
  PERFORM set_config('pg_trgm.word_similarity_threshold', '0.45', true);
  RETURN QUERY
  SELECT DISTINCT canonical_speaker(a.speaker_id) FROM (
    SELECT speaker_id, name FROM sources_alias WHERE fold(words) <% folded
     ORDER BY word_similarity(fold(words), folded) DESC, similarity(fold(words), folded) DESC, id
     LIMIT at_most) a
    JOIN sources_speaker s ON s.id = a.speaker_id
   WHERE protected_too OR NOT s.protected AND NOT contains_a_protected_name(a.name);
  PERFORM set_config('pg_trgm.word_similarity_threshold', before, true);
END $$;

-- How similar the words are to the most similar of the speaker's names, from 0 to 1.
CREATE OR REPLACE FUNCTION name_similarity(speaker bigint, words text, protected_too boolean) RETURNS real
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT max(0.9 * word_similarity(fold(words), a.folded) + 0.1 * similarity(fold(words), a.folded))
    FROM sources_alias a JOIN sources_speaker s ON s.id = a.speaker_id
   WHERE a.speaker_id = ANY (merged_speakers(speaker)) AND (protected_too OR NOT s.protected)
$$;
