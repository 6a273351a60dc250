"""Names of one length in a column that is unique are erased by different words."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0162_parts_of_names_are_counted")]

    operations = [LoadSQL("claims", "erasures", "2aa1700251e5")]
