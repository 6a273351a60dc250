"""The numbers that stand for our conclusions where readers want numbers: the newsroom's own scale."""

import re
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

# From the worst to the best; what can't be so is refused.
NAMES = ("worst", "refuted", "mixed", "verified", "best")
USUAL = "worst=1,refuted=1,mixed=3,verified=5,best=5"


def scale(environ: Mapping[str, str]) -> dict[str, int]:
    """The scale from RATING_SCALE, by the names above. Raises ImproperlyConfigured.

    Readers of ClaimReview ask for whole numbers, the worst at least 1 and the best above it.
    """
    text = environ.get("RATING_SCALE") or USUAL
    pairs = [pair.strip().partition("=") for pair in text.split(",")]
    given = {name.strip(): value.strip() for name, _, value in pairs}
    if set(given) != set(NAMES) or len(pairs) != len(NAMES):
        raise ImproperlyConfigured(f"RATING_SCALE must look like {USUAL}, not {text!r}.")
    if not all(re.fullmatch(r"[0-9]{1,4}", value) for value in given.values()):
        raise ImproperlyConfigured(f"RATING_SCALE takes whole numbers, not {text!r}.")
    worst, refuted, mixed, verified, best = (int(given[name]) for name in NAMES)
    if not 1 <= worst <= refuted < mixed < verified <= best:
        raise ImproperlyConfigured(
            "RATING_SCALE goes from worst (1 or more) to best: worst, refuted, mixed, verified,"
            f" best, each above the one before it (the ends may coincide), not {text!r}."
        )
    return dict(zip(NAMES, (worst, refuted, mixed, verified, best), strict=True))
