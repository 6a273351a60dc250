"""A dump is restored by the owner's role: no function sets an option of pg_trgm beside its body."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("sources", "0010_archived_copies_in_ones_own_name")]

    operations = [LoadSQL("sources", "speaker_names", "3db64b50dd6c")]
