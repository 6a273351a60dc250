"""The claim: one statement by one speaker, its appearances, quantities and relations."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now
from django.utils.translation import gettext_lazy as _

from claims.choices import (
    CONCLUDED,
    OPEN,
    Attribution,
    Basis,
    Bound,
    Directness,
    HoldKind,
    Nature,
    Priority,
    RelationKind,
    RelationState,
    RelayKind,
    Status,
)
from claims.querysets import ClaimQuerySet, RelationQuerySet
from newsroom.models import Approval, User
from newsroom.names import visible
from newsroom.schema import check, choice, key_to, optional_key_to, unique
from sources.models import Snapshot, Speaker


class Topic(models.Model):
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [visible("topic_name_is_visible", "name")]

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """One statement by one speaker, in a wording that can be read alone.

    ``status`` and ``attribution`` are written by the verbs of ``claims.workflow.review`` alone;
    ``revision`` counts every change of the claim and of its parts.
    """

    text = models.TextField(_("statement"))
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
    note = models.TextField(_("note"), blank=True, help_text=_("Internal; never public."))
    status = choice(_("status"), Status.UNREVIEWED, 20)
    attribution = models.CharField(_("attribution"), max_length=20, choices=Attribution, blank=True)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    # For the withdrawal notice.
    withdrawn_reason = models.TextField(_("why withdrawn"), blank=True)
    withdrawn_wording = models.BooleanField(_("withdrawal notice keeps the wording"), default=False)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
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


class Appearance(models.Model):
    """The claim in one snapshot (schema.org's term)."""

    claim = key_to(Claim, "appearances")
    snapshot = key_to(Snapshot, "appearances", _("snapshot"))
    verb = models.CharField(_("verb"), max_length=60, blank=True)
    directness = models.CharField(_("directness"), max_length=10, choices=Directness)
    described_as = models.CharField(
        _("speaker described as"),
        max_length=500,
        blank=True,
        help_text=_("In the source's words."),
    )
    first_known = models.BooleanField(_("first known appearance"), default=False)
    translated_from = models.CharField(_("translated from"), max_length=12, blank=True)
    translated_by = models.CharField(_("translated by"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["pk"]
        constraints = [
            unique(
                "appearance_once_per_snapshot",
                ("claim", "snapshot"),
                _("The claim already appears in this snapshot. Add the place to that appearance."),
            ),
            unique(
                "one_first_known_appearance",
                ("claim",),
                _("Another appearance is the first known one already."),
                Q(first_known=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.snapshot_id}"


class Relay(models.Model):
    """One hop by which the words reached us; position 1 is nearest to the origin."""

    claim = key_to(Claim, "+")
    appearance = models.ForeignKey(Appearance, models.CASCADE, related_name="relays")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=20, choices=RelayKind)
    speaker = optional_key_to(Speaker, "relays", _("speaker"))
    description = models.CharField(_("description"), max_length=300, blank=True)
    verb = models.CharField(_("verb"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("relay")
        verbose_name_plural = _("relayed from")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("appearance", "position", name="relay_position_once"),
            check(
                "relay_names_or_describes",
                Q(speaker__isnull=False) | ~Q(description=""),
                _("Name or describe who relayed it."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.speaker or self.description)


class Anchor(models.Model):
    """A quote's place in a snapshot, as W3C Web Annotation selectors.

    ``start`` and ``end`` count Unicode code points of the stored text; ``exact`` is the text
    between them, which PostgreSQL checks.
    """

    claim = key_to(Claim, "+")
    appearance = models.ForeignKey(
        Appearance, models.CASCADE, null=True, blank=True, related_name="anchors"
    )
    evidence = models.OneToOneField(
        "Evidence", models.CASCADE, null=True, blank=True, related_name="anchor"
    )
    snapshot = key_to(Snapshot, "anchors")
    exact = models.TextField(_("exact"))
    prefix = models.CharField(_("prefix"), max_length=64, blank=True)
    suffix = models.CharField(_("suffix"), max_length=64, blank=True)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))

    class Meta:
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering = ["start", "pk"]
        constraints = [
            check(
                "anchor_of_appearance_or_evidence",
                Q(appearance__isnull=False, evidence__isnull=True)
                | Q(appearance__isnull=True, evidence__isnull=False),
                _("An anchor belongs to an appearance or to evidence."),
            ),
            unique(
                "anchor_place_once",
                ("appearance", "start", "end"),
                _("This place is anchored already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exact[:60]} [{self.start}–{self.end}]"


class Quantity(models.Model):
    """A number in the claim: a value (low = high) or a range; an open end is empty."""

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


class Relation(models.Model):
    """A typed relation between two claims, suggested, then decided. ``contradicts`` is symmetric."""

    from_claim = key_to(Claim, "relations_out")
    to_claim = key_to(Claim, "relations_in")
    kind = models.CharField(_("relation"), max_length=20, choices=RelationKind)
    rationale = models.TextField(_("rationale"), blank=True)
    scope = models.CharField(_("scope"), max_length=500, blank=True)
    state = choice(_("state"), RelationState.SUGGESTED)
    method = models.CharField(_("method"), max_length=60, blank=True)
    method_version = models.CharField(_("method's version"), max_length=60, blank=True)
    score = models.FloatField(_("score"), null=True, blank=True)
    suggested_by = optional_key_to(User, "relations_suggested")
    suggested_at = models.DateTimeField(_("suggested at"), db_default=Now())
    decided_by = optional_key_to(User, "relations_decided")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    # The review, of one of the two, whose signature made the relation public.
    signed_in = models.ForeignKey(
        "Review", models.PROTECT, null=True, blank=True, related_name="relations_signed"
    )

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["pk"]
        constraints = [
            check(
                "relation_joins_two_claims",
                ~Q(from_claim=F("to_claim")),
                _("A relation joins two different claims."),
            ),
            check(
                "relation_contradicts_is_symmetric",
                ~Q(kind=RelationKind.CONTRADICTS) | Q(from_claim__lt=F("to_claim")),
                _("A contradiction is stored once, lower number first."),
            ),
            models.UniqueConstraint(
                Least("from_claim", "to_claim"),
                Greatest("from_claim", "to_claim"),
                "kind",
                name="relation_once_per_pair_and_kind",
                violation_error_message=_(
                    "This relation of the two claims exists already: it is suggested, confirmed or"
                    " dismissed. Open it and decide there."
                ),
            ),
            check(
                "relation_decision_is_complete",
                Q(state=RelationState.SUGGESTED, decided_by__isnull=True)
                | (
                    ~Q(state=RelationState.SUGGESTED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                _("A decided relation names who decided, and when."),
            ),
            check(
                "relation_confirmed_says_why",
                ~Q(state=RelationState.CONFIRMED) | ~Q(rationale=""),
                _("Say in the rationale why the relation holds."),
            ),
        ]
        indexes = [models.Index("to_claim", "state", name="relation_to")]

    def __str__(self) -> str:
        return f"{self.from_claim_id} {self.get_kind_display()} {self.to_claim_id}"

    def clean(self) -> None:
        if self.kind == RelationKind.CONTRADICTS and self.from_claim_id > self.to_claim_id:
            raise ValidationError(_("A contradiction is stored once, lower number first."))

    def other(self, claim_id: int) -> int:
        """The number of the claim at the other end."""
        return self.to_claim_id if self.from_claim_id == claim_id else self.from_claim_id


class Hold(models.Model):
    """While it is not lifted, the claim is not published, and its public version is hidden."""

    claim = key_to(Claim, "holds")
    kind = models.CharField(_("kind"), max_length=10, choices=HoldKind)
    reason = models.TextField(_("reason"))
    set_by = key_to(User, "holds_set")
    set_at = models.DateTimeField(_("set at"), db_default=Now())
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    # By whom lifting was requested and approved.
    lifted_by_approval = optional_key_to(Approval, "+")

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["pk"]
        constraints = [
            unique(
                "one_hold_of_a_kind",
                ("claim", "kind"),
                _("The claim has a hold of this kind already."),
                Q(lifted_at__isnull=True),
            ),
            check("hold_has_a_reason", ~Q(reason=""), _("Give the reason for the hold.")),
            check(
                "hold_is_lifted_by_an_approval",
                Q(lifted_at__isnull=True, lifted_by_approval__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by_approval__isnull=False),
                _("Lifting a hold takes two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.claim_id}"
