"""A ClaimReview in the form of Google's Fact Check Tools API, from the markup alone."""

from datetime import datetime
from typing import Any, NotRequired, TypedDict
from urllib.parse import urlsplit

from django.db.models import F, Q, QuerySet

from claims.formats.claimreview.shapes import ClaimReview
from claims.models import Publication


class FoundPublisher(TypedDict):
    """The reviewer; ``site`` is the host of the review's address, without ``www.``"""

    name: NotRequired[str]
    site: str


class FoundReview(TypedDict):
    """``languageCode`` is that of the claim's wording."""

    publisher: FoundPublisher
    url: str
    reviewDate: str
    textualRating: str
    languageCode: NotRequired[str]


class FoundClaim(TypedDict):
    """A claim and its review. Unknown values have no key."""

    text: str
    claimant: NotRequired[str]
    claimDate: NotRequired[str]
    claimReview: list[FoundReview]


def google_claim(made: ClaimReview) -> FoundClaim:
    """The claim that the markup reviews, with that review."""
    reviewed, author = made["itemReviewed"], made["author"]
    publisher: FoundPublisher = {"site": site_of(made["url"])}
    if "name" in author:
        publisher = {"name": author["name"], **publisher}
    one: FoundReview = {
        "publisher": publisher,
        "url": made["url"],
        "reviewDate": _midnight(made["datePublished"]),
        "textualRating": made["reviewRating"]["alternateName"],
    }
    if "inLanguage" in reviewed:
        one["languageCode"] = reviewed["inLanguage"]
    claim: FoundClaim = {"text": made["claimReviewed"], "claimReview": [one]}
    if "author" in reviewed:
        claim["claimant"] = reviewed["author"]["name"]
    if "datePublished" in reviewed:
        claim["claimDate"] = _midnight(reviewed["datePublished"])
    return claim


def site_of(address: str) -> str:
    """The host of an address, or of a bare host, without ``www.``; empty where there is none."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:  # such as brackets with no address in them
        return ""
    return host.removeprefix("www.")


def no_older_than(rows: QuerySet[Publication], moment: datetime) -> QuerySet[Publication]:
    """Rows of ``dated`` reviewed since, or said on a known day since."""
    # Claims signed since were published since, which has an index.
    reviewed = Q(published_at__gte=moment, signed_at__gte=moment)
    on_a_day: Any = Q(said_from__gte=moment.date(), said_to=F("said_from"))
    return rows.filter(reviewed | on_a_day)


def _midnight(day: str) -> str:
    return f"{day}T00:00:00Z"
