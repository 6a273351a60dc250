"""Whom a conclusion could harm, by its proposer's word: each is asked for a reply, or readers learn why not."""

from collections.abc import Sequence
from typing import TypedDict

from claims.models import Review
from sources.saving import save


class Harm(TypedDict):
    """A person or body whom the conclusion could harm: the request for their reply, or why they were not asked."""

    whom: str
    request: int | None
    not_asked: str


def record(review: Review, harms: Sequence[Harm] | None) -> None:
    """Inside the verb that proposes. None leaves what the review has."""
    if harms is not None:
        found = [{**each, "whom": " ".join(each["whom"].split())} for each in harms]
        save(review, {"harms": found})
