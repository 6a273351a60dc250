"""The state of a claim on which its actions depend, read in a fixed number of queries."""

from dataclasses import dataclass
from functools import cached_property

from claims.admin.claim.existing_rows import if_any, with_existing_rows
from claims.choices import REQUESTS_ON_CLAIMS, ReviewState, RoundOutcome, Standing
from claims.models import Claim, Conflict, Hold, Publication, Review, Round
from claims.publication import publishing
from claims.publication.working import Working, working
from claims.workflow.review import why_nobody_signs
from newsroom.models import Approval, User
from sources.models import Speaker

MOST = 100  # proposals that are shown


@dataclass(frozen=True)
class ClaimState:
    claim: Claim
    reviews: list[Review]  # newest first
    rounds: list[Round]  # newest first, their bodies not loaded
    holds: list[Hold]
    conflicts: list[Conflict]  # that stand
    # Its current publication; None where it was never published.
    current: Publication | None

    @property
    def pk(self) -> int:
        return self.claim.pk

    @property
    def review(self) -> Review | None:
        """The open one."""
        return next((each for each in self.reviews if each.state == ReviewState.OPEN), None)

    @property
    def round(self) -> Round | None:
        """The open one."""
        return next((each for each in self.rounds if each.outcome == RoundOutcome.OPEN), None)

    @property
    def standing(self) -> str | None:
        return self.current.standing if self.current is not None else None

    @property
    def published(self) -> bool:
        return self.current is not None

    @property
    def offline(self) -> bool:
        return self.standing == Standing.HIDDEN

    def conflicts_of_others(self, by: User) -> list[Conflict]:
        return [each for each in self.conflicts if each.person_id != by.pk]

    @cached_property
    def requests(self) -> list[Approval]:
        """Those that wait for a second person."""
        found = Approval.objects.open().filter(subject_id=self.pk, kind__in=REQUESTS_ON_CLAIMS)
        return if_any(self.claim, Approval, lambda: found.select_related("requested_by"))

    @cached_property
    def why_not_lifted(self) -> str:
        """Why none of the holds can be lifted now."""
        return publishing.why_not_lifted(self.pk) if self.holds else ""

    @cached_property
    def why_nobody_signs(self) -> str:
        """Why nobody can sign the open proposal, where an erasure changed it."""
        return why_nobody_signs(self.round) if self.round is not None else ""

    @cached_property
    def working(self) -> Working:
        return working(self.claim)

    @property
    def protected_speakers_named(self) -> list[Speaker]:
        return self.working.protected_speakers


def state_of(number: int) -> ClaimState:
    """Raises Claim.DoesNotExist."""
    claim: Claim = (
        with_existing_rows(Claim.objects.all()).select_related("speaker", "added_by").get(pk=number)
    )
    reviews = {each.pk: each for each in claim.reviews.select_related("reviewer", "policy")}
    rounds = list(
        Round.objects.filter(claim=claim)
        .defer("body")
        .select_related("proposed_by", "decided_by")
        .order_by("-review_id", "-number")[:MOST]
    )
    for each in rounds:
        each.claim, each.review = claim, reviews[each.review_id]
    published = Publication.objects.filter(claim=claim).current()
    return ClaimState(
        claim=claim,
        reviews=list(reviews.values()),
        rounds=rounds,
        holds=if_any(
            claim, Hold, lambda: claim.holds.filter(lifted_at__isnull=True).select_related("set_by")
        ),
        conflicts=if_any(
            claim, Conflict, lambda: claim.conflicts.standing().select_related("person")
        ),
        current=published.only("event", "standing", "published_at", "body", "withheld").first(),
    )
