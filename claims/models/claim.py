"""The claim: one statement by one speaker, its topics and quantities."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import CONCLUDED, OPEN, Attribution, Basis, Bound, Nature, Priority, Status
from claims.querysets import ClaimQuerySet
from newsroom import texts
from newsroom.models import User
from newsroom.names import visible
from newsroom.querysets import LookAlikeKey
from newsroom.schema import LANGUAGE, check, choice, key_to
from sources.models import Speaker


class Topic(models.Model):
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("name in addresses"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [
            visible("topic_name_is_visible", "name"),
            models.UniqueConstraint(
                LookAlikeKey("name"),
                name="topic_looks_like_no_other",
                violation_error_message=_(
                    "A topic has this name already, or one that looks like it. Use that one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """One statement by one speaker, in a wording that can be read alone.

    ``status`` and ``attribution`` are written by the verbs of ``claims.workflow.review`` alone;
    ``revision`` counts every change of the claim and of its parts.
    """

    text = models.TextField(_("statement"), max_length=texts.STATEMENT)
    speaker = key_to(Speaker, "claims", _("speaker"))
    nature = models.CharField(_("nature"), max_length=10, choices=Nature, blank=True)
    said_from = models.DateField(_("said from"), null=True, blank=True)
    said_to = models.DateField(_("said to"), null=True, blank=True)
    said_basis = choice(_("how the date is known"), Basis.UNKNOWN)
    said_note = models.CharField(_("note on the date"), max_length=500, blank=True)
    language = models.CharField(_("language of the wording"), max_length=12, default="en")
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="claims", verbose_name=_("topics")
    )
    note = models.TextField(
        _("note"), max_length=texts.NOTE, blank=True, help_text=_("Internal; never public.")
    )
    status = choice(_("status"), Status.UNREVIEWED, 20)
    attribution = models.CharField(_("attribution"), max_length=20, choices=Attribution, blank=True)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    # For the withdrawal notice.
    withdrawn_reason = models.TextField(_("why withdrawn"), max_length=texts.REASON, blank=True)
    withdrawn_wording = models.BooleanField(_("withdrawal notice keeps the wording"), default=False)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    # Its words came over the API, and no editor has changed or accepted them since (claim_guard).
    via_api = models.BooleanField(_("via API"), default=False, db_default=False, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    added_by = key_to(User, "claims_added", _("added by"))
    added_at = models.DateTimeField(_("added at"), db_default=Now())

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-pk"]
        constraints = [
            check("claim_has_text", ~Q(text=""), _("A claim needs a statement in words.")),
            check(
                "claim_names_its_language",
                Q(language__regex=LANGUAGE),
                _("Give the language as a BCP 47 code, such as en or es-EC."),
            ),
            check(
                "claim_said_range_is_complete",
                Q(said_basis=Basis.UNKNOWN, said_from__isnull=True, said_to__isnull=True)
                | (
                    ~Q(said_basis=Basis.UNKNOWN)
                    & Q(said_from__isnull=False, said_to__isnull=False, said_from__lte=F("said_to"))
                ),
                _(
                    "Give the first and the last day on which it may have been said, in that"
                    " order, and how that is known; or leave both empty and the basis unknown."
                ),
            ),
            check(
                "claim_attribution_when_concluded",
                (Q(status__in=CONCLUDED) & ~Q(attribution=""))
                | (~Q(status__in=CONCLUDED) & Q(attribution="")),
                _("A conclusion has both answers: attribution and rating."),
            ),
            check(
                "claim_nature_before_proposal",
                Q(status__in=[Status.UNREVIEWED, Status.IN_REVIEW, Status.WITHDRAWN])
                | ~Q(nature=""),
                _("Say whether it is fact, opinion or prediction first."),
            ),
            check(
                "claim_rated_is_fact",
                ~Q(status__in=[s for s in CONCLUDED if s != Status.UNRATED])
                | Q(nature=Nature.FACT),
                _(
                    "Only a statement of fact may be rated; conclude opinions and predictions as"
                    " unrated."
                ),
            ),
            check(
                "claim_misattributed_is_unrated",
                ~Q(attribution=Attribution.MISATTRIBUTED) | Q(status=Status.UNRATED),
                _("A misattributed claim is unrated."),
            ),
            check(
                "claim_withdrawn_says_why",
                ~Q(status=Status.WITHDRAWN) | ~Q(withdrawn_reason=""),
                _("Say why the claim is withdrawn."),
            ),
            check(
                "claim_due_while_open",
                Q(due_on__isnull=True) | Q(status__in=OPEN),
                _("Nothing is due on a claim that is concluded."),
            ),
        ]
        indexes = [
            models.Index("status", "id", name="claim_queue"),
            # For ClaimQuerySet.in_order_of_work.
            models.Index(
                F("priority").desc(),
                F("due_on").asc(nulls_last=True),
                "id",
                condition=Q(status__in=OPEN),
                name="claim_open_by_priority",
            ),
            # For the weekly figures of the desk's first page.
            models.Index("added_at", condition=Q(status__in=OPEN), name="claim_open_by_day"),
            models.Index(
                "due_on", "id", condition=Q(due_on__isnull=False), name="claim_by_due_date"
            ),
            models.Index(
                "embargo_until",
                condition=Q(embargo_until__isnull=False),
                name="claim_embargoed",
            ),
            models.Index("speaker", "id", name="claim_by_speaker"),
            models.Index(F("said_from").desc(nulls_last=True), "id", name="claim_by_said"),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 100 else self.text[:99] + "…"

    @property
    def concluded(self) -> bool:
        return self.status in CONCLUDED


class Quantity(models.Model):
    """A number in the claim: a value (low = high) or a range."""

    claim = key_to(Claim, "quantities")
    low = models.DecimalField(_("low"), max_digits=30, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("high"), max_digits=30, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60)
    bound = choice(_("bound"), Bound.EXACTLY)
    qualifier = models.CharField(
        _("qualifier"), max_length=100, blank=True, help_text=_("Such as “known”.")
    )
    counted = models.CharField(_("what is counted"), max_length=300, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)

    class Meta:
        verbose_name = _("quantity")
        verbose_name_plural = _("quantities")
        ordering = ["pk"]
        constraints = [
            check(
                "quantity_has_a_value",
                Q(low__isnull=False, high__isnull=False, low__lte=F("high")),
                _("Give a value, or a range from low to high."),
            ),
        ]

    def __str__(self) -> str:
        value = f"{self.low}" if self.low == self.high else f"{self.low}–{self.high}"
        return f"{value} {self.unit}"
