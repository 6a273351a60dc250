"""The partitions for the events to come, and the one for what no range takes: apart, because making files takes a while."""

from django.db import migrations

AHEAD = """
CREATE TABLE newsroom_event_rest (LIKE newsroom_event INCLUDING ALL EXCLUDING IDENTITY);
SELECT make_event_partitions();
ALTER TABLE newsroom_event ATTACH PARTITION newsroom_event_rest DEFAULT
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0038_partition_events")]

    operations = [migrations.RunSQL(AHEAD)]
