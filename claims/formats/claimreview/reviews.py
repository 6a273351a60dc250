"""A publication as ClaimReview, its publisher, and the rating scale."""

import json
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from claims.choices import Attribution, PublicationEvent, Status
from claims.formats.claimreview.claims import Address, claim, works_of
from claims.formats.claimreview.eligibility import NUMBERED, RATED
from claims.formats.claimreview.shapes import ClaimReview, Organization, Rating, RatingScale
from claims.models import Publication
from claims.publication import rationale
from claims.publication.fields import stamp
from claims.publication.representation import ClaimBody

CONTEXT = "https://schema.org"


def dated(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """The rows, each with ``signed_at``: when its conclusion was first published."""
    signings = Publication.objects.filter(
        claim=OuterRef("claim"), event=PublicationEvent.SIGNED, number__lte=OuterRef("number")
    )
    signed_at = Subquery(signings.order_by("-number").values("published_at")[:1])
    return rows.annotate(signed_at=signed_at).only("number", "claim_id", "published_at", "body")


@override(settings.LANGUAGE_CODE)
def review(row: Any, body: ClaimBody, address: Address) -> ClaimReview:
    """A row of :func:`dated` and its body, which nothing blocks, as ClaimReview.

    ``address`` returns the addresses ``page`` (of the page with the markup), ``claim``, ``speaker``.
    """
    made: ClaimReview = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "url": address("page", row.claim_id),
        "claimReviewed": body["text"],
        "author": newsroom(),
        "datePublished": _utc_day(row.signed_at),
        "dateModified": _utc_day(row.published_at),
        "reviewRating": _rating(Status(body["status"])),
        "reviewBody": _in_words(body),
        "itemReviewed": claim(body, address("claim", row.claim_id), address),
    }
    if summary := body.get("summary"):
        made["name"] = summary
    if cited := works_of(piece["source"] for piece in body["evidence"]):
        made["citation"] = cited
    if settings.DATA_LICENCE:
        made["sdLicense"] = settings.DATA_LICENCE
    return made


def script_text(made: ClaimReview) -> SafeString:
    """The text of a page's ``<script type="application/ld+json">``.

    Characters that could end the script or open a comment are written as JSON escapes.
    """
    escapes = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
    return SafeString(as_json(made).translate(escapes))


def newsroom() -> Organization:
    """The publisher."""
    made: Organization = {"@type": "Organization"}
    if settings.NEWSROOM_NAME:
        made["name"] = settings.NEWSROOM_NAME
    made["url"] = settings.NEWSROOM_URL
    if settings.NEWSROOM_LOGO:
        made["logo"] = settings.NEWSROOM_LOGO
    return made


def scale() -> RatingScale:
    """The scale in use, with the meaning of each rating."""
    numbers = settings.RATING_SCALE
    return {
        "worst": numbers["worst"],
        "best": numbers["best"],
        "ratings": [
            {
                "status": status.value,
                "name": str(status.public),
                "value": numbers.get(status.value),
                "means": str(status.meaning),
            }
            for status in RATED
        ],
    }


def _rating(status: Status) -> Rating:
    numbers = settings.RATING_SCALE
    name, explanation = _verdict(status, get_language())
    made: Rating = {"@type": "Rating", "alternateName": name, "ratingExplanation": explanation}
    if status in NUMBERED:
        made["ratingValue"] = numbers[status.value]
        made["bestRating"] = numbers["best"]
        made["worstRating"] = numbers["worst"]
    return made


@cache
def _verdict(status: Status, _language: str | None) -> tuple[str, str]:
    return str(status.public), f"{capfirst(str(status.meaning))}."


@cache
def _answers(attribution: str, status: str, _language: str | None) -> str:
    return _(
        "Did they say it? %(attribution)s (%(attribution_means)s)."
        " Is it true? %(rating)s (%(rating_means)s)."
    ) % {
        "attribution": Attribution(attribution).public,
        "attribution_means": Attribution(attribution).meaning,
        "rating": Status(status).public,
        "rating_means": Status(status).meaning,
    }


def rating_in_words(status: str) -> str:
    """The rating as it is shown, with its number if it has one."""
    rating = _rating(Status(status))
    if "ratingValue" not in rating:
        return _("%(name)s, in words only") % {"name": rating["alternateName"]}
    return _("%(name)s, %(value)s on a scale from %(worst)s to %(best)s") % {
        "name": rating["alternateName"],
        "value": rating["ratingValue"],
        "worst": rating["worstRating"],
        "best": rating["bestRating"],
    }


def _in_words(body: ClaimBody) -> str:
    """Both answers, the notes that belong to them, the finding, and the rationale without its marks."""
    parts = [_answers(body["attribution"], body["status"], get_language())]
    signed = body["signed"]
    if signed and not signed["four_eyes"]:
        parts.append(_("One person concluded this alone."))
    if any(part.get("taken_down") for part in (*body["appearances"], *body["evidence"])):
        parts.append(_("Text of a source that it relies on was taken down."))
    return "\n\n".join(
        part for part in (" ".join(parts), body.get("summary"), rationale.as_text(body)) if part
    )


def _utc_day(moment: datetime) -> str:
    return stamp(moment)[:10]


def as_json(made: Any) -> str:
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))
