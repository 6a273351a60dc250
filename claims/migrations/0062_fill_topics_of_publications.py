"""The topics of the publications that were there before."""

from typing import Any

from django.db import migrations

# As many publications at a time, from the first number and to the last.
LAST = """
SELECT max(number) FROM (
  SELECT number FROM claims_publication
   WHERE number > %s AND standing <> 'hidden' ORDER BY number LIMIT 1000) part
"""
# Two statements: the second sees the topics that another's publication made during the first.
TOPICS = """
INSERT INTO claims_publishedtopic (slug)
SELECT DISTINCT n.slug FROM claims_publication p, topics_named(p.body) n
 WHERE p.number > %s AND p.number <= %s AND p.standing <> 'hidden'
ON CONFLICT DO NOTHING
"""
LINKS = """
INSERT INTO claims_publicationtopic (publication_id, topic_id, name)
SELECT p.number, t.id, n.name
  FROM claims_publication p, topics_named(p.body) n JOIN claims_publishedtopic t ON t.slug = n.slug
 WHERE p.number > %s AND p.number <= %s AND p.standing <> 'hidden'
ON CONFLICT DO NOTHING
"""


def fill(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LAST, [0])
        first, (last,) = 0, cursor.fetchone()
        while last is not None:
            cursor.execute(TOPICS, [first, last])
            cursor.execute(LINKS, [first, last])
            cursor.execute(LAST, [last])
            first, (last,) = last, cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0061_topics_of_publications")]

    operations = [migrations.RunPython(fill)]
