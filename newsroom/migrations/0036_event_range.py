"""Each event has a number below the end of the first range; the table becomes the first partition later."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL

# Far enough ahead of the last event that none reaches it before the table is partitioned. A view refers to a table
# and not to its name, so it would go on reading the first partition alone.
RANGE = """
DO $$
DECLARE
  views text := (
    SELECT string_agg(DISTINCT r.ev_class::regclass::text, ', ')
      FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
     WHERE d.refobjid = 'newsroom_event'::regclass);
BEGIN
  IF views IS NOT NULL THEN
    RAISE EXCEPTION 'newsroom_event will be another table, and these views would miss new events: %', views
      USING HINT = 'Drop them, migrate, and create them again.';
  END IF;
  EXECUTE format('ALTER TABLE newsroom_event ADD CONSTRAINT %I CHECK (id < %s) NOT VALID', 'event_in_first_range', (
    SELECT ((last_value + events_per_partition() / 2) / events_per_partition() + 1) * events_per_partition()
      FROM newsroom_event_id_seq));
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0035_log_mark")]

    operations = [
        LoadSQL("newsroom", "event_partitions", "d5f276e40ebd"),
        migrations.RunSQL(RANGE),
    ]
