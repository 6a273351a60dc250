"""A body says with which keys its version was signed."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0089_signatures")]

    operations = [
        LoadSQL("claims", "names_in_publications", "7c9c3687edca"),
        LoadSQL("claims", "public_body", "119868a88db6"),
        LoadSQL("claims", "publication_insert", "d39fc659cb12"),
    ]
