"""ClaimReview: our conclusions in the markup that fact-check readers take (schema.org, JSON-LD).

Of a publication that is signed and rates whether the claim is so, and of nothing else: what others
concluded, what is under review again and what is not rated has none. All that is said is in the
publication's body, or in the settings that say who publishes and by which scale.
"""

from claims.claimreview.feeds import feed, feed_head
from claims.claimreview.gate import advises, blocks
from claims.claimreview.reviews import dated, newsroom, rating_in_words, review, scale, script_text

__all__ = [
    "advises",
    "blocks",
    "dated",
    "feed",
    "feed_head",
    "newsroom",
    "rating_in_words",
    "review",
    "scale",
    "script_text",
]
