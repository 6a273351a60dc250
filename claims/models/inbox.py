"""The inbox: statements found in a snapshot, waiting for a decision. Never public."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import (
    Basis,
    CandidateState,
    Directness,
    FoundSpeaker,
    Nature,
)
from claims.models.claim import Claim
from claims.querysets import CandidateQuerySet
from newsroom.models import User
from newsroom.schema import check, choice, key_to, optional_key_to, unique
from nlp.attribution.stance import Stance, stance_of
from sources.models import Snapshot, Speaker


class Candidate(models.Model):
    """A statement found in a snapshot: its words, its places, its presumed speaker.

    Offsets count Unicode code points of the snapshot's text. ``places`` has one or more [start, end]:
    a repeated sentence is one candidate. ``key`` is the statement without typesetting, case or
    speaker's label; a statement once decided in a source is not proposed again.
    """

    snapshot = key_to(Snapshot, "candidates", _("snapshot"))
    exact = models.TextField(_("words"))
    places = ArrayField(ArrayField(models.PositiveIntegerField(), size=2), verbose_name=_("places"))
    key = models.CharField(max_length=64)
    speaker_kind = choice(_("speaker is"), FoundSpeaker.UNATTRIBUTED, 20)
    described_as = models.CharField(
        _("speaker described as"),
        max_length=500,
        blank=True,
        help_text=_("In the source's words."),
    )
    speaker_start = models.PositiveIntegerField(null=True, blank=True)
    speaker_end = models.PositiveIntegerField(null=True, blank=True)
    speaker_name = models.CharField(_("speaker's name"), max_length=300, blank=True)
    # The only speaker of that name; empty where there is none, or more than one.
    speaker = optional_key_to(Speaker, "candidates", _("speaker"))
    verb = models.CharField(_("verb"), max_length=60, blank=True)
    # A denial as a negated sentence, where that is sure.
    wording = models.TextField(_("wording"), blank=True, default="", db_default="")
    directness = models.CharField(_("directness"), max_length=10, choices=Directness)
    relay = models.CharField(_("relayed from"), max_length=300, blank=True)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature, blank=True)
    said_from = models.DateField(_("said from"), null=True, blank=True)
    said_to = models.DateField(_("said to"), null=True, blank=True)
    said_basis = choice(_("how the date is known"), Basis.UNKNOWN)
    said_note = models.CharField(_("note on the date"), max_length=500, blank=True)
    # The claims with the most similar words, most similar first: likely repeats.
    likely_repeats = ArrayField(models.BigIntegerField(), default=list, blank=True)
    method = models.CharField(_("how found"), max_length=60)
    # How worth checking it is, from 0 to 1, by which model, and its reasons: [sign, words] each. A
    # score orders the inbox and decides nothing. Empty where the model doesn't know the language.
    score = models.FloatField(_("worth checking"), null=True, blank=True)
    score_reasons = models.JSONField(null=True, blank=True)
    score_model = models.CharField(max_length=20, blank=True, default="", db_default="")
    state = choice(_("state"), CandidateState.PENDING)
    # The claim that it became, or was an appearance of.
    claim = optional_key_to(Claim, "candidates", _("claim"))
    # The candidates out of which a person split or merged it.
    made_from = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="made_into"
    )
    reason = models.CharField(_("why rejected"), max_length=300, blank=True)
    decided_by = optional_key_to(User, "candidates_decided", _("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    found_at = models.DateTimeField(_("found at"), db_default=Now())

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("inbox")
        ordering = ["snapshot", "places", "pk"]
        constraints = [
            unique(
                "candidate_once_per_snapshot",
                ("snapshot", "key"),
                _("This statement of the snapshot is in the inbox already."),
                Q(state=CandidateState.PENDING),
            ),
            check(
                "candidate_decided_by_someone",
                Q(state=CandidateState.PENDING, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~Q(state=CandidateState.PENDING)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                _("A decided candidate names who decided, and when."),
            ),
            check(
                "candidate_accepted_is_a_claim",
                Q(state=CandidateState.ACCEPTED, claim__isnull=False)
                | (~Q(state=CandidateState.ACCEPTED) & Q(claim__isnull=True)),
                _("An accepted candidate has become a claim."),
            ),
        ]
        indexes = [
            # In the inbox's order, of one text and of all.
            models.Index(
                "snapshot",
                F("score").desc(nulls_first=True),
                "id",
                condition=Q(state=CandidateState.PENDING),
                name="candidate_by_score",
            ),
            models.Index(
                F("score").desc(nulls_first=True),
                "id",
                condition=Q(state=CandidateState.PENDING),
                name="candidate_most_worth",
            ),
            models.Index("snapshot", "key", name="candidate_by_key"),
        ]

    def __str__(self) -> str:
        return self.exact if len(self.exact) <= 100 else self.exact[:99] + "…"

    @property
    def stance(self) -> Stance:
        return stance_of(self.verb)

    @property
    def is_stated(self) -> bool:
        """Not denied, rejected or disputed: only then do its words say what the speaker says."""
        return self.stance == Stance.STATED

    @property
    def is_denied(self) -> bool:
        return self.stance == Stance.DENIED

    @property
    def with_verb(self) -> str:
        """Its words; of what is not stated, after the source's verb."""
        return self.exact if self.is_stated else f"[{self.verb}] {self.exact}"
