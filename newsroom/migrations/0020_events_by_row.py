"""The index of events by row names each row once."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("newsroom", "0019_texts_beside_events")]

    operations = [
        AddIndexConcurrently("event", models.Index("table", "row", name="event_by_row")),
        RemoveIndexConcurrently("event", "event_of_row"),
    ]
