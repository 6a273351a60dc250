"""The numbers of the events that exist are below the end of the first range."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("newsroom", "0036_event_range")]

    operations = [
        migrations.RunSQL("ALTER TABLE newsroom_event VALIDATE CONSTRAINT event_in_first_range")
    ]
