from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("sources", "0027_validate_limits_of_texts")]

    operations = [LoadSQL("sources", "transcripts", "4c0f7f9bae3f")]
