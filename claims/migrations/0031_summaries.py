"""A summary beside each rationale, a rationale in Markdown, and numbers by which footnotes cite evidence."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0030_words_of_one_person")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="summary",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="summary"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="rationale_format",
            field=models.CharField(
                blank=True,
                choices=[("markdown", "Markdown")],
                db_default="",
                default="",
                max_length=20,
                verbose_name="format of the rationale",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="number",
            field=models.PositiveSmallIntegerField(
                blank=True, editable=False, null=True, verbose_name="number"
            ),
        ),
        migrations.AddField(
            model_name="exportrow", name="summary", field=models.TextField(db_default="")
        ),
        migrations.AddField(
            model_name="exportrow", name="rationale_format", field=models.TextField(db_default="")
        ),
        AddConstraintNotValid(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("summary__regex", "[\\n\\r]"), _negated=True),
                name="summary_is_one_line",
                violation_error_message="A summary is one sentence, on one line.",
            ),
        ),
        AddConstraintNotValid(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("rationale_format__in", ["", "markdown"])),
                name="rationale_has_a_known_format",
                violation_error_message="A rationale is plain text or Markdown.",
            ),
        ),
        AddConstraintNotValid(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rationale_format", ""),
                    LessThanOrEqual(Length("rationale"), 30000),
                    _connector="OR",
                ),
                name="rationale_can_be_rendered",
                violation_error_message="A rationale has at most 30,000 characters.",
            ),
        ),
        LoadSQL("claims", "evidence", "d7c7c0a0124d"),
        LoadSQL("claims", "review_guard", "f761109cc2c5"),
        LoadSQL("claims", "require_conclusion", "5066c4063f6e"),
        LoadSQL("claims", "round_guard", "ee731f6cf280"),
        LoadSQL("claims", "authors", "0e7706adf331"),
        LoadSQL("claims", "proposal_body", "2c5245a0413f"),
        LoadSQL("claims", "names_in_publications", "cc93b10039c9"),
        LoadSQL("claims", "export_rows", "8d8f0c36ff8e"),
    ]
