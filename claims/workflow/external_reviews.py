"""What others concluded of a claim: noted in their own word, left out, taken in again."""

from datetime import date
from typing import TypedDict

from claims.locking import changing, record_author, refuse_frozen
from claims.models import Claim, ExternalReview
from newsroom.models import User
from newsroom.permissions import require
from sources.models import Publisher


class Concluded(TypedDict, total=False):
    rating: str
    rationale: str
    url: str
    reviewed_on: date | None


def add(
    claim_id: int,
    by: User,
    publisher: Publisher,
    said: Concluded,
    expected_revision: int | None = None,
) -> ExternalReview:
    """Raises Refused, Stale, NotAllowed."""
    require(by, "edit_claim")
    with changing(claim_id, by, expected_revision) as claim:
        refuse_frozen(claim)
        made = place(claim, by, publisher, said)
        record_author(claim, by)
        return made


def place(claim: Claim, by: User, publisher: Publisher, said: Concluded) -> ExternalReview:
    """The row, inside the caller's verb."""
    made = ExternalReview(claim=claim, publisher=publisher, added_by=by, **said)
    made.full_clean(validate_constraints=False)
    made.save()
    return made


def exclude(claim_id: int, by: User, number: int, expected_revision: int | None = None) -> None:
    """Keep it for the newsroom, and out of what would be published."""
    _set(claim_id, by, number, True, expected_revision)


def include(claim_id: int, by: User, number: int, expected_revision: int | None = None) -> None:
    """Have what would be published say it again."""
    _set(claim_id, by, number, False, expected_revision)


def _set(
    claim_id: int, by: User, number: int, left_out: bool, expected_revision: int | None
) -> None:
    require(by, "edit_claim")
    with changing(claim_id, by, expected_revision) as claim:
        refuse_frozen(claim)
        ExternalReview.objects.filter(claim=claim, pk=number).update(left_out=left_out)
        record_author(claim, by)
