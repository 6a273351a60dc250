"""The words of the publications that were there before."""

from typing import Any

from django.db import migrations

# As many at a time; the number of the last.
FILL = """
WITH part AS MATERIALIZED (
  SELECT number, body FROM claims_publication p
   WHERE number > %s AND standing <> 'hidden'
     AND NOT EXISTS (SELECT FROM claims_publicationwords WHERE publication_id = p.number)
   ORDER BY number LIMIT 1000),
filled AS (
  INSERT INTO claims_publicationwords (publication_id, words)
  SELECT number, publication_words(body) FROM part ON CONFLICT DO NOTHING)
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
    dependencies = [("claims", "0011_words_of_publications")]

    operations = [migrations.RunPython(fill)]
