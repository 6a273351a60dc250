"""The columns of a file and what each may hold; a value is refused with its column and the reason."""

import math
import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom import texts
from newsroom.addresses import SENTENCE, has_credentials
from newsroom.texts import without_controls

# The columns of a file, and the rarer ones.
COLUMNS = (
    *("external_id", "text", "speaker", "speaker_role", "said_on", "source_url", "source_title"),
    *("publisher", "language", "topics", "rating", "rationale", "review_url", "reviewed_on"),
)
MORE_COLUMNS = (
    *("speaker_kind", "speaker_aliases", "speaker_same_as", "note", "source_text", "quote"),
)
ALL_COLUMNS = frozenset((*COLUMNS, *MORE_COLUMNS))
# In JSON also lists: what separates their values in a table.
OF_SOURCES = ("source_text", "quote")
SEPARATORS = {"topics": ";", "speaker_aliases": ";", "speaker_same_as": " "}
EARLIEST = 1400  # programs write earlier years for "no date"
SHOWN = 80  # characters of a refused value that the reason repeats
MOST_NAMES = 20  # other names, or links, that a row gives a speaker
LONGEST_NAME = 300
_LONGEST = {  # characters
    "external_id": 500,
    "text": texts.STATEMENT,
    "speaker": 300,
    "speaker_role": 300,
    "source_url": 2000,
    "source_title": 500,
    "publisher": 300,
    "language": 12,
    "rating": 300,
    "rationale": 100_000,
    "review_url": 2000,
    "note": texts.NOTE,
    "source_text": 5_000_000,
    "quote": 100_000,
}
# What a spreadsheet would execute: a function call, or a call to another program.
_FORMULA = re.compile(r"\s*(?:=|[+\-@]\w[\w.$]*\(|[+\-@].*\|.*!)")
_NO_FORMULA_IN = (
    *("source_text", "quote", "source_url", "review_url", "external_id", "speaker_same_as"),
)
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20]+\Z", re.IGNORECASE)
# What copied text often contains unseen.
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
LONGEST_ADDRESS = 2000  # bytes that an index takes
TOO_DEEP = gettext_lazy("It is nested too deeply.")


class RowRefused(Exception):
    """Why a row is not imported: the column, and the reason as a sentence."""

    def __init__(self, column: str, reason: Any, **values: Any) -> None:
        self.column = column
        self.reason = str(reason) % values if values else str(reason)
        super().__init__(self.reason)


def checked(columns: Mapping[str, Any]) -> dict[str, str]:
    """The values that are not empty, as texts. Raises RowRefused."""
    values: dict[str, str] = {}
    for column, value in columns.items():
        if isinstance(value, list) and column in SEPARATORS:
            value = SEPARATORS[column].join(  # noqa: PLW2901
                each for each in value if isinstance(each, str)
            )
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise RowRefused(column, _("A text or a number belongs here."))
        if isinstance(value, float) and not math.isfinite(value):
            raise RowRefused(column, _("This is not a number."))
        text = str(value)
        if column not in OF_SOURCES:
            text = _ZERO_WIDTH.sub("", text).strip()
        _refuse_characters(column, text)
        if not text:
            continue
        if len(text) > _LONGEST.get(column, 10_000):
            raise RowRefused(
                column,
                _("It has %(long)d characters; the limit is %(most)d."),
                long=len(text),
                most=_LONGEST.get(column, 10_000),
            )
        if text[0] in "=+-@" and column not in _NO_FORMULA_IN and _FORMULA.match(text):
            raise refused(column, _("%(value)s is a spreadsheet's formula, not text."), text)
        values[column] = text
    return values


def _refuse_characters(column: str, text: str) -> None:
    if bad := _UNSTORABLE.search(text):
        raise RowRefused(
            column,
            _("It holds a null character.")
            if bad[0] == "\x00"
            else _("It is not UTF-8. Save the file as UTF-8."),
        )
    if column not in OF_SOURCES and texts.has_controls(text):
        raise RowRefused(column, without_controls.message)


def refused(column: str, sentence: str, value: str) -> RowRefused:
    return RowRefused(column, sentence, value=f"“{shortened(value, SHOWN)}”")


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def days(column: str, text: str) -> tuple[date | None, date | None]:
    """The first and last day of YYYY, YYYY-MM or YYYY-MM-DD; none of an empty text.

    Of a year or month that is not over, the last day is today.
    """
    if not text:
        return None, None
    found = _DAY.match(text)
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    try:
        first = date(year, month or 1, day or 1)
        last = first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError:
        first = last = date.min
    if first.year < EARLIEST:
        raise refused(
            column, _("%(value)s is not a date. Write YYYY-MM-DD, YYYY-MM or YYYY."), text
        )
    today = datetime.now(UTC).date()
    # Somewhere the next day has begun.
    if first > today + timedelta(days=1):
        raise refused(column, _("%(value)s is in the future."), text)
    return first, min(last, max(first, today))


def address_in(column: str, values: Mapping[str, str]) -> str:
    text = values.get(column, "")
    if text and not (_ADDRESS.match(text) and host_of(text)):
        raise refused(column, _("%(value)s is not an address: it starts with https://."), text)
    if has_credentials(text):
        # Not repeated in the report.
        raise refused(column, str(SENTENCE), "")
    if len(text.encode()) > LONGEST_ADDRESS:
        raise refused(column, _("%(value)s is too long for an address."), text)
    scheme, colon, rest = text.partition(":")
    return scheme.lower() + colon + rest


@lru_cache(maxsize=10_000)
def _host(text: str) -> str:
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")[:253]


def host_of(address: str) -> str:
    """The host in lower case, without www.; empty where there is none."""
    # Without the path, so that the cache holds hosts only.
    return _host("/".join(address.split("/", 3)[:3])) if address else ""
