"""Bulk imports, and the origin of each imported claim."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import ImportFormat, ImportNoteKind, ImportState, NameOutcome
from claims.models.claim import Claim
from newsroom.models import User
from newsroom.schema import SHA256, check, choice, key_to, optional_key_to, unique
from sources.models import Source, Speaker


class ImportRun(models.Model):
    """One file imported by one person; after an interruption it continues after ``position``.

    ``position`` is the number of lines (in ClaimReview: reviews) of the file that are done.
    """

    format = models.CharField(_("format"), max_length=20, choices=ImportFormat)
    # Empty where each row's own review names it.
    origin = models.CharField(
        _("origin"), max_length=253, blank=True, help_text=_("Whose claims these are: a domain.")
    )
    mapping = models.CharField(_("mapping"), max_length=100, blank=True)
    mapping_sha256 = models.CharField(_("SHA-256 of the mapping"), max_length=64, blank=True)
    file_name = models.CharField(_("file"), max_length=300)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    file_size = models.BigIntegerField(_("bytes"))
    # Of an uploaded file: its name in storage.
    raw_name = models.CharField(_("raw bytes in storage"), max_length=200, blank=True)
    state = choice(_("state"), ImportState.WAITING)
    message = models.TextField(_("outcome"), blank=True)
    position = models.BigIntegerField(_("lines done"), default=0)
    # The line up to which the claims' quantities are read, by a job after the import.
    quantities_read_to = models.BigIntegerField(
        _("quantities read up to line"), default=0, db_default=0
    )
    part_done = models.FloatField(_("part of the file that is done"), default=0)
    rows_made = models.BigIntegerField(_("claims made"), default=0)
    rows_known = models.BigIntegerField(_("rows that were there already"), default=0)
    rows_refused = models.BigIntegerField(_("rows refused"), default=0)
    speakers_made = models.BigIntegerField(_("speakers made"), default=0)
    speakers_matched = models.BigIntegerField(_("speakers matched"), default=0)
    speakers_unsure = models.BigIntegerField(_("speakers made who may be one we have"), default=0)
    requested_by = key_to(User, "imports", _("requested by"))
    requested_at = models.DateTimeField(_("requested at"), db_default=Now())
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            unique(
                "import_once_per_file",
                ("file_sha256", "format", "origin", "mapping_sha256"),
                _("This file was imported already, in the same way."),
            ),
            check(
                "import_names_its_file",
                Q(file_sha256__regex=SHA256) & ~Q(file_name=""),
                _("An import names its file and the file's SHA-256."),
            ),
            check(
                "import_ends_when_finished",
                Q(state__in=[ImportState.DONE, ImportState.FAILED], finished_at__isnull=False)
                | Q(state__in=[ImportState.WAITING, ImportState.RUNNING], finished_at__isnull=True),
                _("A finished import has the time when it ended."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def has_begun(self) -> bool:
        """Whether some of its claims are there: after a failure only then there is a rest to import."""
        return bool(self.rows_made or self.rows_known)


class ImportRecord(models.Model):
    """The origin of an imported claim: the origin's own number for it, the file and the line.

    ``sha256`` is of the row's contents, so that a different row with the same number is noticed.
    """

    run = key_to(ImportRun, "records")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="import_record")
    origin = models.CharField(_("origin"), max_length=253)
    external_id = models.CharField(_("the origin's number"), max_length=500)
    line = models.BigIntegerField(_("line"))
    sha256 = models.CharField(_("SHA-256 of the row"), max_length=64)
    # As the origin has it, without a period.
    speaker_role = models.CharField(_("speaker's role then"), max_length=300, blank=True)
    # Where it was said according to the origin; not an appearance until somebody anchors it.
    source = optional_key_to(Source, "+", _("source"))

    class Meta:
        verbose_name = _("import record")
        verbose_name_plural = _("import records")
        ordering = ["pk"]
        constraints = [
            unique(
                "external_id_once_per_origin",
                ("origin", "external_id"),
                _("A claim with this number of its origin is here already."),
            ),
            check(
                "import_record_names_its_origin",
                ~Q(origin="") & ~Q(external_id="") & Q(sha256__regex=SHA256),
                _("An import record names the origin, its number for the claim, and a SHA-256."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.external_id}"


class ImportedSpeaker(models.Model):
    """The speaker for a name in an origin's files: decided once, and used from then on."""

    run = key_to(ImportRun, "speakers")
    origin = models.CharField(_("origin"), max_length=253)
    # The name without case, accents, hyphens and stops: PostgreSQL's name_key(fold(name)).
    key = models.CharField(max_length=300)
    name = models.CharField(_("name"), max_length=300)
    speaker = key_to(Speaker, "+", _("speaker"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=NameOutcome)
    # Ids of speakers who were there before and may be the same one.
    alike = ArrayField(
        models.BigIntegerField(), default=list, db_default=[], blank=True, verbose_name=_("may be")
    )

    class Meta:
        verbose_name = _("imported name")
        verbose_name_plural = _("imported names")
        ordering = ["pk"]
        constraints = [
            unique(
                "imported_name_once_per_origin",
                ("origin", "key"),
                _("The speaker for this name is decided already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.speaker_id}"


class ImportNote(models.Model):
    """A row that was refused, or a name that is not certain: line, column, reason."""

    run = key_to(ImportRun, "notes")
    kind = models.CharField(_("what"), max_length=10, choices=ImportNoteKind)
    line = models.BigIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=100, blank=True)
    reason = models.TextField(_("why"))

    class Meta:
        verbose_name = _("note on an import")
        verbose_name_plural = _("notes on imports")
        ordering = ["line", "pk"]
        indexes = [models.Index("run", "kind", "line", name="import_notes")]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
