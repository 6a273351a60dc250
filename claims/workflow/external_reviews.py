"""What other newsrooms concluded about a claim: added in their own words, excluded, included again."""

from datetime import date
from typing import TypedDict

from claims.locking import editing
from claims.models import Claim, ExternalReview
from newsroom.models import User
from sources.models import Publisher
from sources.saving import save


class Conclusion(TypedDict, total=False):
    rating: str
    rationale: str
    url: str
    reviewed_on: date | None


def add(
    claim_id: int,
    by: User,
    publisher: Publisher,
    conclusion: Conclusion,
    expected_revision: int | None = None,
) -> ExternalReview:
    with editing(claim_id, by, expected_revision) as claim:
        return create(claim, by, publisher, conclusion)


def create(claim: Claim, by: User, publisher: Publisher, conclusion: Conclusion) -> ExternalReview:
    return save(ExternalReview(claim=claim, publisher=publisher, added_by=by), conclusion)


def set_excluded(
    claim_id: int,
    by: User,
    external_review_id: int,
    excluded: bool,
    expected_revision: int | None = None,
) -> None:
    """Whether it stays out of what would be published; the newsroom reads it either way."""
    with editing(claim_id, by, expected_revision) as claim:
        ExternalReview.objects.filter(claim=claim, pk=external_review_id).update(left_out=excluded)
