"""The names of those who read a translation are searched for protected names, as those of the signers are."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0143_one_recording_is_one_source")]

    operations = [LoadSQL("claims", "public_body", "c0184037fb18")]
