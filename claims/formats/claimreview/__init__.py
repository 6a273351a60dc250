"""ClaimReview: our ratings as the markup that search engines read (schema.org, JSON-LD).

Only signed, rated claims have one: not others' conclusions, claims under review again or unrated
ones. It is made from the publication's body and the settings of the publisher. Of words that are not
the speaker's there is one if it has a label of the newsroom's and who spread them is known.
"""

from claims.formats.claimreview.eligibility import advises, blocks
from claims.formats.claimreview.feeds import feed, feed_head
from claims.formats.claimreview.google import FoundClaim, google_claim, no_older_than, site_of
from claims.formats.claimreview.reviews import (
    dated,
    labels,
    newsroom,
    rated,
    rating_in_words,
    review,
    scale,
    script_text,
    with_signing,
)
