"""Bodies say when a quote of a transcript is spoken, of which recording, and that it was listened to."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0114_epochs_in_plain_words")]

    operations = [LoadSQL("claims", "proposal_body", "0c6a39a7958c")]
