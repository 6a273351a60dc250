"""What is taken down names no recording."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0123_agreement_is_settled")]

    operations = [LoadSQL("claims", "takedowns", "7cc713ebab7f")]
