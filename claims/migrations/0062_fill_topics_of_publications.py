"""The topics of the publications that were there before."""

from typing import Any

from django.db import migrations

# As many at a time; the number of the last.
FILL = """
WITH part AS MATERIALIZED (
  SELECT number, body FROM claims_publication
   WHERE number > %s AND standing <> 'hidden' ORDER BY number LIMIT 1000),
named AS MATERIALIZED (SELECT p.number, n.* FROM part p, topics_named(p.body) n),
added AS (
  INSERT INTO claims_publishedtopic (slug) SELECT DISTINCT slug FROM named
  ON CONFLICT DO NOTHING RETURNING id, slug),
topics AS (
  SELECT id, slug FROM added UNION SELECT id, slug FROM claims_publishedtopic),
links AS (
  INSERT INTO claims_publicationtopic (publication_id, topic_id, name)
  SELECT n.number, t.id, n.name FROM named n JOIN topics t USING (slug) ON CONFLICT DO NOTHING)
SELECT max(number) FROM part
"""


def fill(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while last is not None:
            cursor.execute(FILL, [last])
            (last,) = cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0061_topics_of_publications")]

    operations = [migrations.RunPython(fill)]
