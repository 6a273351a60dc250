"""A summary names no press contact, as the rationale doesn't."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0037_candidates_by_score")]

    operations = [LoadSQL("claims", "require_conclusion", "8285a12115ec")]
