"""A publication as one flat row of a table."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.publication import Publication


class ExportRow(models.Model):
    """A listed publication's body as cells of a table, for CSV and Parquet.

    Of several quantities the first, of several appearances the first known one, else the first.
    PostgreSQL derives it once (``export_row``), so that an export of a million parses nothing.
    """

    publication = models.OneToOneField(
        Publication, models.PROTECT, primary_key=True, related_name="export_row"
    )
    speaker_kind = models.TextField()
    speaker_name = models.TextField()
    speaker_description = models.TextField()
    speaker_role = models.TextField()
    speaker_organisation = models.TextField()
    said_basis = models.TextField()
    said_note = models.TextField()
    # As JSON; empty without one.
    label = models.TextField(db_default="")
    label_key = models.TextField(db_default="")
    label_name = models.TextField(db_default="")
    label_definition = models.TextField(db_default="")
    label_number = models.IntegerField(null=True)
    label_worst = models.IntegerField(null=True)
    label_best = models.IntegerField(null=True)
    summary = models.TextField(db_default="")
    rationale = models.TextField()
    rationale_format = models.TextField(db_default="")
    reason = models.TextField()
    four_eyes = models.BooleanField(null=True)
    quantities = models.IntegerField()
    quantity_low = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    quantity_high = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    quantity_unit = models.TextField()
    quantity_bound = models.TextField()
    quantity_qualifier = models.TextField()
    quantity_counted = models.TextField()
    quantity_as_of = models.DateField(null=True)
    appearances = models.IntegerField()
    first_known = models.BooleanField(null=True)
    source_id = models.BigIntegerField(null=True)
    source_uri = models.TextField()
    source_kind = models.TextField()
    source_title = models.TextField()
    source_byline = models.TextField()
    source_publisher = models.TextField()
    source_published_on = models.DateField(null=True)
    source_language = models.TextField()
    text_sha256 = models.TextField()
    verb = models.TextField()
    directness = models.TextField()
    described_as = models.TextField()
    translated_from = models.TextField()
    quotes = ArrayField(models.TextField())
    taken_down = models.BooleanField()
    # No cell, nor the wording, could be read as a formula: see spreadsheet_text().
    spreadsheet_safe = models.BooleanField()

    class Meta:
        verbose_name = _("export row")
        verbose_name_plural = _("export rows")
        indexes = [
            models.Index(
                fields=["label_key", "publication"],
                condition=~Q(label_key=""),
                name="export_row_by_label",
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}"
