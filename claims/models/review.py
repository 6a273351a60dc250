"""A review: one pass of checking, its evidence, and the rounds of proposal within it."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import (
    CONCLUDED,
    Attribution,
    Bears,
    Direction,
    EvidenceKind,
    IndependenceBasis,
    Opening,
    ReasonKind,
    ReviewState,
    RoundOutcome,
    Status,
)
from claims.models.claim import Claim
from claims.querysets import EvidenceQuerySet
from newsroom import texts
from newsroom.models import User
from newsroom.schema import SHA256, check, choice, key_to, optional_key_to, unique
from sources.models import Source, Speaker

# For how long our own error may be corrected before readers see a notice.
WITHOUT_NOTICE = timedelta(hours=24)
CONCLUSIONS = [(status.value, status.label) for status in CONCLUDED]


class Review(models.Model):
    """From start to sign-off or withdrawal. Superseded by the next one, then never edited."""

    claim = key_to(Claim, "reviews")
    number = models.PositiveSmallIntegerField(_("number"))
    state = choice(_("state"), ReviewState.OPEN)
    opening = choice(_("opening"), Opening.FIRST)
    reviewer = key_to(User, "reviews", _("reviewer"))
    # In force when it began, and from then on (PostgreSQL, review_guard); None: the default.
    policy = models.ForeignKey(
        "ReviewPolicy",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="reviews",
        verbose_name=_("review policy"),
    )
    # A reporter has finished: an editor proposes a conclusion or returns it.
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    returned_for = models.TextField(
        _("returned to the reporter for"),
        max_length=texts.REASON,
        blank=True,
        default="",
        db_default="",
    )
    opened_at = models.DateTimeField(_("opened at"), db_default=Now())
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    reason = models.TextField(_("why opened again"), max_length=texts.REASON, blank=True)
    reason_kind = models.CharField(
        _("kind of reason"),
        max_length=20,
        choices=ReasonKind,
        blank=True,
        default="",
        db_default="",
    )
    # Of a correction without a notice: until then readers see the signed version as before. PostgreSQL
    # asks whether it is there (public_standing); a verb removes it, at the latest when it has passed.
    notice_after = models.DateTimeField(
        _("readers see a notice after"), null=True, blank=True, editable=False
    )
    summary = models.CharField(_("summary"), max_length=200, blank=True, default="", db_default="")
    rationale = models.TextField(_("public rationale"), max_length=texts.LONG, blank=True)
    would_settle = models.TextField(
        _("what would settle this"), max_length=texts.REASON, blank=True
    )
    reply_not_sought = models.TextField(
        _("why no reply was sought"), max_length=texts.REASON, blank=True
    )
    reply_not_awaited = models.TextField(
        _("why no reply was waited for"),
        max_length=texts.REASON,
        blank=True,
        default="",
        db_default="",
    )
    # Whom the conclusion could harm, by its proposer's word (claims/workflow/harms.py); [] is nobody.
    harms = models.JSONField(_("whom it could harm"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("claim", "number", name="review_number_once"),
            unique(
                "one_open_review",
                ("claim",),
                _("A review of this claim is open already."),
                Q(state=ReviewState.OPEN),
            ),
            models.CheckConstraint(
                name="review_closed_when_not_open",
                condition=Q(state=ReviewState.OPEN, closed_at__isnull=True)
                | (~Q(state=ReviewState.OPEN) & Q(closed_at__isnull=False)),
            ),
            check(
                "review_opened_again_says_why",
                Q(opening=Opening.FIRST) | ~Q(reason=""),
                _("Say why the claim is reviewed again."),
            ),
            check(
                "reason_kind_of_a_reopening",
                Q(reason_kind="") | Q(opening=Opening.REOPENED, reason_kind__in=ReasonKind.values),
                _("Only a reopening has a kind of reason: our error, new evidence …"),
            ),
            check(
                "without_notice_for_a_day",
                Q(notice_after__isnull=True)
                | Q(
                    opening=Opening.REOPENED,
                    reason_kind=ReasonKind.OUR_ERROR,
                    notice_after__lte=F("opened_at") + WITHOUT_NOTICE,
                ),
                _("Only our own error is corrected without a notice, and for a day at most."),
            ),
            check(
                "summary_is_one_line",
                ~Q(summary__regex=r"[\n\r]"),
                _("A summary is one sentence, on one line."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["claim"],
                condition=Q(state=ReviewState.OPEN, handed_in_at__isnull=False),
                name="review_handed_in",
            ),
            # For the weekly figures of the desk's first page.
            models.Index("closed_at", condition=Q(closed_at__isnull=False), name="review_by_end"),
            models.Index(
                "claim",
                "opened_at",
                condition=Q(state=ReviewState.OPEN) & ~Q(opening=Opening.FIRST),
                name="review_open_again",
            ),
            # For the queue: a person's reviews, and those of people who left.
            models.Index(
                "reviewer",
                "claim",
                condition=Q(state=ReviewState.OPEN),
                name="review_open_by_person",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.claim_id} · {self.number}"


class Round(models.Model):
    """One proposal within a review: its frozen body, the hash, and the outcome.

    A supplement or correction of a signed claim is another signed round of the same review, so the
    latest signed round always has the current version.

    ``body`` is the canonical JSON (RFC 8785) of the publication without the signers; ``version`` is
    its SHA-256. A sign-off names the version that was read.
    """

    review = key_to(Review, "rounds")
    claim = key_to(Claim, "+")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("rating"), max_length=20, choices=CONCLUSIONS)
    attribution = models.CharField(_("attribution"), max_length=20, choices=Attribution)
    body = models.TextField(_("proposed publication"))
    version = models.CharField(_("version"), max_length=64)
    proposed_by = key_to(User, "rounds_proposed", _("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"), db_default=Now())
    # Who wrote part of the body that is not signed yet: PostgreSQL finds them in the history
    # (``authors_of``). They may not sign it.
    authors = ArrayField(models.BigIntegerField(), db_default=[], editable=False)
    # What the review's policy asks of this proposal: the three people of its panel, or a second
    # sign-off (PostgreSQL, round_under_policy).
    panel = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    second_sign_off = models.BooleanField(
        _("takes a second sign-off"), default=False, db_default=False, editable=False
    )
    # Whether everybody signs with a key, as the policy of its review asks.
    takes_keys = models.BooleanField(
        _("requires keys"), default=False, db_default=False, editable=False
    )
    # Whose agreement counted when it was signed, whatever becomes of them later.
    agreed = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    # The newsroom's own label that was chosen among those of the two answers.
    label = models.ForeignKey(
        "LabelEdition",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="rounds",
        verbose_name=_("label"),
    )
    outcome = choice(_("outcome"), RoundOutcome.OPEN, max_length=20)
    decided_by = optional_key_to(User, "rounds_decided", _("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=texts.REASON, blank=True)
    # Signed by one person under the policy of a newsroom of one; the publication says so.
    alone = models.BooleanField(_("one person"), default=False)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("review", "number", name="round_number_once"),
            unique(
                "one_open_proposal",
                ("review",),
                _("A conclusion is proposed already."),
                Q(outcome=RoundOutcome.OPEN),
            ),
            check(
                "round_decision_is_complete",
                Q(outcome=RoundOutcome.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~Q(outcome=RoundOutcome.OPEN)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                _("A decided proposal names who decided, and when."),
            ),
            check(
                "sign_off_by_another",
                ~Q(outcome=RoundOutcome.SIGNED) | ~Q(decided_by=F("proposed_by")) | Q(alone=True),
                _("You proposed this conclusion; another senior editor signs it."),
            ),
            check(
                "sent_back_with_a_reason",
                ~Q(outcome=RoundOutcome.SENT_BACK) | ~Q(reason=""),
                _("Say what is missing when sending back."),
            ),
            check(
                "round_misattributed_is_unrated",
                ~Q(attribution=Attribution.MISATTRIBUTED) | Q(status=Status.UNRATED),
                _("A misattributed claim is unrated."),
            ),
            models.CheckConstraint(
                name="round_version_is_a_hash", condition=Q(version__regex=SHA256)
            ),
        ]

        indexes = [
            # For the queue of what one may sign.
            GinIndex(
                "authors",
                condition=Q(outcome=RoundOutcome.OPEN),
                name="open_round_by_author",
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_attribution_display()} / {self.get_status_display()}"


class Evidence(models.Model):
    """Evidence for one of the two answers.

    ``independence`` is computed by PostgreSQL (``evidence_basis``), stored at proposal and checked again
    at sign-off; empty until then.
    """

    review = key_to(Review, "evidence")
    claim = key_to(Claim, "+")
    # Within the review, given by PostgreSQL: a footnote of the rationale cites it.
    number = models.PositiveSmallIntegerField(_("number"), blank=True, editable=False)
    bears_on = models.CharField(_("about"), max_length=10, choices=Bears)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind)
    primary = models.BooleanField(
        _("primary"),
        default=False,
        help_text=_("The post, recording, transcript or document."),
    )
    private = models.BooleanField(
        _("private"),
        default=False,
        help_text=_("Not shown to the public; no conclusion may rest on it alone."),
    )
    description = models.TextField(_("in our words"), max_length=texts.LONG)
    source = optional_key_to(Source, "evidence", _("source"))
    consulted_on = models.DateField(_("consulted on"), null=True, blank=True)
    speaker = optional_key_to(Speaker, "contacts", _("who was contacted"))
    contacted = models.CharField(_("contacted whom, how"), max_length=300, blank=True)
    file_name = models.CharField(_("file in storage"), max_length=200, blank=True)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    page = models.CharField(_("page"), max_length=50, blank=True)
    timecode = models.CharField(_("timecode"), max_length=50, blank=True)
    inputs = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="used_in",
        verbose_name=_("inputs"),
    )
    independence = models.CharField(
        _("independence"),
        max_length=20,
        choices=IndependenceBasis,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    # Counts only where independence is not established otherwise.
    independence_reason = models.TextField(
        _("why it counts as independent"),
        max_length=texts.REASON,
        blank=True,
        default="",
        db_default="",
    )
    independence_doubted = models.BooleanField(
        _("doubt that it is independent"), default=False, db_default=False
    )
    added_by = key_to(User, "evidence_added", _("added by"))
    added_at = models.DateTimeField(_("added at"), db_default=Now())
    # It came over the API, and no editor has changed or accepted it since (evidence_guard).
    via_api = models.BooleanField(_("via API"), default=False, db_default=False, editable=False)
    # Set on a copy made by a reopening; the author stays that of the first.
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("review", "number", name="evidence_number_once"),
            check(
                "evidence_has_a_description",
                ~Q(description=""),
                _("Say in our words what the evidence shows."),
            ),
            check(
                "evidence_kind_has_its_parts",
                Q(kind=EvidenceKind.PASSAGE, source__isnull=False)
                | Q(
                    kind=EvidenceKind.FILE,
                    source__isnull=False,
                    file_sha256__regex=SHA256,
                    file_name__gt="",
                )
                | Q(kind=EvidenceKind.RECORD, source__isnull=False, consulted_on__isnull=False)
                | Q(kind=EvidenceKind.CONTACT, contacted__gt="", consulted_on__isnull=False)
                | Q(kind=EvidenceKind.CALCULATION, source__isnull=True),
                _(
                    "A passage names its source; a file has its hash; a record its source and the"
                    " day consulted; a contact whom and when; a calculation its inputs."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.description[:80]}"
