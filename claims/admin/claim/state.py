"""The state of a claim on which its actions depend, read in a fixed number of queries."""

from dataclasses import dataclass

from claims.choices import ReviewState, RoundOutcome
from claims.models import Authorship, Claim, Hold, Publication, Review, Round
from newsroom.approvals import one_person_is_enough


@dataclass(frozen=True)
class ClaimState:
    claim: Claim
    review: Review | None
    round: Round | None
    authors: frozenset[int]
    holds: list[Hold]
    published: bool
    one_person: bool

    @property
    def pk(self) -> int:
        return self.claim.pk


def state_of(number: int) -> ClaimState:
    """Raises Claim.DoesNotExist."""
    claim = Claim.objects.select_related("speaker", "added_by").get(pk=number)
    review = claim.reviews.filter(state=ReviewState.OPEN).select_related("reviewer").first()
    proposed = Round.objects.filter(claim=claim, outcome=RoundOutcome.OPEN)
    authors = Authorship.objects.filter(review=review).values_list("author", flat=True)
    return ClaimState(
        claim=claim,
        review=review,
        round=proposed.select_related("proposed_by").first(),
        authors=frozenset(authors) if review else frozenset(),
        holds=list(claim.holds.filter(lifted_at__isnull=True).select_related("set_by")),
        published=Publication.objects.filter(claim=claim).exists(),
        one_person=one_person_is_enough(),
    )
