"""The limits of texts (0172) hold for rationales, too; working days are counted where their tables are."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0173_validate_limits_of_texts"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="review", name="rationale_can_be_rendered"),
        migrations.RemoveConstraint(model_name="translation", name="translation_can_be_rendered"),
        LoadSQL("claims", "reply_requests", "3a95576b685e"),
    ]
