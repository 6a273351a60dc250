"""The deadline of an awaited reply may be moved to a later day."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0048_names_and_links_take_two")]

    operations = [
        LoadSQL("claims", "reply_requests", "508b14cf0b34"),
        LoadSQL("claims", "authors", "e9e599590cfb"),
    ]
