"""Working claims as one file, for the newsroom: each as the desk has it, a few at a time.

No column of unpublished claims is stored for files, so each batch is read as the API's list reads a page.
A column that the file of published claims has too has the same name.
"""

import csv
import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

from django.conf import settings
from django.db import connection
from django.db.models import Prefetch

from claims.choices import Priority
from claims.formats.exports.columns import Column, columns_of
from claims.formats.exports.datasets import CLAIMS
from claims.formats.exports.streams import BYTE_ORDER_MARK, Blocks, Form
from claims.formats.working_objects import WorkingClaim, for_working, working
from claims.models import Claim, ExternalReview
from claims.publication.addresses import address
from claims.publication.fields import Declared, Field, Kind, Word, filled
from claims.publication.representation import (
    AppearanceBody,
    ClaimBody,
    ExternalReviewBody,
    PublisherBody,
)
from claims.querysets import ClaimQuerySet
from claims.search.keyset import by_number

# Numbers are found many at a time, since a search by words reads all that it matches each time; claims
# are read few at a time, since their texts are long.
FOUND, READ = 10_000, 100


class FiledReview(ExternalReviewBody):
    """What somebody else concluded, left out of publications or not."""

    left_out: Annotated[bool, Field("Whether it is left out of publications.")]


class FiledClaim(WorkingClaim):
    """A working claim as an exported file has it: with its work, and all that others concluded."""

    external_reviews: list[FiledReview]  # type: ignore[misc]
    priority: Word
    reviewer: str | None
    due_on: str | None


_PATHS: dict[str, tuple[str, ...]] = {"id": ("id",), "url": ("url",)}


def _noted(name: str, path: tuple[str, ...], _each: Declared) -> str:
    _PATHS[name] = path
    return name


# Each column that the objects have, whether it is shown or not.
_DECLARED = [
    *columns_of(ClaimBody, _noted),
    *columns_of(AppearanceBody, _noted, path=("appearance",)),
]
_PATHS["appearances"] = ("appearances",)
# Only publications have these.
_PUBLISHED_ONLY = {"reason", "reason_kind", "four_eyes"}
# Of a list in one cell, the key of each part that is shown.
_PARTS = {"topics": "slug", "quotes": "exact"}


def _own(name: str, kind: Kind, means: str, *path: str, separator: str = "") -> Column:
    _PATHS[name] = path or (name,)
    return Column(name, kind, "", means, separator=separator)


COLUMNS: Sequence[Column] = [
    *(each for each in CLAIMS.columns if each.name in _PATHS and each.name not in _PUBLISHED_ONLY),
    _own("html_url", Kind.WORD, "Its page, marked “Working version”."),
    _own("evidence", Kind.NUMBER, "The number of pieces of evidence, private ones included."),
    _own(
        "external_reviews", Kind.TEXT, "What others concluded, in their own words.", separator=" | "
    ),
    _own("note", Kind.TEXT, "The newsroom's note; never public."),
    _own("priority", Kind.WORD, "`low`, `normal`, `high` or `urgent`."),
    _own("reviewer", Kind.TEXT, "To whom the latest review is assigned."),
    _own("due_on", Kind.DAY, "The day on which it is due."),
    _own("holds", Kind.WORD, "The kinds of its holds.", separator=","),
    _own("embargo_until", Kind.MOMENT, "Until when it is embargoed."),
    _own("revision", Kind.NUMBER, "The number of changes of it and its parts, from 1."),
    _own("added_at", Kind.MOMENT, "When it was added."),
    _own(
        "publication", Kind.NUMBER, "The number of its latest publication.", "publication", "number"
    ),
    _own(
        *("standing", Kind.WORD, "Whether that publication is in force."),
        *("publication", "standing"),
    ),
    _own(
        *("published_at", Kind.MOMENT, "When it was published."),
        *("publication", "published_at"),
    ),
]


class TooLong(Exception):
    """The export has taken as long as one may. It can be continued after its last claim."""


def blocks(claims: ClaimQuerySet, form: Form, after: int = 0, *, mark: bool = False) -> Blocks:
    """The file of these claims, by number, from those after a number on; NDJSON or CSV.

    To be read within ``one_snapshot``. ``mark``: a CSV begins with the byte order mark. The number of
    queries doesn't grow with the claims of a batch.
    """
    if form == Form.CSV:
        names = ",".join(each.name for each in COLUMNS)
        yield (BYTE_ORDER_MARK if mark else b"") + names.encode() + b"\r\n"
    written: Callable[[list[FiledClaim]], str] = _table if form == Form.CSV else _lines
    for batch in _batches(claims, after):
        yield written(_objects(batch)).encode()


def _batches(claims: ClaimQuerySet, after: int) -> Iterator[list[int]]:
    """The numbers of the claims, so many as are read at a time."""
    last_moment = time.monotonic() + 60 * settings.EXPORT_MINUTES
    order = by_number("pk", descending=False).for_search(claims)
    while True:
        found = order.apply(claims, (after,)).values_list("pk", flat=True)[:FOUND]
        numbers = list(found)
        for start in range(0, len(numbers), READ):
            if time.monotonic() > last_moment:
                raise TooLong
            yield numbers[start : start + READ]
        if len(numbers) < FOUND:
            return
        after = numbers[-1]


def _objects(numbers: Sequence[int]) -> list[FiledClaim]:
    reviews = (
        ExternalReview.objects.with_archive()
        .select_related("publisher")
        .defer("markup", "rationale")
    )
    found: Any = (
        for_working(Claim.objects.filter(pk__in=numbers))
        .prefetch_related(
            Prefetch("external_reviews", reviews.order_by("pk"), to_attr="reviews_of_others")
        )
        .order_by("pk")
    )
    return [_object(each) for each in found]


def _object(claim: Any) -> FiledClaim:
    shown = working(claim, address("working-claim", claim.pk))
    review = next(iter(claim.reviews.all()), None)
    return {
        **shown,
        "external_reviews": [
            filled(
                FiledReview,
                each,
                publisher=filled(PublisherBody, each.publisher),
                archive=each.archive,
            )
            for each in claim.reviews_of_others
        ],
        "priority": Priority(claim.priority).name.lower(),
        "reviewer": str(review.reviewer) if review else None,
        "due_on": claim.due_on.isoformat() if claim.due_on else None,
    }


def _lines(claims: list[FiledClaim]) -> str:
    return "".join(
        json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in claims
    )


def _table(claims: list[FiledClaim]) -> str:
    rows = [[_cell(each, column) for column in COLUMNS] for each in claims]
    _guard(rows)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _cell(claim: FiledClaim, column: Column) -> str:
    value = _at({**claim, "appearance": _first(claim["appearances"])}, _PATHS[column.name])
    if column.name == "external_reviews":
        value = [_in_words(each) for each in claim["external_reviews"]]
    if column.separator:
        part = _PARTS.get(column.name)
        return column.separator.join(each[part] if part else each for each in value or ())
    if isinstance(value, list):
        return str(len(value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _first(appearances: Sequence[AppearanceBody]) -> AppearanceBody | None:
    """The first known, else the first listed."""
    known = (each for each in appearances if each["first_known"])
    first = next(known, next(iter(appearances), None))
    return {"taken_down": False, **first} if first else None


def _at(value: Any, path: Sequence[str]) -> Any:
    """What is at the path; on the way, of a list the first."""
    for key in path:
        if isinstance(value, list):
            value = next(iter(value), None)
        if value is None:
            return None
        value = value.get(key)
    return value


def _in_words(review: FiledReview) -> str:
    """Always with the publisher, and the rating in quotation marks: it is theirs."""
    rating = f"“{review['rating']}”" if review["rating"] else ""
    archive = f"as archived in {review['archive']}" if "archive" in review else ""
    parts = (rating, review["reviewed_on"], review["url"], archive)
    return f"{review['publisher']['name']}: {', '.join(each for each in parts if each)}"


def _guard(rows: list[list[str]]) -> None:
    """Make sure that no text is a formula, by the rule of all exported files, in one query."""
    texts = [at for at, column in enumerate(COLUMNS) if column.kind == Kind.TEXT]
    cells = [row[at] for row in rows for at in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT spreadsheet_text(cell) FROM unnest(%s::text[]) WITH ORDINALITY f(cell, at)"
            " ORDER BY at",
            [cells],
        )
        safe = iter(cursor.fetchall())
    for row in rows:
        for at in texts:
            (row[at],) = next(safe)
