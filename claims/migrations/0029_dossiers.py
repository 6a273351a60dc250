"""Dossiers: a title, an introduction and an order of claims, signed by two."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0028_validate_notices_of_replies"),
        ("newsroom", "0010_dossiers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dossier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=100, verbose_name="slug")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                    ),
                ),
                (
                    "offline_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="offline since"),
                ),
                (
                    "offline_reason",
                    models.TextField(
                        blank=True, db_default="", default="", verbose_name="why offline"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers_made",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "offline_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken offline by",
                    ),
                ),
            ],
            options={
                "verbose_name": "dossier",
                "verbose_name_plural": "dossiers",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DossierEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("introduction", models.TextField(verbose_name="introduction")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "claims",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="claims"
                    ),
                ),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
                (
                    "signed_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        size=None,
                        verbose_name="signed by",
                    ),
                ),
                ("alone", models.BooleanField(default=False, verbose_name="one person")),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="newsroom.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="claims.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition of a dossier",
                "verbose_name_plural": "editions of dossiers",
                "ordering": ["-number"],
            },
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.UniqueConstraint(
                models.F("slug"),
                name="dossier_slug_once",
                violation_error_message="A dossier has this address already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("offline_at__isnull", True),
                        ("offline_by__isnull", True),
                        ("offline_reason", ""),
                    ),
                    models.Q(
                        models.Q(("offline_reason", ""), _negated=True),
                        ("offline_at__isnull", False),
                        ("offline_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="dossier_is_offline_for_a_reason",
                violation_error_message="Say why the dossier goes offline.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossieredition",
            constraint=models.UniqueConstraint(
                models.F("dossier"), models.F("number"), name="edition_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dossieredition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True),
                    models.Q(("introduction", ""), _negated=True),
                ),
                name="edition_has_title_and_introduction",
                violation_error_message="A dossier has a title and an introduction.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossieredition",
            constraint=models.CheckConstraint(
                condition=models.Q(("claims__len__gte", 1), ("claims__len__lte", 200)),
                name="edition_has_claims",
                violation_error_message="A dossier has between 1 and 200 claims.",
            ),
        ),
        LoadSQL("claims", "dossiers", "c1685fe1b6d8"),
    ]
