"""Where a footnote names no evidence, the refusal says what to do."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0074_one_rule_for_archives"),
    ]

    operations = [LoadSQL("claims", "require_conclusion", "9e4d200c83fb")]
