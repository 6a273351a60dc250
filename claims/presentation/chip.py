"""The chip: both answers about a claim in a few words, wherever the claim appears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims.choices import CONCLUDED, Attribution, Standing, Status
from claims.publication.labels import label_of, rating_in_words


@dataclass(frozen=True)
class Part:
    """``code``: the value that it shows, for its colour and shape."""

    code: str
    words: str


def chip(body: Mapping[str, Any], standing: str = "") -> Sequence[Part]:
    """Of a publication's body and standing, or of a working claim's body alone.

    Needs only ``status``, ``attribution``, ``nature`` and ``label`` of the body; a withdrawal notice
    has none. A label stands in place of the rating, beside the attribution.
    """
    if standing == Standing.WITHDRAWN or "status" not in body:
        return [Part("withdrawn", str(Status.WITHDRAWN.public))]
    if label_of(body):
        return _chip(body, standing)
    answers = body["status"], body.get("attribution", ""), body.get("nature", "")
    return _without_label(*answers, standing, get_language())


@lru_cache(maxsize=1000)
def _without_label(
    status: str, attribution: str, nature: str, standing: str, _language: str | None
) -> Sequence[Part]:
    """There are a few dozen of them, and a list has fifty."""
    return _chip({"status": status, "attribution": attribution, "nature": nature}, standing)


def _chip(body: Mapping[str, Any], standing: str) -> Sequence[Part]:
    status, attribution = body["status"], body["attribution"]
    under_review = [Part(standing, _("Under review again"))] * (standing == Standing.UNDER_REVIEW)
    if status not in CONCLUDED:
        return under_review or [Part(status, str(Status(status).public))]
    parts = [Part(attribution, str(Attribution(attribution).short))]
    if attribution != Attribution.MISATTRIBUTED:
        parts.insert(0, Part(status, rating_in_words(body)))
    elif label_of(body):
        parts.insert(0, Part(attribution, rating_in_words(body)))
    if under_review:
        last = _("last signed: %(conclusion)s") % {"conclusion": parts[0].words}
        parts[0] = Part(parts[0].code, last)
    return tuple(under_review + parts)


def chip_text(body: Mapping[str, Any], standing: str = "") -> str:
    """ "False · original seen"."""
    return " · ".join(part.words for part in chip(body, standing))
