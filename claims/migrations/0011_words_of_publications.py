"""The words of publications in a table of their own, by which they are searched for a name."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_importrun_quantities_read_to")]

    operations = [
        migrations.CreateModel(
            name="PublicationWords",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="claims.publication",
                    ),
                ),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "words of a publication",
                "verbose_name_plural": "words of publications",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("words"), name="words_of_publications"
                    )
                ],
            },
        ),
        LoadSQL("claims", "names_in_publications", "c6c720bc1cd3"),
        LoadSQL("claims", "publication_keeps_words", "4593bffecd24"),
    ]
