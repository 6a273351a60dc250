"""Evidence of reviews in progress gets its numbers; of a proposal that waits, when it is proposed again."""

from typing import Any

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from newsroom.history import acting

WAITING = """
SELECT r.id FROM claims_review r JOIN claims_claim c ON c.id = r.claim_id
 WHERE c.status = 'in_review' AND r.state = 'open'
   AND EXISTS (SELECT FROM claims_evidence WHERE review_id = r.id AND number IS NULL)
 ORDER BY r.id LIMIT 500
"""
NUMBER = """
UPDATE claims_evidence e SET number = numbered.number
  FROM (SELECT v.id, row_number() OVER (PARTITION BY v.review_id ORDER BY v.id) + coalesce(
                 (SELECT max(number) FROM claims_evidence WHERE review_id = v.review_id), 0) AS number
          FROM claims_evidence v WHERE v.review_id = ANY (%s) AND v.number IS NULL) numbered
 WHERE e.id = numbered.id
"""


def number(_apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(WAITING)
            reviews = [review for (review,) in cursor.fetchall()]
            if not reviews:
                return
            with acting(None, "evidence is numbered", using=alias):
                cursor.execute(NUMBER, [reviews])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0031_summaries")]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY evidence_number_once ON claims_evidence (review_id, number)"
        ),
        migrations.RunPython(number),
        ValidateConstraint(model_name="review", name="summary_is_one_line"),
        ValidateConstraint(model_name="review", name="rationale_has_a_known_format"),
        ValidateConstraint(model_name="review", name="rationale_can_be_rendered"),
    ]
