"""Protecting a speaker hides many claims in one statement; a job shows again what may be public."""

import django.db.models.deletion
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_fill_words_of_publications")]

    operations = [
        migrations.CreateModel(
            name="ClaimToShow",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim to show again",
                "verbose_name_plural": "claims to show again",
            },
        ),
        # It is made anew with a condition.
        migrations.RunSQL("DROP TRIGGER publication_is_current ON claims_claim"),
        LoadSQL("claims", "protected_name_uses", "d6486e6d460b"),
        LoadSQL("claims", "withhold", "ae57bf0d95bc"),
        LoadSQL("claims", "publication_insert", "75aab2bc7a41"),
        LoadSQL("claims", "relations_at_both_ends", "11476e35e055"),
        LoadSQL("claims", "publication_is_current", "2cfe9815b730"),
        LoadSQL("claims", "claims_to_show", "50844e1d7fae"),
    ]
