"""The chip: both answers about a claim in a few words, wherever the claim appears."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from claims.choices import Attribution, Standing, Status, public_rating


@dataclass(frozen=True)
class Part:
    """``code``: the value that it shows, for its colour and shape."""

    code: str
    words: str


def chip(body: Mapping[str, Any], standing: str = "") -> list[Part]:
    """Of a publication's body and standing, or of a working claim's body alone.

    Needs only ``status``, ``attribution`` and ``nature`` of the body; a withdrawal notice has none.
    """
    if standing == Standing.WITHDRAWN or "status" not in body:
        return [Part("withdrawn", str(Status.WITHDRAWN.public))]
    status, attribution = body["status"], body["attribution"]
    if attribution == Attribution.MISATTRIBUTED:
        parts = [Part(attribution, str(Attribution.MISATTRIBUTED.short))]
    else:
        short = Attribution(attribution).short if attribution else _("attribution not concluded")
        rating = public_rating(status, body["nature"], attribution)
        parts = [Part(status, rating), Part(attribution, str(short))]
    if standing == Standing.UNDER_REVIEW:
        last = _("last signed: %(conclusion)s") % {"conclusion": parts[0].words}
        parts[:1] = [Part(standing, _("Under review again")), Part(parts[0].code, last)]
    return parts


def chip_text(body: Mapping[str, Any], standing: str = "") -> str:
    """ "False · original seen"."""
    return " · ".join(part.words for part in chip(body, standing))
