"""Publications: numbered, hashed, chained rows. Public pages and the public API read only these."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.choices import CORRECTING, LISTED, PublicationEvent, ReasonKind, Standing
from claims.models.claim import Claim
from claims.models.review import Round
from claims.querysets import PublicationQuerySet
from newsroom.schema import key_to, optional_key_to
from sources.models import Speaker

LISTED_NOW = Q(shown_until__isnull=True, withheld=False, standing__in=LISTED)
# For past days: in order, over the rows of every day; by parts, over those no longer listed.
LISTED_EVER = Q(withheld=False, standing__in=LISTED)
LISTED_ONCE = Q(shown_until__isnull=False, withheld=False, standing__in=LISTED)
HIDDEN_NOW = Q(shown_until__isnull=True, standing=Standing.HIDDEN)
# The public lists: what was signed again after our error or an upheld complaint, and withdrawals;
# what was signed again for new evidence.
CORRECTION = Q(withheld=False) & (
    Q(event=PublicationEvent.WITHDRAWN)
    | Q(event=PublicationEvent.SIGNED, reason_kind__in=[each.value for each in CORRECTING])
)
UPDATE = Q(withheld=False, event=PublicationEvent.SIGNED, reason_kind=ReasonKind.NEW_EVIDENCE.value)


class Publication(models.Model):
    """One change of a claim's published version.

    The application inserts ``claim, event, standing, body, round``; PostgreSQL sets the rest
    (number, time, hashes, search columns) and closes the claim's previous row. Only
    ``shown_until`` and ``withheld`` change later, and only PostgreSQL's triggers change them.
    """

    number = models.BigAutoField(_("number"), primary_key=True)
    claim = key_to(Claim, "publications")
    event = models.CharField(_("event"), max_length=20, choices=PublicationEvent)
    standing = models.CharField(_("standing"), max_length=20, choices=Standing)
    published_at = models.DateTimeField(_("published at"), blank=True, null=True)
    body = models.TextField(_("body"))
    salt = models.CharField(max_length=32, blank=True)
    # Of the salt, a newline and the body.
    body_sha256 = models.CharField(max_length=64, blank=True)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    # The proposal that the body is from; not hashed.
    round = optional_key_to(Round, "publications")
    # Where the conclusion became what it is: signed, under review again or withdrawn. What is supplemented,
    # spelt otherwise, hidden or shown again concludes nothing.
    conclusion = models.ForeignKey(
        *("self", models.DO_NOTHING),
        null=True,
        blank=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    shown_until = models.DateTimeField(_("shown until"), null=True, blank=True)
    withheld = models.BooleanField(_("withheld"), default=False)

    # Derived from the body by PostgreSQL's publication_columns().
    text = models.TextField(blank=True)
    nature = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=20, blank=True)
    attribution = models.CharField(max_length=20, blank=True)
    reason_kind = models.CharField(max_length=20, blank=True, default="", db_default="")
    speaker = models.ForeignKey(
        Speaker, models.DO_NOTHING, null=True, blank=True, related_name="publications"
    )
    said_from = models.DateField(null=True, blank=True)
    said_to = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=12, blank=True)
    topics = ArrayField(models.TextField(), default=list)
    sources = ArrayField(models.BigIntegerField(), default=list)
    publishers = ArrayField(models.BigIntegerField(), default=list)
    speakers = ArrayField(models.BigIntegerField(), default=list)
    contradicts = ArrayField(models.BigIntegerField(), default=list)
    search = SearchVectorField(null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                "claim",
                condition=Q(shown_until__isnull=True),
                name="one_current_publication",
            ),
        ]
        indexes = [
            models.Index("claim", "number", name="publication_of_claim"),
            models.Index(
                "conclusion",
                condition=Q(shown_until__isnull=True),
                name="current_by_conclusion",
            ),
            models.Index("speaker", "number", condition=LISTED_NOW, name="listed_by_speaker"),
            models.Index("status", "number", condition=LISTED_NOW, name="listed_by_status"),
            models.Index("number", condition=LISTED_NOW, name="listed_by_number"),
            models.Index("said_from", "number", condition=LISTED_NOW, name="listed_by_said"),
            models.Index("number", condition=CORRECTION, name="publication_corrections"),
            models.Index("number", condition=UPDATE, name="publication_updates"),
            models.Index(
                "reason_kind",
                "number",
                condition=~Q(reason_kind=""),
                name="publication_by_reason_kind",
            ),
            GinIndex("speakers", name="publications_naming"),
            GinIndex("search", condition=LISTED_NOW, name="listed_by_words", fastupdate=False),
            GinIndex(
                "topics",
                "sources",
                "publishers",
                "speakers",
                "contradicts",
                condition=LISTED_NOW,
                name="listed_by_parts",
            ),
            models.Index("published_at", name="published_in_time"),
            models.Index("claim", condition=HIDDEN_NOW, name="publication_hidden_now"),
            models.Index("number", condition=Q(withheld=True), name="publication_withheld"),
            models.Index("speaker", "number", condition=LISTED_EVER, name="past_by_speaker"),
            models.Index("status", "number", condition=LISTED_EVER, name="past_by_status"),
            GinIndex("search", condition=LISTED_ONCE, name="past_by_words", fastupdate=False),
            GinIndex(
                "topics",
                "sources",
                "publishers",
                "speakers",
                "contradicts",
                condition=LISTED_ONCE,
                name="past_by_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.event} #{self.claim_id}"


class PublishedQuantity(models.Model):
    """A quantity in a publication, for range filters; derived like the other columns."""

    publication = key_to(Publication, "quantities")
    unit = models.CharField(max_length=60)
    low = models.DecimalField(max_digits=30, decimal_places=6)
    high = models.DecimalField(max_digits=30, decimal_places=6)

    class Meta:
        verbose_name = _("published quantity")
        verbose_name_plural = _("published quantities")
        indexes = [models.Index("unit", "low", "high", name="published_quantity_range")]

    def __str__(self) -> str:
        return f"{self.low}–{self.high} {self.unit}"
