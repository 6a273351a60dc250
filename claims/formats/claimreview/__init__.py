"""ClaimReview: our conclusions in the markup that fact-check readers take (schema.org, JSON-LD).

Of a publication that is signed and rates whether the claim is so, and of nothing else: what others
concluded, what is under review again and what is not rated has none. All that is said is in the
publication's body, or in the settings that say who publishes and by which scale.
"""

from claims.formats.claimreview.eligibility import RATED, advises, blocks
from claims.formats.claimreview.feeds import feed, feed_head
from claims.formats.claimreview.google import FoundClaim, found, no_older_than, site_of
from claims.formats.claimreview.reviews import (
    dated,
    newsroom,
    rating_in_words,
    review,
    scale,
    script_text,
)

__all__ = [
    "RATED",
    "FoundClaim",
    "advises",
    "blocks",
    "dated",
    "feed",
    "feed_head",
    "found",
    "newsroom",
    "no_older_than",
    "rating_in_words",
    "review",
    "scale",
    "script_text",
    "site_of",
]
