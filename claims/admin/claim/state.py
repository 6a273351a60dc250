"""The state of a claim on which its actions depend, read in a fixed number of queries."""

from dataclasses import dataclass

from claims.choices import ReviewState, RoundOutcome
from claims.models import Claim, Hold, Publication, Review, Round


@dataclass(frozen=True)
class ClaimState:
    claim: Claim
    review: Review | None
    round: Round | None
    holds: list[Hold]
    published: bool

    @property
    def pk(self) -> int:
        return self.claim.pk


def state_of(number: int) -> ClaimState:
    """Raises Claim.DoesNotExist."""
    claim = Claim.objects.select_related("speaker", "added_by").get(pk=number)
    review = claim.reviews.filter(state=ReviewState.OPEN).select_related("reviewer").first()
    proposed = Round.objects.filter(claim=claim, outcome=RoundOutcome.OPEN)
    return ClaimState(
        claim=claim,
        review=review,
        round=proposed.select_related("proposed_by").first(),
        holds=list(claim.holds.filter(lifted_at__isnull=True).select_related("set_by")),
        published=Publication.objects.filter(claim=claim).exists(),
    )
