"""Another transcript of the same recording is not independent evidence."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0142_claims_that_wait_for_an_epoch")]

    operations = [LoadSQL("claims", "evidence", "68f1b98a67b1")]
