"""One row of a file: its columns checked, and refused with the column and the reason."""

import math
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.imports.names import KINDS, named
from newsroom.addresses import SENTENCE, has_credentials
from newsroom.names import cleaned
from sources.capture import sha256
from sources.choices import UNPOOLED

# The columns of a file, and the rarer ones.
COLUMNS = (
    *("external_id", "text", "speaker", "speaker_role", "said_on", "source_url", "source_title"),
    *("publisher", "language", "topics", "rating", "rationale", "review_url", "reviewed_on"),
)
MORE_COLUMNS = ("speaker_kind", "note", "source_text", "quote")
ALL_COLUMNS = frozenset((*COLUMNS, *MORE_COLUMNS))

EARLIEST = 1400  # programs write earlier years for "no date"
SHOWN = 80  # characters of a refused value that the reason repeats

_LONGEST = {  # characters
    "external_id": 500,
    "text": 10_000,
    "speaker": 300,
    "speaker_role": 300,
    "source_url": 2000,
    "source_title": 500,
    "publisher": 300,
    "language": 12,
    "rating": 300,
    "rationale": 100_000,
    "review_url": 2000,
    "note": 10_000,
    "source_text": 5_000_000,
    "quote": 100_000,
}
# What a spreadsheet would execute: a function call, or a call to another program.
_FORMULA = re.compile(r"\s*(?:=|[+\-@]\w[\w.$]*\(|[+\-@].*\|.*!)")
_NO_FORMULA_IN = ("source_text", "quote", "source_url", "review_url", "external_id")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20]+\Z", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TOPICS = re.compile(r"[,;|]")
MOST_TOPICS = 20
LONGEST_ADDRESS = 2000  # bytes that an index takes
CONTEXT = 32  # characters that an anchor keeps before and after its quote


TOO_DEEP = gettext_lazy("It is nested too deeply.")


class RowRefused(Exception):
    """Why a row is not imported: the column, and the reason as a sentence."""

    def __init__(self, column: str, reason: Any, **values: Any) -> None:
        self.column = column
        self.reason = str(reason) % values if values else str(reason)
        super().__init__(self.reason)


@dataclass(slots=True)
class Refusal:
    line: int
    column: str
    reason: str


@dataclass(slots=True)
class Row:
    """A valid row. ``sha256``: of the values in the file."""

    line: int
    origin: str
    external_id: str
    sha256: str
    text: str
    language: str
    said_from: date | None
    said_to: date | None
    note: str
    speaker: str
    speaker_kind: str
    speaker_slug: str
    speaker_role: str
    same_as: list[str]
    home: str  # the source of a speaker who is not named
    topics: list[str]
    topic_slugs: list[str]
    source_url: str
    source_kind: str
    source_title: str
    publisher: str
    publisher_domain: str
    reviewer: str
    rating: str
    rationale: str
    review_url: str
    reviewed_on: date | None
    markup: str | None
    source_text: str | None = None
    source_text_sha256: str | None = None
    quote: str | None = None
    quote_prefix: str = ""
    quote_suffix: str = ""
    quote_start: int | None = None
    # A doubt for the report; the row is imported all the same.
    unsure: str = field(default="", compare=False)


def read(
    line: int,
    columns: Mapping[str, Any],
    *,
    origin: str,
    reviewer: str = "",
    language: str = "",
    file_sha256: str,
    markup: str | None = None,
    same_as: tuple[str, ...] = (),
    unsure: str = "",
) -> Row:
    """A row from a file's columns: texts or numbers, for topics also a list. Raises RowRefused."""
    given = _checked(columns)
    values = defaultdict(str, given)
    for column in ("external_id", "text"):
        if column not in given:
            raise RowRefused(column, _("It is empty."))
    review_url, source_url = _address("review_url", values), _address("source_url", values)
    origin = origin or host_of(review_url)
    if not origin:
        raise RowRefused(
            "review_url", _("Whose claim is this? Give the address of the review, or the origin.")
        )
    said_from, said_to = days("said_on", values["said_on"])
    reviewed_on, last_day = days("reviewed_on", values["reviewed_on"])
    if reviewed_on != last_day:
        raise RowRefused("reviewed_on", _("A review has one day: YYYY-MM-DD."))
    language = values["language"].replace("_", "-") or language or "und"
    if not _LANGUAGE.match(language):
        raise _refused("language", _("%(value)s is not a language tag such as en."), language)
    speaker_kind = values["speaker_kind"]
    if speaker_kind.lower() not in ("", *KINDS):
        raise _refused(
            "speaker_kind", _("%(value)s is not a kind of speaker. Write person."), speaker_kind
        )
    speaker = named(cleaned(values["speaker"]), speaker_kind)
    home = source_url or review_url or f"urn:sha256:{file_sha256}"
    topics = _topics(values["topics"])
    quote = _quote(given)
    if quote and not source_url:
        raise RowRefused("source_url", _("A quote needs the address of its text."))
    return Row(
        line=line,
        origin=origin,
        external_id=values["external_id"],
        sha256=_hash(given),
        text=values["text"],
        language=language,
        said_from=said_from,
        said_to=said_to,
        note=values["note"],
        speaker=speaker.name,
        speaker_kind=speaker.kind,
        speaker_slug=_slug(speaker.name),
        speaker_role=values["speaker_role"],
        same_as=[each for each in same_as if not has_credentials(each)],
        home=home if speaker.kind in UNPOOLED else "",
        topics=[name for name, _slug_ in topics],
        topic_slugs=[slug for _name, slug in topics],
        source_url=source_url,
        source_kind=_kind_of_source(source_url),
        source_title=values["source_title"],
        publisher=cleaned(values["publisher"]),
        publisher_domain=host_of(source_url),
        reviewer=cleaned(reviewer) or origin,
        rating=values["rating"],
        rationale=values["rationale"],
        review_url=review_url,
        reviewed_on=reviewed_on,
        markup=markup,
        unsure=unsure,
        **quote,
    )


def _checked(columns: Mapping[str, Any]) -> dict[str, str]:
    """The values that are not empty, as texts. Raises RowRefused."""
    values: dict[str, str] = {}
    for column, value in columns.items():
        if isinstance(value, list) and column == "topics":
            value = ";".join(each for each in value if isinstance(each, str))  # noqa: PLW2901
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise RowRefused(column, _("A text or a number belongs here."))
        if isinstance(value, float) and not math.isfinite(value):
            raise RowRefused(column, _("This is not a number."))
        text = str(value)
        if bad := _UNSTORABLE.search(text):
            raise RowRefused(
                column,
                _("It holds a null character.")
                if bad[0] == "\x00"
                else _("It is not UTF-8. Save the file as UTF-8."),
            )
        text = text if column in ("source_text", "quote") else text.strip()
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
            raise _refused(column, _("%(value)s is a spreadsheet's formula, not text."), text)
        values[column] = text
    return values


def _refused(column: str, sentence: str, value: str) -> RowRefused:
    return RowRefused(column, sentence, value=f"“{shortened(value, SHOWN)}”")


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _hash(values: Mapping[str, str]) -> str:
    return sha256("\x00".join(f"{name}\x01{values[name]}" for name in sorted(values)))


def days(column: str, text: str) -> tuple[date | None, date | None]:
    """The first and last day of YYYY, YYYY-MM or YYYY-MM-DD; none of an empty text."""
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
        raise _refused(
            column, _("%(value)s is not a date. Write YYYY-MM-DD, YYYY-MM or YYYY."), text
        )
    today = datetime.now(UTC).date() + timedelta(days=1)
    if first > today:
        raise _refused(column, _("%(value)s is in the future."), text)
    return first, last


def _address(column: str, values: Mapping[str, str]) -> str:
    text = values.get(column, "")
    if text and not (_ADDRESS.match(text) and host_of(text)):
        raise _refused(column, _("%(value)s is not an address: it starts with https://."), text)
    if has_credentials(text):
        # Not repeated in the report.
        raise _refused(column, str(SENTENCE), "")
    if len(text.encode()) > LONGEST_ADDRESS:
        raise _refused(column, _("%(value)s is too long for an address."), text)
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


_POSTS = ("facebook.com", "twitter.com", "x.com", "instagram.com", "tiktok.com", "t.me")
_VIDEOS = ("youtube.com", "youtu.be", "vimeo.com")


def _kind_of_source(address: str) -> str:
    host = host_of(address)
    if host.endswith(_POSTS):
        return "post"
    return "video" if host.endswith(_VIDEOS) else "article"


@lru_cache(maxsize=50_000)
def _slug(name: str) -> str:
    return slugify(name)[:100].strip("-_") or "speaker"


@lru_cache(maxsize=10_000)
def _topics(text: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for part in _TOPICS.split(text):
        name = cleaned(part)
        if not name:
            continue
        slug = slugify(name, allow_unicode=False) or sha256(name)[:12]
        if len(name) > 100 or len(slug) > 100:
            raise _refused("topics", _("%(value)s is too long for a topic."), name)
        found.setdefault(slug, name)
    if len(found) > MOST_TOPICS:
        raise RowRefused("topics", _("There are more than %(most)d topics."), most=MOST_TOPICS)
    return tuple((name, slug) for slug, name in found.items())


def _quote(values: Mapping[str, str]) -> dict[str, Any]:
    text, quote = values.get("source_text", ""), values.get("quote", "")
    if not text and not quote:
        return {}
    if not (text and quote):
        raise RowRefused("quote", _("Give the source's text and the quote together."))
    start = text.find(quote)
    if start < 0:
        raise RowRefused("quote", _("These words are not in the source's text."))
    if text.find(quote, start + 1) >= 0:
        raise RowRefused("quote", _("These words occur more than once: quote more of them."))
    end = start + len(quote)
    return {
        "source_text": text,
        "source_text_sha256": sha256(text),
        "quote": quote,
        "quote_prefix": text[max(0, start - CONTEXT) : start],
        "quote_suffix": text[end : end + CONTEXT],
        "quote_start": start,
    }
