"""The newsroom's own labels as readers see them: those in use, and what was changed when."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from claims.choices import CONCLUDED, Attribution, Status
from claims.models import LabelEdition
from claims.publication.labels import body_of, in_words


@dataclass(frozen=True)
class Edition:
    """A label since a day, in the reader's language."""

    name: str
    definition: str
    attribution: Attribution
    status: Status
    number: int | None
    worst: int | None
    best: int | None
    since: datetime
    retired: bool


@dataclass(frozen=True)
class ShownLabel:
    """``earlier``: the latest first."""

    now: Edition
    earlier: list[Edition]


def shown() -> list[ShownLabel]:
    """By what they stand for; retired ones last, since claims still have them."""
    found = LabelEdition.objects.readable().select_related("label").order_by("label", "-number")
    made = []
    for _label, editions in groupby(map(_shown, found), key=lambda each: each[0]):
        now, *earlier = (each for _number, each in editions)
        made.append(ShownLabel(now, earlier))
    return sorted(made, key=_order)


def name_of(key: str) -> str:
    """Of the label with this slug, as it is called now; the slug itself where there is none."""
    latest = LabelEdition.objects.readable().filter(label__slug=key).select_related("label")
    edition = latest.order_by("-number").first()
    return in_words(body_of(edition))[0] if edition else key


def _shown(edition: Any) -> tuple[int, Edition]:
    name, definition = in_words(body_of(edition))
    return edition.label_id, Edition(
        name,
        definition,
        Attribution(edition.attribution),
        Status(edition.status),
        *(edition.value, edition.worst, edition.best),
        edition.signed_at,
        edition.retired,
    )


def _order(label: ShownLabel) -> tuple[Any, ...]:
    now = label.now
    place = CONCLUDED.index(now.status), list(Attribution).index(now.attribution)
    return now.retired, *place, -(now.number or 0), now.name
