"""Claims as Google's Fact Check Tools API answers them (``claims:search``), as ClaimReviews.

Its fields: https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims
"""

from collections.abc import Iterator
from typing import Any


def claim_reviews(claim: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each review of the claim as a ClaimReview, and the claim with this review alone."""
    for review in claim["claimReview"]:
        publisher = review.get("publisher")
        publisher = publisher if isinstance(publisher, dict) else {}
        site = publisher.get("site")
        made = {
            "@type": "ClaimReview",
            "url": review.get("url"),
            "name": review.get("title"),
            "claimReviewed": claim["text"],
            "datePublished": review.get("reviewDate"),
            "inLanguage": review.get("languageCode"),
            "author": {
                "@type": "Organization",
                "name": publisher.get("name") or site,
                "url": f"https://{site}/" if isinstance(site, str) and site else None,
            },
            "reviewRating": {"@type": "Rating", "alternateName": review.get("textualRating")},
            "itemReviewed": {
                "@type": "Claim",
                "author": {"name": claim.get("claimant")},
                "datePublished": claim.get("claimDate"),
            },
        }
        yield made, {**claim, "claimReview": [review]}
