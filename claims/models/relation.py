"""Relations between two claims."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now
from django.utils.translation import gettext_lazy as _

from claims.choices import RelationKind, RelationState
from claims.models.claim import Claim
from claims.querysets import RelationQuerySet
from newsroom import texts
from newsroom.models import User
from newsroom.schema import check, choice, key_to, optional_key_to


class Relation(models.Model):
    """A typed relation between two claims, suggested, then decided. ``contradicts`` is symmetric."""

    from_claim = key_to(Claim, "relations_out")
    to_claim = key_to(Claim, "relations_in")
    kind = models.CharField(_("relation"), max_length=20, choices=RelationKind)
    rationale = models.TextField(_("rationale"), max_length=texts.NOTE, blank=True)
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
                "relation_without_a_person_has_a_method",
                Q(suggested_by__isnull=False)
                | Q(method__gt="", method_version__gt="", score__isnull=False),
                _("What nobody suggested names the method that did, its version and the score."),
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

    def other(self, claim_id: int) -> int:
        """The number of the claim at the other end."""
        return self.to_claim_id if self.from_claim_id == claim_id else self.from_claim_id
