"""What the export gate says of a proposal, before anybody signs it."""

import json
from dataclasses import dataclass

from claims.formats.claimreview import advises, blocks, rating_in_words
from claims.models import Round


@dataclass(frozen=True)
class Export:
    """``rating``: as readers see it, where nothing is ``blocked``."""

    blocked: list[str]
    advice: list[str]
    rating: str


def export_of(proposed: Round | None) -> Export | None:
    """What becomes of the proposal as ClaimReview once it is signed; None where none waits."""
    if proposed is None:
        return None
    body = json.loads(proposed.body)
    blocked = blocks(body)
    return Export(blocked, advises(body), "" if blocked else rating_in_words(body["status"]))
