"""What web.archive.org may be asked to save, and what a copy at archive.today does not prove."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0040_validate_suggested_by_a_method"),
        ("sources", "0008_archived_copies"),
    ]

    operations = [
        LoadSQL("claims", "archiving", "a95979fb92a4"),
        LoadSQL("claims", "require_conclusion", "ec80ec23ff56"),
    ]
