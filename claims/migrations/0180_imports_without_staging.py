"""Imports write their rows themselves: the staging tables go."""

from django.db import migrations

DROP = """
-- squawk-ignore ban-drop-function
DROP FUNCTION IF EXISTS analyze_staging(text);
-- squawk-ignore ban-drop-table
DROP TABLE IF EXISTS import_rows, import_judged, import_names, import_unnamed, import_publishers,
  import_sources, import_made, import_new;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0179_validate_language_codes")]

    operations = [migrations.RunSQL(DROP)]
