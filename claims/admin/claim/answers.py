"""A claim's attribution and rating as the desk shows them: always both, with their public labels."""

from dataclasses import dataclass

from claims.choices import CONCLUDED, Attribution, Status, public_rating

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


def answers(status: str, attribution: str, nature: str) -> Answers:
    known = Attribution(attribution) if attribution else None
    concluded = status in CONCLUDED
    return Answers(
        str(known.label) if known else "",
        str(known.public) if known else "",
        str(Status(status).label),
        public_rating(status, nature, attribution) if concluded else "",
        *LOOKS[Status(status)],
    )
