"""Whether a proposal can be exported as ClaimReview, shown before it is signed."""

import json
from dataclasses import dataclass

from claims.formats.claimreview import advises, blocks, rating_in_words
from claims.models import Round


@dataclass(frozen=True)
class Export:
    """``rating``: as readers see it; empty if it is blocked."""

    blocked: list[str]
    advice: list[str]
    rating: str


def export_of(proposed: Round | None) -> Export | None:
    """The ClaimReview of the proposal once it is signed; None without a proposal."""
    if proposed is None:
        return None
    body = json.loads(proposed.body)
    blocked = blocks(body)
    return Export(blocked, advises(body), "" if blocked else rating_in_words(body))
