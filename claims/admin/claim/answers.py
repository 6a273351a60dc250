"""A claim's attribution and rating as the desk shows them: always both, with their public labels."""

from dataclasses import dataclass
from typing import Any

from claims.choices import CONCLUDED, Attribution, Status
from claims.publication.labels import rating_in_words

# Unfold's variant and the icon of each status; its label is always shown as well.
LOOKS = {
    Status.UNREVIEWED: ("", "radio_button_unchecked"),
    Status.IN_REVIEW: ("info", "pending"),
    Status.AWAITING_SIGNOFF: ("primary", "signature"),
    Status.VERIFIED: ("success", "check_circle"),
    Status.REFUTED: ("danger", "cancel"),
    Status.MIXED: ("warning", "contrast"),
    Status.DISPUTED: ("warning", "compare_arrows"),
    Status.UNVERIFIABLE: ("", "help"),
    Status.UNRATED: ("", "do_not_disturb_on"),
    Status.WITHDRAWN: ("", "block"),
}


@dataclass(frozen=True)
class Answers:
    """``…_public``: the label that readers see; empty without a conclusion."""

    attribution: str
    attribution_public: str
    rating: str
    rating_public: str
    variant: str
    icon: str


def answers(status: str, attribution: str, nature: str, label: Any = None) -> Answers:
    """``label``: the newsroom's own, as the body has it; readers see it in place of the rating."""
    known = Attribution(attribution) if attribution else None
    concluded = status in CONCLUDED
    body = {"status": status, "attribution": attribution, "nature": nature, "label": label}
    return Answers(
        str(known.label) if known else "",
        str(known.public) if known else "",
        str(Status(status).label),
        rating_in_words(body) if concluded else "",
        *LOOKS[Status(status)],
    )
