"""A signature of another version, as before an erasure, is not the key that the policy asks for."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0148_erasures_and_what_names_a_version")]

    operations = [LoadSQL("claims", "signatures", "d05612e1fd3a")]
