"""A newsroom's own labels for its conclusions; a proposal may name one, and its body repeats it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0042_readers_requests"),
        ("newsroom", "0011_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="exportrow",
            name="label",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="exportrow",
            name="label_best",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="exportrow",
            name="label_definition",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="exportrow",
            name="label_key",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="exportrow",
            name="label_name",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="exportrow",
            name="label_number",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="exportrow",
            name="label_worst",
            field=models.IntegerField(null=True),
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, verbose_name="slug")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labels_made",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "label",
                "verbose_name_plural": "labels",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="LabelEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("definition", models.CharField(max_length=500, verbose_name="definition")),
                (
                    "translations",
                    models.JSONField(blank=True, default=list, verbose_name="translations"),
                ),
                (
                    "attribution",
                    models.CharField(
                        choices=[
                            ("reported", "reported"),
                            ("confirmed", "confirmed"),
                            ("misattributed", "misattributed"),
                        ],
                        max_length=20,
                        verbose_name="attribution",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("verified", "verified"),
                            ("refuted", "refuted"),
                            ("mixed", "mixed"),
                            ("disputed", "disputed"),
                            ("unverifiable", "unverifiable"),
                            ("unrated", "unrated"),
                        ],
                        max_length=20,
                        verbose_name="rating",
                    ),
                ),
                (
                    "value",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="number on the scale"
                    ),
                ),
                (
                    "worst",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="lowest number"
                    ),
                ),
                (
                    "best",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="highest number"
                    ),
                ),
                ("retired", models.BooleanField(default=False, verbose_name="retired")),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="newsroom.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "label",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="claims.label",
                        verbose_name="label",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition of a label",
                "verbose_name_plural": "editions of labels",
                "ordering": ["-number"],
            },
        ),
        migrations.AddField(
            model_name="round",
            name="label",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="claims.labeledition",
                verbose_name="label",
            ),
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(
                models.F("slug"),
                name="label_slug_once",
                violation_error_message="A label has this slug already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="labeledition",
            constraint=models.UniqueConstraint(
                models.F("label"), models.F("number"), name="label_edition_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="labeledition",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S"), ("definition__regex", "\\S")),
                name="label_has_name_and_definition",
                violation_error_message="A label has a name and a definition.",
            ),
        ),
        migrations.AddConstraint(
            model_name="labeledition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("attribution", "misattributed"), _negated=True),
                    ("status", "unrated"),
                    _connector="OR",
                ),
                name="label_misattributed_is_unrated",
                violation_error_message="A label for misattributed claims stands for “unrated”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="labeledition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("best__isnull", True), ("value__isnull", True), ("worst__isnull", True)
                    ),
                    models.Q(
                        ("best__gt", models.F("worst")),
                        ("best__isnull", False),
                        ("best__lte", 100),
                        ("value__gte", models.F("worst")),
                        ("value__isnull", False),
                        ("value__lte", models.F("best")),
                        ("worst__gte", 1),
                        ("worst__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="label_number_is_on_its_scale",
                violation_error_message="Give the number with the lowest and the highest of its scale, which lie between 1 and 100; or none of the three.",
            ),
        ),
        migrations.AddConstraint(
            model_name="labeledition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", True),
                    ("status__in", ("refuted", "mixed", "verified")),
                    _connector="OR",
                ),
                name="label_without_a_rating_has_no_number",
                violation_error_message="Only labels for verified, refuted and mixed claims have a number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="labeledition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", True),
                    models.Q(("status", "verified"), ("value", models.F("best"))),
                    models.Q(
                        models.Q(("status", "verified"), _negated=True),
                        ("value__lt", models.F("best")),
                    ),
                    _connector="OR",
                ),
                name="label_number_fits_its_rating",
                violation_error_message="The highest number belongs to labels for verified claims, and to them alone: whatever has a lower one admits that something is missing.",
            ),
        ),
        migrations.RunSQL("DROP FUNCTION IF EXISTS proposal_body(bigint, text, text)"),
        LoadSQL("claims", "labels", "30847bcd218f"),
        LoadSQL("claims", "proposal_body", "2b0469fc717d"),
        LoadSQL("claims", "round_guard", "1976f53410ae"),
        LoadSQL("claims", "export_rows", "cd118b54f0d6"),
    ]
