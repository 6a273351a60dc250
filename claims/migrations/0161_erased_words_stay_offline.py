"""No hold is lifted while what was signed is erased."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0160_erasures_by_jobs")]

    operations = [LoadSQL("claims", "hold_guard", "a9530f564bd7")]
