"""The state of a claim on which its actions depend, read in a fixed number of queries."""

from dataclasses import dataclass

from claims.choices import ReviewState, RoundOutcome, Standing
from claims.models import Claim, Hold, Publication, Review, Round
from claims.publication import protected_names, publishing, representation
from sources.models import ProtectedName, Speaker


@dataclass(frozen=True)
class ClaimState:
    claim: Claim
    review: Review | None
    round: Round | None
    holds: list[Hold]
    # Of its current publication; None where it was never published.
    standing: str | None
    # Protected speakers, other than its own, whose names it says, where two people have not recorded
    # that another person is meant.
    names_said: list[Speaker]

    @property
    def pk(self) -> int:
        return self.claim.pk

    @property
    def published(self) -> bool:
        return self.standing is not None

    @property
    def offline(self) -> bool:
        return self.standing == Standing.HIDDEN


def state_of(number: int) -> ClaimState:
    """Raises Claim.DoesNotExist."""
    claim = Claim.objects.select_related("speaker", "added_by").get(pk=number)
    review = (
        claim.reviews.filter(state=ReviewState.OPEN).select_related("reviewer", "policy").first()
    )
    proposed = Round.objects.filter(claim=claim, outcome=RoundOutcome.OPEN)
    return ClaimState(
        claim=claim,
        review=review,
        round=proposed.select_related("proposed_by").first(),
        holds=list(claim.holds.filter(lifted_at__isnull=True).select_related("set_by")),
        standing=Publication.objects.filter(claim=claim)
        .current()
        .values_list("standing", flat=True)
        .first(),
        names_said=names_said(claim),
    )


def names_said(claim: Claim) -> list[Speaker]:
    """In the signed text, and in what would be proposed now."""
    if not ProtectedName.objects.exists():
        return []
    signed = publishing.signed_round(claim)
    now = representation.proposal(claim.pk, claim.attribution, claim.status)
    return protected_names.protected_speakers_in(
        claim.pk, [now, *([signed.body] if signed else [])]
    )
