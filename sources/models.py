"""Where statements come from: publishers, speakers, sources and their unchangeable copies.

Knows nothing of claims.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from newsroom.models import User
from sources.choices import (
    UNPOOLED,
    PublisherKind,
    SnapshotKind,
    SourceKind,
    SpeakerKind,
)
from sources.querysets import Fold, SnapshotQuerySet, SourceQuerySet, SpeakerQuerySet

SHA256 = r"^[0-9a-f]{64}$"


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
    organisation = models.ForeignKey(
        "Speaker",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publishes_as",
        verbose_name=_("the organisation it is as a speaker"),
    )

    class Meta:
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Fold(F("name")),
                "domain",
                name="publisher_once",
                violation_error_message=_("This publisher exists already. Use that one."),
            ),
            models.CheckConstraint(
                name="publisher_country_is_iso",
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                violation_error_message=_("A country is two capital letters, such as EC."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Speaker(models.Model):
    """Who says things: a person, organisation or group; or someone a text does not name."""

    kind = models.CharField(_("kind"), max_length=20, choices=SpeakerKind)
    name = models.CharField(_("name"), max_length=300, blank=True)
    slug = models.SlugField(_("slug"), max_length=120, unique=True, null=True, blank=True)
    description = models.CharField(
        _("description"),
        max_length=500,
        blank=True,
        help_text=_("For the public, and all it sees of a protected speaker."),
    )
    protected = models.BooleanField(
        _("protected"),
        default=False,
        help_text=_("A victim, minor or private person: the public sees the description only."),
    )
    same_as = ArrayField(
        models.URLField(max_length=500),
        default=list,
        blank=True,
        verbose_name=_("same as"),
    )
    source = models.ForeignKey(
        "Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="own_speakers",
        verbose_name=_("source"),
        help_text=_("For anonymous, unattributed and article speakers: the one they belong to."),
    )

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="speaker_belongs_to_a_source",
                condition=Q(
                    kind__in=UNPOOLED,
                    source__isnull=False,
                    slug__isnull=True,
                )
                | (~Q(kind__in=UNPOOLED) & Q(source__isnull=True)),
                violation_error_message=_(
                    "An anonymous, unattributed or article speaker belongs to one source and has"
                    " no page; any other belongs to none."
                ),
            ),
            models.CheckConstraint(
                name="speaker_is_named_or_described",
                condition=(Q(kind__in=UNPOOLED) & ~Q(description=""))
                | (~Q(kind__in=UNPOOLED) & ~Q(name="")),
                violation_error_message=_(
                    "Name the speaker; describe one whom the text does not name."
                ),
            ),
            models.CheckConstraint(
                name="protected_speaker_is_described",
                condition=Q(protected=False) | ~Q(description=""),
                violation_error_message=_(
                    "Describe the speaker before protecting: the description is all that stays."
                ),
            ),
            models.UniqueConstraint(
                "source",
                condition=Q(kind=SpeakerKind.ARTICLE),
                name="one_voice_per_article",
                violation_error_message=_("This source's own voice is a speaker already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.description

    @property
    def pooled(self) -> bool:
        return self.kind not in UNPOOLED


class Alias(models.Model):
    """A name by which a speaker is found; the speaker's own name is always one."""

    speaker = models.ForeignKey(
        Speaker, models.PROTECT, related_name="aliases", verbose_name=_("speaker")
    )
    name = models.CharField(_("name"), max_length=300)
    folded = models.GeneratedField(
        expression=Fold(F("name")), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "speaker",
                "folded",
                name="alias_once_per_speaker",
                violation_error_message=_("The speaker has this alias already."),
            ),
            models.CheckConstraint(
                name="alias_is_not_empty",
                condition=~Q(name=""),
                violation_error_message=_("An alias needs a name."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="alias_trigrams"),
            models.Index("folded", name="alias_folded"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A post at an organisation over a period, so that a statement shows the role held then."""

    speaker = models.ForeignKey(
        Speaker, models.PROTECT, related_name="roles", verbose_name=_("speaker")
    )
    title = models.CharField(_("title"), max_length=300)
    organisation = models.ForeignKey(
        Speaker,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("organisation"),
    )
    period = DateRangeField(
        _("period"),
        default="(,)",
        help_text=_("First day to the day after the last; an end that is not known stays open."),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["speaker", "period", "pk"]
        constraints = [
            ExclusionConstraint(
                name="role_periods_apart",
                expressions=[
                    ("speaker", RangeOperators.EQUAL),
                    (Coalesce("organisation", 0), RangeOperators.EQUAL),
                    (Fold(F("title")), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "The speaker holds this post in part of that period already."
                ),
            ),
            models.CheckConstraint(
                name="role_period_is_not_empty",
                condition=Q(period__isempty=False),
                violation_error_message=_("A role's period ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}" if self.organisation else self.title


class SpeakerMerge(models.Model):
    """Two speakers are one: a decision that queries resolve, that repoints nothing."""

    merged = models.ForeignKey(
        Speaker, models.PROTECT, related_name="merges", verbose_name=_("merged speaker")
    )
    into = models.ForeignKey(
        Speaker, models.PROTECT, related_name="merged_in", verbose_name=_("into")
    )
    reason = models.TextField(_("reason"))
    merged_by = models.ForeignKey(
        User, models.PROTECT, related_name="merges_made", verbose_name=_("merged by")
    )
    merged_at = models.DateTimeField(_("merged at"), db_default=Now())
    undone_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merges_undone",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(
                "merged",
                condition=Q(undone_at__isnull=True),
                name="merged_into_one",
                violation_error_message=_("This speaker is merged already. Undo that first."),
            ),
            models.CheckConstraint(
                name="merge_is_undone_by_someone",
                condition=Q(
                    undone_at__isnull=True,
                    undone_by__isnull=True,
                )
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message=_("An undone merge names who undid it, and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.into}"


class Source(models.Model):
    """A citable document. What it does not state stays empty: nothing is invented."""

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
    publisher = models.ForeignKey(
        Publisher,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name=_("publisher"),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_note = models.CharField(_("how the date is known"), max_length=500, blank=True)
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("BCP 47, such as en or es-EC."),
    )
    licence = models.CharField(_("licence"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("Internal; never public."))
    syndicated_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="syndicated_to",
        verbose_name=_("syndicated from"),
    )
    added_by = models.ForeignKey(
        User, models.PROTECT, related_name="sources_added", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), db_default=Now())

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="source_uri_is_an_address",
                condition=Q(uri__regex=r"^(https?://[^\s]+|urn:sha256:[0-9a-f]{64})$"),
                violation_error_message=_(
                    "A source's address starts with http:// or https://, or is urn:sha256:…"
                ),
            ),
            models.CheckConstraint(
                name="source_not_syndicated_from_itself",
                condition=Q(syndicated_from__isnull=True) | ~Q(syndicated_from=F("pk")),
                violation_error_message=_("A source is not syndicated from itself."),
            ),
        ]

    def __str__(self) -> str:
        if self.title or self.url:
            return self.title or self.url
        digest = self.uri.rpartition(":")[2]
        return str(_("untitled %(kind)s, SHA-256 %(digest)s…")) % {
            "kind": self.get_kind_display(),
            "digest": digest[:12],
        }

    @property
    def url(self) -> str:
        """The web address, or an empty string where none is known."""
        return "" if self.uri.startswith("urn:") else self.uri


class Snapshot(models.Model):
    """One unchangeable capture of a source's text. Never updated, never deleted."""

    source = models.ForeignKey(
        Source, models.PROTECT, related_name="snapshots", verbose_name=_("source")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=SnapshotKind)
    text = models.TextField(_("text"))
    text_sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    raw_sha256 = models.CharField(_("SHA-256 of the raw bytes"), max_length=64, blank=True)
    raw_name = models.CharField(_("raw bytes in storage"), max_length=200, blank=True)
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    method = models.CharField(_("how captured"), max_length=50)
    consulted_url = models.CharField(_("consulted at"), max_length=2000, blank=True)
    consulted_on = models.DateField(_("consulted on"), null=True, blank=True)
    timecode = models.CharField(_("timecode"), max_length=50, blank=True)
    captured_by = models.ForeignKey(
        User, models.PROTECT, related_name="snapshots", verbose_name=_("captured by")
    )
    captured_at = models.DateTimeField(_("captured at"), db_default=Now())

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "source",
                "text_sha256",
                name="snapshot_once_per_text",
                violation_error_message=_("This text of the source is stored already."),
            ),
            models.CheckConstraint(
                name="snapshot_has_text",
                condition=~Q(text=""),
                violation_error_message=_("There is no text to store. Paste it or upload a file."),
            ),
            models.CheckConstraint(
                name="snapshot_excerpt_or_capture",
                condition=Q(
                    kind=SnapshotKind.EXCERPT,
                    raw_sha256="",
                    raw_name="",
                    consulted_on__isnull=False,
                )
                | Q(
                    kind=SnapshotKind.CAPTURE,
                    consulted_on__isnull=True,
                    consulted_url="",
                ),
                violation_error_message=_(
                    "An excerpt says when it was consulted and has no raw bytes; a capture was"
                    " not consulted elsewhere."
                ),
            ),
            models.CheckConstraint(
                name="snapshot_raw_hash_and_name",
                condition=Q(raw_sha256="", raw_name="")
                | Q(raw_sha256__regex=SHA256, raw_name__gt=""),
                violation_error_message=_("Raw bytes have a SHA-256 and a place in storage."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.text_sha256[:12]}"
