"""Which sources and publishers a publication names, in tables of their own, by which it is found."""

import django.db.models.deletion
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0043_labels"),
        ("sources", "0007_publishers_that_look_alike"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicationPublisher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_publishers",
                        to="claims.publication",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.publisher",
                    ),
                ),
            ],
            options={
                "verbose_name": "publisher of a publication",
                "verbose_name_plural": "publishers of publications",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publisher", "publication"), name="publication_names_publisher_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicationSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_sources",
                        to="claims.publication",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sources.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "source of a publication",
                "verbose_name_plural": "sources of publications",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "publication"), name="publication_names_source_once"
                    )
                ],
            },
        ),
        LoadSQL("claims", "publication_keeps_sources", "362603a1cb5c"),
    ]
