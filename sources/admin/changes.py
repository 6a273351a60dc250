"""Quotes that their sources have changed: the sentence as quoted and as it is now."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Least, Substr

from sources.anchors import Difference, Prepared, differences
from sources.models import AnchorCheck

AT_MOST = 50
_MARGIN = 1500  # code points before and after the quote in which its sentence ends
_LONGEST = 20_000  # code points of the present sentence that are shown


@dataclass(frozen=True)
class Changed:
    """A check, the quote as stored, and the differences from its sentence to the present one."""

    check: AnchorCheck
    quote: str
    differences: list[Difference]
    same_words: bool  # the sentence is unchanged but elsewhere


def changed(checks: QuerySet[Any]) -> list[Changed]:
    """The latest checks with their differences, in one query that loads no whole text."""
    first = Greatest(F("start") - _MARGIN, 0)
    found = (
        checks.select_related("snapshot__source", "later", "settled_by")
        .defer("snapshot__text", "later__text")
        .annotate(
            before=Substr("snapshot__text", first + 1, F("end") - first + _MARGIN),
            now=Substr(
                *("later__text", F("found_start") + 1),
                Least(F("found_end") - F("found_start"), _LONGEST),
            ),
        )
        .order_by("-pk")[:AT_MOST]
    )
    return [_changed(check) for check in found]


def _changed(check: Any) -> Changed:
    first = max(check.start - _MARGIN, 0)
    start, end = check.start - first, check.end - first
    parts = differences(_sentence(check.before, start, end), check.now or "")
    return Changed(
        check=check,
        quote=check.before[start:end],
        differences=parts,
        same_words=bool(check.now) and all(part.kind == "kept" for part in parts),
    )


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence, or sentences, around these code points."""
    prepared = Prepared(text)
    span = prepared.sentence(*prepared.plain_span(start, end))
    return text[slice(*prepared.plain.stored_span(*span))]
