"""Names of one length in a unique column are erased by different words; their pattern is made once for all rows."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0162_parts_of_names_are_counted")]

    operations = [LoadSQL("claims", "erasures", "15d24020d79c")]
