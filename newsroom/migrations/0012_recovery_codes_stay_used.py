"""Nobody replaces another person's recovery codes, or makes a used one good again."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0011_labels")]

    operations = [LoadSQL("newsroom", "second_factors", "976b3f768aa1")]
