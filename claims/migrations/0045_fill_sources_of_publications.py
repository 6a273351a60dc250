"""The sources and publishers of the publications that were there before."""

from typing import Any

from django.db import migrations

# As many at a time; the number of the last.
FILL = """
WITH part AS MATERIALIZED (
  SELECT number, body FROM claims_publication
   WHERE number > %s AND standing <> 'hidden' ORDER BY number LIMIT 1000),
sources AS (
  INSERT INTO claims_publicationsource (publication_id, source_id)
  SELECT number, unnest(publication_sources(body)) FROM part ON CONFLICT DO NOTHING),
publishers AS (
  INSERT INTO claims_publicationpublisher (publication_id, publisher_id)
  SELECT number, unnest(publication_publishers(body)) FROM part ON CONFLICT DO NOTHING)
SELECT max(number) FROM part
"""
# They served the same searches, and the planner took them for far fewer rows than they found.
DROP = """
DROP INDEX CONCURRENTLY IF EXISTS listed_by_source_named;
DROP INDEX CONCURRENTLY IF EXISTS listed_by_publisher_named;
"""


def fill(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while last is not None:
            cursor.execute(FILL, [last])
            (last,) = cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0044_sources_of_publications")]

    operations = [
        migrations.RunPython(fill),
        *[migrations.RunSQL(line) for line in DROP.strip().splitlines()],
    ]
