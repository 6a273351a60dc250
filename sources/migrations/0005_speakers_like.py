"""Speakers found by a name that is misspelt or half typed."""

from django.db import migrations

LIKE = """
-- Loads pg_trgm, whose parameters nobody but a superuser may name before.
SELECT similarity('', '');

-- Whom names and aliases that resemble the words lead to, the likest first; at most so many names.
-- A name that belongs to a protected speaker leads to nobody unless those are asked for, too.
CREATE FUNCTION speakers_like(words text, protected_too boolean, at_most integer)
RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 20
SET search_path = public, pg_temp SET pg_trgm.word_similarity_threshold = 0.45 AS $$
  SELECT DISTINCT speaker_stands_for(a.speaker_id) FROM (
    SELECT speaker_id FROM sources_alias WHERE fold(words) <% folded
     ORDER BY word_similarity(fold(words), folded) DESC, similarity(fold(words), folded) DESC, id
     LIMIT at_most) a
    JOIN sources_speaker s ON s.id = a.speaker_id
   WHERE protected_too OR NOT s.protected
$$;
-- How like the words the likest of their names is, from 0 to 1.
CREATE FUNCTION name_likeness(speaker bigint, words text, protected_too boolean) RETURNS real
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT max(0.9 * word_similarity(fold(words), a.folded) + 0.1 * similarity(fold(words), a.folded))
    FROM sources_alias a JOIN sources_speaker s ON s.id = a.speaker_id
   WHERE a.speaker_id = ANY (speakers_same_as(speaker)) AND (protected_too OR NOT s.protected)
$$;
"""

UNDO = "DROP FUNCTION name_likeness, speakers_like;"


class Migration(migrations.Migration):
    dependencies = [("sources", "0004_capture_guards")]

    operations = [migrations.RunSQL(LIKE, UNDO)]
