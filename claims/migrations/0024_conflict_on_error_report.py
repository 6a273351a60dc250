"""Whoever declares a conflict of interest doesn't decide on an error report of the claim either."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0023_reason_kind_is_published")]

    operations = [LoadSQL("claims", "error_reports", "533f7b60f15e")]
