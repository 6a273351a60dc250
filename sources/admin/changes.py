"""Quotes that are no longer there as they were quoted: the sentence then, and what stands now."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Substr

from sources.anchors import Difference, differences
from sources.anchors.sentences import REACH, around
from sources.models import AnchorCheck

AT_MOST = 50
_MARGIN = REACH + 100  # so that the sentence is found as in the whole text


@dataclass(frozen=True)
class Changed:
    """A check; the quote as stored, and what leads from its sentence to the one there now."""

    check: AnchorCheck
    quote: str
    differences: list[Difference]
    same_words: bool  # the sentence stands there, but not in its place


def changed(checks: QuerySet[Any]) -> list[Changed]:
    """The latest of the checks with their differences, in one query; no text is loaded whole."""
    first = Greatest(F("start") - _MARGIN, 0)
    found = (
        checks.select_related("snapshot__source", "later", "settled_by")
        .defer("snapshot__text", "later__text")
        .annotate(
            before=Substr("snapshot__text", first + 1, F("end") - first + _MARGIN),
            now=Substr("later__text", F("found_start") + 1, F("found_end") - F("found_start")),
        )
        .order_by("-pk")[:AT_MOST]
    )
    return [_changed(check) for check in found]


def _changed(check: Any) -> Changed:
    first = max(check.start - _MARGIN, 0)
    start, end = check.start - first, check.end - first
    sentence = check.before[slice(*around(check.before, start, end))]
    parts = differences(sentence, check.now or "")
    return Changed(
        check=check,
        quote=check.before[start:end],
        differences=parts,
        same_words=bool(check.now) and all(part.kind == "kept" for part in parts),
    )
