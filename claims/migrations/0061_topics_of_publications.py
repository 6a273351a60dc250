"""Which topics a publication names, in tables of their own, by which the list of topics is made."""

import django.db.models.deletion
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0060_validate_notices_of_jobs")]

    operations = [
        migrations.CreateModel(
            name="PublishedTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.TextField()),
            ],
            options={
                "verbose_name": "published topic",
                "verbose_name_plural": "published topics",
                "constraints": [
                    models.UniqueConstraint(fields=("slug",), name="published_topic_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicationTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                (
                    "publication",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_topics",
                        to="claims.publication",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="claims.publishedtopic",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic of a publication",
                "verbose_name_plural": "topics of publications",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("topic", "publication"), name="publication_names_topic_once"
                    )
                ],
            },
        ),
        LoadSQL("claims", "publication_keeps_topics", "e83f56d2fb3c"),
    ]
