"""An erasure keeps the numbers of the events of history that it changed."""

import django.contrib.postgres.fields
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL

# They return these numbers now. Only functions that are loaded again below call them.
REPLACED = """
-- squawk-ignore ban-drop-function
DROP FUNCTION IF EXISTS erase_events(text, text[], text[]);
-- squawk-ignore ban-drop-function
DROP FUNCTION IF EXISTS erase_names(text[], text[], bigint);
-- squawk-ignore ban-drop-function
DROP FUNCTION IF EXISTS erase_person(bigint, text[], text[], bigint);
-- squawk-ignore ban-drop-function
DROP FUNCTION IF EXISTS erase_source(bigint, bigint);
-- squawk-ignore ban-drop-function
DROP FUNCTION IF EXISTS erase_message(text, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0140_translations")]

    operations = [
        migrations.AddField(
            model_name="erasure",
            name="events",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), editable=False, null=True, size=None
            ),
        ),
        migrations.RunSQL(REPLACED),
        LoadSQL("claims", "erasures", "90e856dadc7e"),
    ]
