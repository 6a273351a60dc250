"""Synonyms: terms that searches take for the same."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0050_nearness_and_forms_of_words"),
    ]

    operations = [
        LoadSQL("claims", "terms", "a0f53bfac979"),
        migrations.CreateModel(
            name="Synonyms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None, verbose_name="terms"
                    ),
                ),
                (
                    "keys",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func("terms", function="folded_terms"),
                        output_field=django.contrib.postgres.fields.ArrayField(
                            base_field=models.TextField(), size=None
                        ),
                    ),
                ),
                (
                    "in_use",
                    models.BooleanField(db_default=True, default=True, verbose_name="in use"),
                ),
            ],
            options={
                "verbose_name": "synonyms",
                "verbose_name_plural": "synonyms",
                "ordering": ["pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("in_use", True)),
                        fields=["keys"],
                        name="synonyms_by_key",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Func(
                                "terms", function="are_terms", output_field=models.BooleanField()
                            )
                        ),
                        name="synonyms_are_terms",
                        violation_error_message="Give two to ten different terms, each of at most five words, without quotation marks, commas or equals signs.",
                    )
                ],
            },
        ),
        LoadSQL("claims", "synonyms", "eb339bddb4bd"),
    ]
