"""ClaimReview: our ratings as the markup that search engines read (schema.org, JSON-LD).

Only signed, rated claims have one: not others' conclusions, claims under review again or unrated
ones. It is made from the publication's body and the settings of publisher and scale.
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
