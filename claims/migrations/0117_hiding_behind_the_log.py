"""Behind the public log, what is hidden is hidden at once, and its neighbours' rows follow, too."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0116_times_of_the_protected")]

    operations = [
        LoadSQL("claims", "relations_at_both_ends", "6acea19dde28"),
        LoadSQL("claims", "takedowns", "d90c0d42c0be"),
        LoadSQL("claims", "served_body", "f7aa396264f2"),
    ]
