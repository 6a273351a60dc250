"""A publication as ClaimReview, its publisher, and the rating scale."""

import json
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from claims.choices import CONCLUDED, NUMBERED, Attribution, PublicationEvent, Standing, Status
from claims.formats.claimreview.claims import Address, claim, works_of
from claims.formats.claimreview.eligibility import RATED
from claims.formats.claimreview.shapes import ClaimReview, Organization, Rating, Scale
from claims.models import LabelEdition, Publication
from claims.publication import rationale
from claims.publication.addresses import page_in_language
from claims.publication.fields import stamp
from claims.publication.labels import body_of, in_words, label_of
from claims.publication.representation import ClaimBody, LabelBody
from claims.publication.translations import in_readers_language

CONTEXT = "https://schema.org"
# The numbers of claims without a label of the newsroom's own.
WORST, BEST = 1, 5
NUMBERS = dict(zip(NUMBERED, (1, 3, 5), strict=True))


def rated(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """Those of the rows that may have a ClaimReview: a misquotation has one if it is labelled."""
    has_rating = Q(status__in=RATED) | Q(attribution=Attribution.MISATTRIBUTED)
    return rows.filter(has_rating, standing=Standing.SIGNED)


def dated(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """The rows as :func:`review` takes them."""
    return with_signing(rows).only("number", "claim_id", "published_at", "body")


def with_signing(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """The rows, each with ``signed_at``: when its conclusion was first published."""
    signings = Publication.objects.filter(
        claim=OuterRef("claim"), event=PublicationEvent.SIGNED, number__lte=OuterRef("number")
    )
    signed_at = Subquery(signings.order_by("-number").values("published_at")[:1])
    return rows.annotate(signed_at=signed_at)


def review(row: Any, body: ClaimBody, address: Address, language: str | None = None) -> ClaimReview:
    """A row of :func:`dated` and its body, which nothing blocks, as ClaimReview.

    ``address`` returns the addresses ``page`` (of the page with the markup), ``claim``, ``speaker``.
    ``language``: of one of the body's translations; without it the review is the original.
    """
    with override(language or settings.LANGUAGE_CODE):
        made = _review(row, body, in_readers_language(body), address)
    if language:
        made["translationOfWork"] = {"@type": "ClaimReview", "url": made["url"]}
        made["url"], made["inLanguage"] = page_in_language(row.claim_id, language), language
    return made


def _review(row: Any, original: ClaimBody, body: ClaimBody, address: Address) -> ClaimReview:
    made: ClaimReview = {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "url": address("page", row.claim_id),
        "inLanguage": settings.LANGUAGE_CODE,
        "claimReviewed": body["text"],
        "author": newsroom(),
        "datePublished": _utc_day(row.signed_at),
        "dateModified": _utc_day(row.published_at),
        "reviewRating": _rating(body),
        "reviewBody": _in_words(body),
        "itemReviewed": claim(original, address("claim", row.claim_id), address),
        "name": body["summary"],
    }
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


def scale() -> Scale:
    """The scale of claims without a label, with the meaning of each rating."""
    return {
        "worst": WORST,
        "best": BEST,
        "ratings": [
            {
                "status": status.value,
                "name": str(status.public),
                "value": NUMBERS.get(status),
                "means": str(status.meaning),
            }
            for status in RATED
        ],
    }


def labels() -> list[LabelBody]:
    """The newsroom's own labels that are in use, by the ratings that they stand for."""
    found = LabelEdition.objects.in_use().readable().select_related("label")
    order = {status.value: at for at, status in enumerate(CONCLUDED)}
    return sorted(
        map(body_of, found),
        key=lambda each: (order[each["status"]], each["attribution"], each["key"]),
    )


def _rating(body: ClaimBody) -> Rating:
    name, explanation = _verdict(body)
    made: Rating = {"@type": "Rating", "alternateName": name, "ratingExplanation": explanation}
    numbers: tuple[int | None, int | None, int | None]
    if label := label_of(body):
        numbers = label["number"], label["best"], label["worst"]
    else:
        numbers = NUMBERS.get(Status(body["status"])), BEST, WORST
    value, best, worst = numbers
    if value is not None and best is not None and worst is not None:
        made["ratingValue"], made["bestRating"], made["worstRating"] = value, best, worst
    return made


def _verdict(body: ClaimBody) -> tuple[str, str]:
    """The rating and what it means."""
    if label := label_of(body):
        return in_words(label)
    return _public(Status(body["status"]), get_language())


@cache
def _public(status: Status, _language: str | None) -> tuple[str, str]:
    return str(status.public), f"{capfirst(str(status.meaning))}."


def _answers(body: ClaimBody) -> str:
    attribution = Attribution(body["attribution"])
    rating, means = str(Status(body["status"]).public), str(Status(body["status"]).meaning)
    if label := label_of(body):
        rating, means = in_words(label)
    return _(
        "Did they say it? %(attribution)s (%(attribution_means)s)."
        " Is it true? %(rating)s (%(rating_means)s)."
    ) % {
        "attribution": attribution.public,
        "attribution_means": attribution.meaning,
        "rating": rating,
        "rating_means": means.rstrip("."),
    }


def rating_in_words(body: ClaimBody) -> str:
    """The rating as it is shown, with its number if it has one."""
    rating = _rating(body)
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
    parts = [_answers(body)]
    signed = body["signed"]
    if signed and not signed["four_eyes"]:
        parts.append(_("One person concluded this alone."))
    if any(part.get("taken_down") for part in (*body["appearances"], *body["evidence"])):
        parts.append(_("Text of a source that it relies on was taken down."))
    return "\n\n".join((" ".join(parts), body["summary"], rationale.as_text(body)))


def _utc_day(moment: datetime) -> str:
    return stamp(moment)[:10]


def as_json(made: Any) -> str:
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))
