"""No two publishers of one domain have names that readers can't tell apart."""

from django.db import migrations, models

import newsroom.querysets

REFUSE_LOOK_ALIKES = """
DO $$
DECLARE
  found text;
BEGIN
  SELECT string_agg(same, '; ') INTO found FROM (
    SELECT string_agg(format('%s (number %s)', name, id), ', ' ORDER BY id) AS same
      FROM sources_publisher GROUP BY look_alike_key(name), domain HAVING count(*) > 1) s;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'These publishers have names that look alike: %. Rename all but one at the desk, then migrate again.', found;
  END IF;
END $$
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sources", "0006_validate_addresses_of_speakers"), ("newsroom", "0006_names")]

    operations = [
        migrations.RunSQL(REFUSE_LOOK_ALIKES),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY publisher_looks_like_no_other"
            " ON sources_publisher (look_alike_key(name), domain)",
            state_operations=[
                migrations.AddConstraint(
                    model_name="publisher",
                    constraint=models.UniqueConstraint(
                        newsroom.querysets.LookAlikeKey("name"),
                        models.F("domain"),
                        name="publisher_looks_like_no_other",
                        violation_error_message="This publisher exists already, or one whose name looks like it. Use that one.",
                    ),
                )
            ],
        ),
        migrations.RemoveConstraint(model_name="publisher", name="publisher_once"),
    ]
