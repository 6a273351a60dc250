"""The newsroom's own numbers for its conclusions, as ClaimReview has them."""

import re

# From the worst to the best.
NAMES = ("worst", "refuted", "mixed", "verified", "best")
USUAL = "worst=1,refuted=1,mixed=3,verified=5,best=5"


def scale(text: str) -> dict[str, int]:
    """The scale by the names above. Raises ValueError with what the text must do.

    ClaimReview requires whole numbers, the worst at least 1 and the best above it.
    """
    pairs = [pair.strip().partition("=") for pair in text.split(",")]
    given = {name.strip(): value.strip() for name, _, value in pairs}
    if set(given) != set(NAMES) or len(pairs) != len(NAMES):
        raise ValueError(f"look like {USUAL}")
    if not all(re.fullmatch(r"[0-9]{1,4}", value) for value in given.values()):
        raise ValueError("have whole numbers")
    worst, refuted, mixed, verified, best = (int(given[name]) for name in NAMES)
    if not 1 <= worst <= refuted < mixed < verified <= best:
        raise ValueError(
            "rise from worst (1 or more) by refuted, mixed and verified to best, where only the first"
            " two and the last two may be equal"
        )
    return dict(zip(NAMES, (worst, refuted, mixed, verified, best), strict=True))
