"""ClaimReviews from JSON of any size and shape, as a stream: an array, a feed, a whole dump.

Objects of type ClaimReview, claims as Google's Fact Check Tools API answers them, and pages are yielded, at any depth. Nothing else is kept: what is still
open in the JSON is held within a limit, and what is larger, deeper or longer is refused.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, NamedTuple

import ijson
from django.utils.translation import gettext as _

AT_ONCE = 1 << 16  # bytes
LARGEST = 2_000_000  # characters and values held at a time; the largest known review has 20,000
LONGEST_TOKEN = 4_000_000  # bytes between two values
DEEPEST = 60
KIND = "ClaimReview"


class Broken(Exception):
    """The rest of the file can't be read; the sentence says why."""


class TooLarge:
    """A ClaimReview that was too large to keep."""


class Page(NamedTuple):
    """A whole page as a text, as harvests of pages hold them beside their addresses."""

    html: str
    url: str


def is_page(value: Any) -> bool:
    return isinstance(value, str) and "ld+json" in value and KIND in value and "<script" in value


def page_in(value: dict[str, Any], html: str) -> Page:
    """The page with its address, which is a value beside it."""
    url = value.get("url")
    return Page(html, url if isinstance(url, str) else "")


def is_google_claim(value: dict[str, Any]) -> bool:
    """Whether it is a claim in an answer of ``claims:search``, with its reviews inside."""
    reviews = value.get("claimReview")
    return (
        "@type" not in value
        and isinstance(value.get("text"), str)
        and isinstance(reviews, list)
        and bool(reviews)
        and all(isinstance(each, dict) and "@type" not in each for each in reviews)
    )


def is_review(value: dict[str, Any]) -> bool:
    if is_google_claim(value):
        return True
    kinds = value.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.rpartition("/")[2] == KIND for kind in named)


class _Open:
    """A map or array that is being read."""

    __slots__ = ("has_review", "key", "left_out", "size", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.key = ""
        self.size = 0
        # It grew too large: only a part is kept.
        self.left_out = False
        # It holds a review, so it is not one itself and need not be kept.
        self.has_review = False

    def add(self, value: Any, size: int) -> None:
        if self.left_out and self.key != "@type":
            return
        if isinstance(self.value, dict):
            self.value[self.key] = value
            size += len(self.key)
        else:
            self.value.append(value)
        self.size += size + 1

    def forget(self) -> None:
        kind = self.value.get("@type") if isinstance(self.value, dict) else None
        self.value.clear()
        if kind is not None:
            self.value["@type"] = kind
        self.left_out, self.size = True, 0


def reviews(file: BinaryIO) -> Iterator[dict[str, Any] | Page | TooLarge]:
    """Each ClaimReview and page in one or more JSON documents. Raises Broken."""
    events: Any = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events, multiple_values=True, use_float=True)
    builder = _Builder()
    since = 0
    while True:
        chunk = file.read(AT_ONCE)
        try:
            if chunk:
                parser.send(chunk)
            else:
                parser.close()
        except (ijson.JSONError, ValueError, OverflowError) as error:
            yield from builder.take(events)
            words = str(error).strip().splitlines()
            raise Broken(
                _("The JSON can't be read further: %(why)s.")
                % {"why": words[0].strip(" .")[:200] if words else type(error).__name__}
            ) from error
        since = 0 if events else since + len(chunk)
        if since > LONGEST_TOKEN:
            raise Broken(_("A value is longer than %(most)d bytes.") % {"most": LONGEST_TOKEN})
        yield from builder.take(events)
        del events[:]
        if not chunk:
            return


class _Builder:
    def __init__(self) -> None:
        self.open: list[_Open] = []
        # At most one, with the map that holds it: the address may follow the page.
        self.page: tuple[_Open, str] | None = None

    def take(self, events: list[tuple[str, Any]]) -> Iterator[dict[str, Any] | Page | TooLarge]:
        """The reviews and pages that these events complete. Raises Broken."""
        held = sum(each.size for each in self.open)
        for event, value in events:
            if event == "map_key":
                self.open[-1].key = value
            elif event in ("start_map", "start_array"):
                if len(self.open) >= DEEPEST:
                    raise Broken(_("It is nested deeper than %(most)d levels.") % {"most": DEEPEST})
                self.open.append(_Open({} if event == "start_map" else []))
            elif event in ("end_map", "end_array"):
                yield from self._close(self.open.pop())
                held = sum(each.size for each in self.open)
            elif self.open and is_page(value):
                yield from self._yield_page()
                self.page = self.open[-1], value
            elif self.open:
                long = len(value) if isinstance(value, str) else 1
                self.open[-1].add(_plain(value), long)
                held += long + 1
            if held > LARGEST:
                next(each for each in self.open if each.size).forget()
                held = sum(each.size for each in self.open)

    def _yield_page(self) -> Iterator[Page]:
        if self.page is not None:
            where, html = self.page
            self.page = None
            yield page_in(where.value if isinstance(where.value, dict) else {}, html)

    def _close(self, done: _Open) -> Iterator[dict[str, Any] | Page | TooLarge]:
        if self.page is not None and self.page[0] is done:
            yield from self._yield_page()
        if isinstance(done.value, dict) and is_review(done.value):
            yield TooLarge() if done.left_out else done.value
            for each in self.open:
                each.has_review = True
        elif self.open and not done.has_review:
            if done.left_out:
                self.open[-1].left_out = True
            self.open[-1].add(done.value, done.size)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
