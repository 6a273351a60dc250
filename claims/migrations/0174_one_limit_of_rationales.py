"""The limits of texts (0172) hold for rationales, too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0173_validate_limits_of_texts"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="review", name="rationale_can_be_rendered"),
        migrations.RemoveConstraint(model_name="translation", name="translation_can_be_rendered"),
    ]
