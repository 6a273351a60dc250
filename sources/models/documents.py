"""Publishers, citable documents and their immutable copies."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from newsroom import texts
from newsroom.addresses import domain_of, no_credentials
from newsroom.models import User
from newsroom.names import visible
from newsroom.querysets import LookAlikeKey
from newsroom.schema import LANGUAGE, SHA256, check, key_to, optional_key_to, unique
from sources.choices import CaptureMethod, PublisherKind, SnapshotKind, SourceKind
from sources.models.people import Speaker
from sources.querysets import PublisherQuerySet, SnapshotQuerySet, SourceQuerySet


class Publisher(models.Model):
    """Who publishes sources."""

    name = models.CharField(_("name"), max_length=300)
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters, ISO 3166-1.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PublisherKind)
    whole_texts = models.BooleanField(
        _("the public may read whole texts"),
        default=False,
        help_text=_("Only with the publisher's permission, or where the licence gives it."),
    )
    organisation = optional_key_to(
        Speaker, "publishes_as", _("the organisation it is as a speaker")
    )

    objects = PublisherQuerySet.as_manager()

    class Meta:
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                LookAlikeKey("name"),
                "domain",
                name="publisher_looks_like_no_other",
                violation_error_message=_(
                    "This publisher exists already, or one whose name looks like it. Use that one."
                ),
            ),
            visible("publisher_name_is_visible", "name"),
            check(
                "publisher_country_is_iso",
                Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                _("A country is two capital letters, such as EC."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """A citable document. What it does not state stays empty."""

    uri = models.CharField(
        _("address"),
        max_length=2000,
        unique=True,
        help_text=_("Its URL, or urn:sha256:… of its text where none is known."),
        error_messages={"unique": _("This source exists already. Use that one.")},
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    title = models.CharField(_("title"), max_length=500, blank=True)
    byline = models.CharField(_("byline"), max_length=300, blank=True)
    publisher = optional_key_to(Publisher, "sources", _("publisher"))
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_note = models.CharField(_("how the date is known"), max_length=500, blank=True)
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("BCP 47, such as en or es-EC."),
    )
    licence = models.CharField(_("licence"), max_length=300, blank=True)
    note = models.TextField(
        _("note"), max_length=texts.NOTE, blank=True, help_text=_("Internal; never public.")
    )
    syndicated_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="syndicated_to",
        verbose_name=_("syndicated from"),
    )
    added_by = key_to(User, "sources_added", _("added by"))
    added_at = models.DateTimeField(_("added at"), db_default=Now())

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-pk"]
        constraints = [
            check(
                "source_uri_is_an_address",
                Q(uri__regex=r"^(https?://[^\s]+|urn:sha256:[0-9a-f]{64})$"),
                _("A source's address starts with http:// or https://, or is urn:sha256:…"),
            ),
            no_credentials("source_uri_without_credentials", "uri"),
            check(
                "source_names_its_language",
                Q(language="") | Q(language__regex=LANGUAGE),
                _("Give the language as a BCP 47 code, such as en or es-EC."),
            ),
            check(
                "source_not_syndicated_from_itself",
                Q(syndicated_from__isnull=True) | ~Q(syndicated_from=F("pk")),
                _("A source is not syndicated from itself."),
            ),
        ]

    def __str__(self) -> str:
        if self.title or self.url:
            return self.title or self.url
        return str(_("Untitled %(kind)s, added %(day)s (source %(number)s)")) % {
            "kind": self.get_kind_display(),
            "day": date_format(timezone.localtime(self.added_at)),
            "number": self.pk,
        }

    @property
    def url(self) -> str:
        """The web address, or an empty string where none is known."""
        return "" if self.uri.startswith("urn:") else self.uri

    @property
    def domain(self) -> str:
        """The host of the web address, without www."""
        return domain_of(self.uri)


class Snapshot(models.Model):
    """One immutable capture of a source's text. Never updated, never deleted, but what is erased."""

    source = key_to(Source, "snapshots", _("source"))
    kind = models.CharField(_("kind"), max_length=10, choices=SnapshotKind)
    text = models.TextField(_("text"))
    text_sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    raw_sha256 = models.CharField(_("SHA-256 of the raw bytes"), max_length=64, blank=True)
    raw_name = models.CharField(_("raw bytes in storage"), max_length=200, blank=True)
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    # The page's JSON-LD, as found (NewsArticle, ClaimReview), and the publisher that it states.
    metadata = models.JSONField(_("metadata"), default=dict, db_default={}, blank=True)
    method = models.CharField(_("how obtained"), max_length=10, choices=CaptureMethod)
    # The program that read the raw bytes, with its version.
    read_by = models.CharField(_("read by"), max_length=50, blank=True, default="", db_default="")
    consulted_url = models.CharField(_("consulted at"), max_length=2000, blank=True)
    consulted_on = models.DateField(_("consulted on"), null=True, blank=True)
    timecode = models.CharField(_("timecode"), max_length=50, blank=True)
    # Empty for a recheck by a worker.
    captured_by = optional_key_to(User, "snapshots", _("captured by"))
    captured_at = models.DateTimeField(_("captured at"), db_default=Now())
    # Its text, or a name in it, was erased: the hashes are of what it was.
    erased = models.BooleanField(_("erased"), default=False, db_default=False, editable=False)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-pk"]
        constraints = [
            unique(
                "snapshot_once_per_text",
                ("source", "text_sha256"),
                _("This text of the source is stored already."),
            ),
            check(
                "snapshot_has_text",
                ~Q(text=""),
                _("There is no text to store. Paste it or upload a file."),
            ),
            check(
                "snapshot_excerpt_or_capture",
                Q(kind=SnapshotKind.EXCERPT, raw_sha256="", raw_name="", consulted_on__isnull=False)
                | Q(kind=SnapshotKind.CAPTURE, consulted_on__isnull=True, consulted_url=""),
                _(
                    "An excerpt says when it was consulted and has no raw bytes; a capture was"
                    " not consulted elsewhere."
                ),
            ),
            check(
                "snapshot_method_is_known",
                Q(kind=SnapshotKind.EXCERPT, method=CaptureMethod.COPIED)
                | Q(
                    kind=SnapshotKind.CAPTURE,
                    method__in=[CaptureMethod.PASTED, CaptureMethod.IMPORTED],
                )
                | Q(
                    kind=SnapshotKind.CAPTURE,
                    method__in=[CaptureMethod.FETCHED, CaptureMethod.UPLOADED],
                    raw_sha256__gt="",
                ),
                _(
                    "A snapshot says how we obtained it. What was fetched or uploaded has its raw"
                    " bytes; an excerpt was copied."
                ),
            ),
            no_credentials("snapshot_url_without_credentials", "consulted_url"),
            check(
                "snapshot_raw_hash_and_name",
                Q(raw_sha256="", raw_name="")
                | Q(raw_sha256__regex=SHA256, raw_name__gt="")
                | Q(raw_sha256__regex=SHA256, raw_name="", erased=True),
                _("Raw bytes have a SHA-256 and a place in storage."),
            ),
        ]
        indexes = [models.Index("text_sha256", name="snapshot_by_text")]

    def __str__(self) -> str:
        return f"{self.source} · {self.text_sha256[:12]}"
