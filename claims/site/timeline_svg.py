"""A timeline of claims: a dot for each, by the day it was said, in a lane for each conclusion.

A dot's place across is a percentage, so that dots keep their size on a phone. Days are gathered into
columns, and dots of one column stand above each other, so that hundreds fit and none hides another.
The page shows the same as a table.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from html import escape
from typing import Any

from django.db.models import F
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from claims.choices import Attribution, Standing, Status
from claims.models import Publication
from claims.presentation.chip import chip, chip_text
from claims.publication.addresses import link
from claims.querysets import PublicationQuerySet
from claims.search import keyset
from claims.site.tags import days

MOST, FEWEST = 200, 3
COLUMNS = 32
STEP, TALLEST, RADIUS = 11, 99, 4.5  # CSS pixels
_NEWEST_FIRST = keyset.by_day_said("number")
_LANES = (
    *(Status.VERIFIED, Status.MIXED, Status.DISPUTED, Status.UNVERIFIABLE, Status.REFUTED),
    *(Attribution.MISATTRIBUTED, Status.UNRATED, Standing.UNDER_REVIEW),
)


_DOT = '<a href="{}" tabindex="-1"><title>{}</title><circle cx="{}%" cy="{}" r="4.5"/></a>'
_ROW = '<tr><td>{}</td><td>{}</td><td><a href="{}" lang="{}" dir="auto">{}</a></td></tr>'
_ROW_WITH_SPEAKER = (
    '<tr><td>{1}</td><td>{2}</td><td>{0}: <a href="{3}" lang="{4}" dir="auto">{5}</a></td></tr>'
)


@dataclass(frozen=True)
class Claim:
    """``first``, ``last``: the days between which it was said, None if unknown; ``code``: its lane."""

    url: str
    text: str
    language: str
    speaker: str
    first: date | None
    last: date | None
    code: str
    conclusion: str

    @cached_property
    def days(self) -> str:
        return days({"from": self.first, "to": self.last})


@dataclass(frozen=True)
class Dot:
    claim: Claim
    x: float  # per cent
    y: float


@dataclass(frozen=True)
class Lane:
    code: str
    dots: list[Dot]
    height: int

    @property
    def drawing(self) -> SafeString:
        """Made here, because a template takes several times as long for hundreds of dots."""
        return SafeString("".join(map(_dot, self.dots)))


@dataclass(frozen=True)
class Timeline:
    """``is_cut``: there are older claims."""

    claims: list[Claim]
    lanes: list[Lane]
    first: date
    last: date
    undated: int
    is_cut: bool

    @property
    def rows(self) -> SafeString:
        """Of the table."""
        return SafeString("\n".join(_ROW.format(*_cells(each)) for each in self.claims))

    @property
    def rows_with_speakers(self) -> SafeString:
        cells = ((escape(each.speaker), *_cells(each)) for each in self.claims)
        return SafeString("\n".join(_ROW_WITH_SPEAKER.format(*each) for each in cells))


def drawn(found: PublicationQuerySet) -> Timeline | None:
    """Of the latest; None if fewer than three have a day."""
    # Their numbers first: of a topic with many claims only these are joined with their cells.
    numbers = list(_NEWEST_FIRST.apply(found).values_list("number", flat=True)[: MOST + 1])
    cells = (
        Publication.objects.listed()
        .filter(number__in=numbers)
        .annotate(
            who=F("export_row__speaker_name"),
            described=F("export_row__speaker_description"),
            of_label=F("export_row__label"),
        )
    )
    listed = cells.values(
        *("number", "claim_id", "text", "language", "standing", "said_from", "said_to"),
        *("status", "attribution", "nature", "who", "described", "of_label"),
    )
    by_number = {row["number"]: row for row in listed}
    # A few conclusions, put into words once each.
    chip_of = cache(_chip)
    claims = [
        _claim(by_number[number], chip_of) for number in numbers[:MOST] if number in by_number
    ]
    days = [each.first for each in claims if each.first]
    if len(days) < FEWEST:
        return None
    first, last = min(days), max(days)
    return Timeline(
        claims,
        lanes(claims, first, last),
        first,
        last,
        len(claims) - len(days),
        len(numbers) > MOST,
    )


def _chip(standing: str, status: str, attribution: str, nature: str, label: str) -> tuple[str, str]:
    """The lane, and both answers in words."""
    body: dict[str, Any] = {"status": status, "attribution": attribution, "nature": nature}
    if label:
        body["label"] = json.loads(label)
    return chip(body, standing)[0].code, chip_text(body, standing)


def _dot(dot: Dot) -> str:
    claim = dot.claim
    words = escape(f"{claim.days}: {Truncator(claim.text).chars(70)}")
    return _DOT.format(escape(claim.url), words, dot.x, dot.y)


def _cells(claim: Claim) -> tuple[str, ...]:
    return (
        *(escape(claim.days), escape(claim.conclusion), escape(claim.url)),
        *(escape(claim.language), escape(Truncator(claim.text).chars(100))),
    )


def _claim(row: dict[str, Any], chip_of: Callable[..., tuple[str, str]]) -> Claim:
    code, conclusion = chip_of(
        *(row[name] for name in ("standing", "status", "attribution", "nature", "of_label"))
    )
    return Claim(
        url=link("site:claim", row["claim_id"]),
        text=row["text"],
        language=row["language"],
        speaker=row["who"] or row["described"] or "",
        first=row["said_from"],
        last=row["said_to"],
        code=code,
        conclusion=conclusion,
    )


def lanes(claims: list[Claim], first: date, last: date) -> list[Lane]:
    columns: dict[str, dict[int, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    span = (last - first).days or 1
    for each in reversed(claims):
        if each.first:
            column = (each.first - first).days * (COLUMNS - 1) // span
            columns[each.code][column].append(each)
    return [_lane(code, columns[code]) for code in _LANES if code in columns]


def _lane(code: str, columns: dict[int, list[Claim]]) -> Lane:
    tallest = max(map(len, columns.values()))
    step = min(STEP, TALLEST / tallest)
    height = round(step * (tallest - 1) + 2 * RADIUS + 4)
    dots = [
        Dot(
            each,
            round((column + 0.5) * 100 / COLUMNS, 2),
            round(height - 2 - RADIUS - step * at, 1),
        )
        for column, found in sorted(columns.items())
        for at, each in enumerate(found)
    ]
    return Lane(str(code), dots, height)
