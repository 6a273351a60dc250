"""An erasure also removes a proposal's earlier hash from where others name it."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0146_erasing_recordings_without_text")]

    operations = [LoadSQL("claims", "erasures", "768e8efbe165")]
