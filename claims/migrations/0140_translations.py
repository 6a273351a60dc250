"""A signed review in other languages, each signed by two people who read both."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0135_logs_that_do_not_match"),
        ("newsroom", "0035_log_mark"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Translation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("original", models.CharField(max_length=64, verbose_name="translated version")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("text", models.TextField(verbose_name="statement")),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="summary")),
                ("rationale", models.TextField(verbose_name="public rationale")),
                (
                    "translator_reads_both",
                    models.BooleanField(verbose_name="translator reads both languages"),
                ),
                (
                    "checker_reads_both",
                    models.BooleanField(verbose_name="second person reads both languages"),
                ),
                (
                    "signed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="signed at",
                    ),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="newsroom.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations_checked",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations",
                        to="claims.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations",
                        to="claims.review",
                        verbose_name="review",
                    ),
                ),
                (
                    "translated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations_written",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="translated by",
                    ),
                ),
            ],
            options={
                "verbose_name": "translation",
                "verbose_name_plural": "translations",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checker_reads_both", True), ("translator_reads_both", True)
                        ),
                        name="translation_is_read_in_both_languages",
                        violation_error_message="Both people state that they read both languages.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text__regex", "\\S"), ("rationale__regex", "\\S")),
                        name="translation_has_text_and_rationale",
                        violation_error_message="A translation has the statement and the rationale.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("summary__regex", "[\\n\\r]"), _negated=True),
                        name="translation_summary_is_one_line",
                        violation_error_message="A summary is one sentence, on one line.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("rationale"), 30000
                            )
                        ),
                        name="translation_can_be_rendered",
                        violation_error_message="A rationale has at most 30,000 characters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__regex", "^[a-z]{2,3}(-[a-z0-9]{2,8})*$")),
                        name="translation_names_its_language",
                        violation_error_message="Choose one of the languages of the site.",
                    ),
                ],
            },
        ),
        LoadSQL("claims", "translations", "3054fb108b63"),
        LoadSQL("claims", "proposal_body", "0012d50c43e6"),
        LoadSQL("claims", "public_body", "174bbf7edf40"),
        LoadSQL("claims", "names_in_publications", "78a90ab85c84"),
    ]
