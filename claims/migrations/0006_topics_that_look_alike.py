"""No two topics have names that readers can't tell apart."""

from django.db import migrations, models

import newsroom.querysets

REFUSE_LOOK_ALIKES = """
DO $$
DECLARE
  found text;
BEGIN
  SELECT string_agg(same, '; ') INTO found FROM (
    SELECT string_agg(format('%s (number %s)', name, id), ', ' ORDER BY id) AS same
      FROM claims_topic GROUP BY look_alike_key(name) HAVING count(*) > 1) s;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'These topics have names that look alike: %. Rename all but one at the desk, then migrate again.', found;
  END IF;
END $$
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0005_description_after_protection"), ("newsroom", "0006_names")]

    operations = [
        migrations.RunSQL(REFUSE_LOOK_ALIKES),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY topic_looks_like_no_other"
            " ON claims_topic (look_alike_key(name))",
            state_operations=[
                migrations.AddConstraint(
                    model_name="topic",
                    constraint=models.UniqueConstraint(
                        newsroom.querysets.LookAlikeKey("name"),
                        name="topic_looks_like_no_other",
                        violation_error_message="A topic has this name already, or one that looks like it. Use that one.",
                    ),
                )
            ],
        ),
    ]
