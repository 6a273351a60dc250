"""The schema.org types that we write, as JSON-LD; the API's schema is made from them."""

from typing import NotRequired, TypedDict

from claims.publication.representation import LabelBody

Organization = TypedDict(
    "Organization",
    {"@type": str, "name": NotRequired[str], "url": NotRequired[str], "logo": NotRequired[str]},
)
Author = TypedDict(
    "Author",
    {
        "@type": str,
        "@id": NotRequired[str],
        "name": str,
        "jobTitle": NotRequired[str],
        "worksFor": NotRequired[Organization],
    },
)
CreativeWork = TypedDict(
    "CreativeWork",
    {
        "@type": str,
        "url": str,
        "name": NotRequired[str],
        "datePublished": NotRequired[str],
        "inLanguage": NotRequired[str],
        "publisher": NotRequired[Organization],
    },
)
Rating = TypedDict(
    "Rating",
    {
        "@type": str,
        "alternateName": str,
        "ratingExplanation": str,
        "ratingValue": NotRequired[int],
        "bestRating": NotRequired[int],
        "worstRating": NotRequired[int],
    },
)
ReviewedClaim = TypedDict(
    "ReviewedClaim",
    {
        "@type": str,
        "@id": str,
        "author": NotRequired[Author],
        "datePublished": NotRequired[str],
        "inLanguage": NotRequired[str],
        "firstAppearance": NotRequired[CreativeWork],
        "appearance": NotRequired[list[CreativeWork]],
    },
)
OriginalReview = TypedDict("OriginalReview", {"@type": str, "url": str})
ClaimReview = TypedDict(
    "ClaimReview",
    {
        "@context": str,
        "@type": str,
        "url": str,
        # Of the review: the claim's own language is that of ``itemReviewed``.
        "inLanguage": str,
        "translationOfWork": NotRequired[OriginalReview],
        "name": NotRequired[str],
        "claimReviewed": str,
        "author": Organization,
        "datePublished": str,
        "dateModified": str,
        "reviewRating": Rating,
        "reviewBody": str,
        "itemReviewed": ReviewedClaim,
        "citation": NotRequired[list[CreativeWork]],
        "sdLicense": NotRequired[str],
    },
)
DataFeedItem = TypedDict(
    "DataFeedItem",
    {"@type": str, "dateCreated": str, "dateModified": str, "url": str, "item": list[ClaimReview]},
)
DataFeed = TypedDict(
    "DataFeed",
    {
        "@context": str,
        "@type": str,
        "name": str,
        "description": str,
        "url": str,
        "publisher": Organization,
        "sdLicense": NotRequired[str],
        "dateModified": NotRequired[str],
        "version": NotRequired[int],
        "dataFeedElement": list[DataFeedItem],
    },
)


class ScaleStep(TypedDict):
    """One rating; ``value`` is null where it has no number."""

    status: str
    name: str
    value: int | None
    means: str


class Scale(TypedDict):
    """From ``worst`` to ``best``."""

    worst: int
    best: int
    ratings: list[ScaleStep]


class RatingScale(Scale):
    """The numbers in our ClaimReviews; a label has its own."""

    labels: list[LabelBody]
