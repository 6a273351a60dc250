"""Bodies are stored as they are: what is read a million at a time is not compressed.

It takes two thirds more room, and reading one takes half the time. What was published before stays
stored as it was: publications are never written anew.
"""

from django.db import migrations

PLAIN = "ALTER TABLE claims_publication ALTER COLUMN body SET STORAGE EXTERNAL"
UNDO = "ALTER TABLE claims_publication ALTER COLUMN body SET STORAGE EXTENDED"


class Migration(migrations.Migration):
    dependencies = [("claims", "0025_saved_searches")]

    operations = [migrations.RunSQL(PLAIN, UNDO)]
