"""For readers: lists in the order in which things were said, and what publications name."""

from django.db import migrations

READING = """
-- Newest first with unknown days last, as one row comparison: an unknown day is the first of all.
CREATE INDEX listed_in_said_order ON claims_publication
  (coalesce(said_from, '0001-01-01'::date), number)
  WHERE shown_until IS NULL AND NOT withheld AND standing IN ('signed', 'under_review');
CREATE INDEX claims_in_said_order ON claims_claim (coalesce(said_from, '0001-01-01'::date), id);

-- The sources that a body names, and their publishers: of appearances and of evidence. Reading a
-- body costs, and the planner has to know: it would rather read them all than sort a few rows.
CREATE FUNCTION publication_sources(body text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
  SELECT ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint
      FROM (SELECT jsonb_path_query(body::jsonb, '$.appearances[*].source.id')
            UNION ALL SELECT jsonb_path_query(body::jsonb, '$.evidence[*].source.id')) f(i)
     WHERE i <> 'null' ORDER BY 1)
$$;
CREATE FUNCTION publication_publishers(body text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 AS $$
  SELECT ARRAY(
    SELECT DISTINCT (i #>> '{}')::bigint
      FROM (SELECT jsonb_path_query(body::jsonb, '$.appearances[*].source.publisher.id')
            UNION ALL SELECT jsonb_path_query(body::jsonb, '$.evidence[*].source.publisher.id')) f(i)
     WHERE i <> 'null' ORDER BY 1)
$$;
CREATE INDEX listed_by_source_named ON claims_publication USING gin (publication_sources(body))
  WHERE shown_until IS NULL AND NOT withheld AND standing IN ('signed', 'under_review');
CREATE INDEX listed_by_publisher_named ON claims_publication
  USING gin (publication_publishers(body))
  WHERE shown_until IS NULL AND NOT withheld AND standing IN ('signed', 'under_review');
"""

UNDO = """
DROP INDEX listed_by_publisher_named, listed_by_source_named, claims_in_said_order,
  listed_in_said_order;
DROP FUNCTION publication_publishers, publication_sources;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_speaker_guards_and_history")]

    operations = [migrations.RunSQL(READING, UNDO)]
