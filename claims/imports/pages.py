"""The ClaimReviews in a page, an RSS or Atom feed, a JSON file or a dump."""

import codecs
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, BinaryIO, NamedTuple
from xml.parsers import expat

from django.utils.translation import gettext as _

from claims.imports import google, streaming
from claims.imports.lines import empty, objects, parsed, utf_16
from claims.imports.rows import Refusal
from newsroom.errors import Refused
from sources.decoding import Undecodable, decode, stated_in
from sources.documents import REASONS

LARGEST_PAGE = 20_000_000  # bytes
AT_ONCE = 1 << 16
LONGEST_ITEM = 5_000_000  # characters of a feed's item
MARK = "claimReviewed", streaming.KIND
_LANGUAGE = re.compile(
    r"<html\b[^>]{0,1000}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)"
)
_TYPE = re.compile(r"ld\+json", re.IGNORECASE)
_WRAPPED = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$")
_TAIL = re.compile(r";\s*$")
_SPARE_COMMA = re.compile(r",(\s*[}\]])")
_FEED = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL
)

_CANONICAL = re.compile(
    r"<link\b(?=[^>]{0,500}?\brel=[\"']?canonical\b)[^>]{0,2500}?\bhref=[\"']?(https?://[^\s\"'<>]{1,2000})"
)


class Review(NamedTuple):
    """A review, with the language and address of its page.

    ``found``: what the file has, where that is not a ClaimReview.
    """

    review: dict[str, Any]
    language: str = ""
    url: str = ""
    found: dict[str, Any] | None = None


def _refused(reason: str, **values: Any) -> Refusal:
    """The line is 0: who reads the file counts its reviews."""
    return Refusal(0, "", reason % values if values else reason)


def found_in(file: BinaryIO) -> Iterator[Review | Refusal]:
    """Every ClaimReview of the file, in order; the line of a refusal is 0."""
    start = file.read(8192)
    file.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if start.decode("utf-16", "replace").lstrip()[:1] != "<":
            raise utf_16()
        yield from _page(file)
        return
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if not text:
        raise empty()
    if text[:1] in (b"{", b"["):
        yield from _lines(file) if _is_ndjson(file) else _stream(file)
    elif _FEED.match(start.removeprefix(codecs.BOM_UTF8)):
        yield from _feed(file)
    else:
        yield from _page(file)


# JSON


def _is_ndjson(file: BinaryIO) -> bool:
    """Whether the first line is a whole object and another line follows."""
    line = file.readline(streaming.LARGEST)
    more = any(part.strip() for part in iter(lambda: file.read(AT_ONCE)[:1], b""))
    file.seek(0)
    if not more or not line.endswith(b"\n"):
        return False
    try:
        return isinstance(parsed(line.removeprefix(codecs.BOM_UTF8)), dict)
    except ValueError:
        return False


def _lines(file: BinaryIO) -> Iterator[Review | Refusal]:
    for each in objects(file):
        if isinstance(each, Refusal):
            yield _refused(_("Line %(line)d: %(why)s"), line=each.line, why=each.reason)
            continue
        line, value = each
        found = list(_within(value))
        if not found:
            yield _refused(_("Line %(line)d holds no ClaimReview."), line=line)
        for review in found:
            yield from _reviews(review)


def _stream(file: BinaryIO) -> Iterator[Review | Refusal]:
    if file.read(3) != codecs.BOM_UTF8:
        file.seek(0)
    none = True
    try:
        for each in streaming.reviews(file):
            none = False
            if isinstance(each, streaming.TooLarge):
                yield _refused(_("The review is too long."))
            else:
                yield from _reviews(each)
    except streaming.Broken as broken:
        yield _refused(str(broken))
        return
    if none:
        yield _refused(_("The file holds no ClaimReview."))


def _reviews(found: dict[str, Any] | streaming.Page) -> Iterator[Review | Refusal]:
    if isinstance(found, streaming.Page):
        yield from _of_page(found)
    elif streaming.is_google_claim(found):
        for review, alone in google.claim_reviews(found):
            yield Review(review, found=alone)
    else:
        yield Review(found)


def _within(value: Any) -> Iterator[dict[str, Any] | streaming.Page]:
    """The ClaimReviews and pages in a JSON value, at any depth."""
    waiting = [(value, streaming.DEEPEST)]
    while waiting:
        each, left = waiting.pop()
        if isinstance(each, dict) and streaming.is_review(each):
            yield each
        elif left and isinstance(each, dict | list):
            inner = list(each.values()) if isinstance(each, dict) else each
            for html in filter(streaming.is_page, inner):
                yield streaming.page_in(each if isinstance(each, dict) else {}, html)
            waiting.extend((part, left - 1) for part in reversed(inner))


# Pages


def _page(file: BinaryIO) -> Iterator[Review | Refusal]:
    body = file.read(LARGEST_PAGE + 1)
    if len(body) > LARGEST_PAGE:
        raise Refused(
            _("This page is larger than %(most)d MB."),
            rule="import_page",
            most=LARGEST_PAGE // 10**6,
        )
    try:
        text = decode(body, stated_in(body))
    except Undecodable as error:
        raise Refused(REASONS["encoding"], rule="import_page") from error
    yield from _of_page(streaming.Page(text, ""))


def _of_page(page: streaming.Page) -> Iterator[Review | Refusal]:
    text = page.html
    found = _LANGUAGE.search(text, 0, 20_000)
    language = found[1] if found and len(found[1]) <= 12 else ""
    link = _CANONICAL.search(text, 0, 200_000)
    for each in reviews_in(text):
        if isinstance(each, Refusal):
            yield each
        else:
            yield Review(each, language, unescape(link[1]) if link else page.url)


def reviews_in(html: str) -> Iterator[dict[str, Any] | Refusal]:
    """The ClaimReviews in a page's scripts, or why there is none."""
    none = True
    for script in _scripts(html):
        if not any(mark in script for mark in MARK):
            continue
        try:
            value = _script(script)
        except ValueError as error:
            none = False
            yield _refused(_("The page's ClaimReview can't be read. %(why)s"), why=error)
            continue
        for review in _within(value):
            if not isinstance(review, streaming.Page):
                none = False
                yield review
    if none:
        yield _refused(_("The page holds no ClaimReview."))


def _scripts(html: str) -> Iterator[str]:
    """The page's JSON-LD scripts, in one pass; a script that is never closed ends it."""
    lower = html.lower() if html.isascii() else html.translate(_LOWER)
    at = 0
    while (begin := lower.find("<script", at)) >= 0:
        inside = lower.find(">", begin)
        end = lower.find("</script", inside) if inside >= 0 else -1
        if end < 0:
            return
        if _TYPE.search(html, begin, inside):
            yield html[inside + 1 : end]
        at = end


_LOWER = {code: code + 32 for code in range(65, 91)}  # keeps the length, as lower() does not


def _script(script: str) -> Any:
    """The value of a JSON-LD script, common mistakes corrected. Raises ValueError."""
    text = _TAIL.sub("", _WRAPPED.sub("", _WRAPPED.sub("", script.strip()))).strip()
    try:
        return parsed(text)
    except ValueError as error:
        for corrected in (_SPARE_COMMA.sub(r"\1", text), unescape(text)):
            if corrected != text:
                try:
                    return parsed(corrected)
                except ValueError:
                    continue
        raise ValueError(str(error)) from None


# Feeds


class _Feed:
    """The text of each item of an RSS or Atom feed, one after the other."""

    ITEMS = ("item", "entry")
    TEXTS = ("encoded", "content", "description", "summary")

    def __init__(self) -> None:
        self.done: list[str | Refusal] = []
        self._text: list[str] | None = None
        self._size = 0
        self._takes = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def _doctype(self, *_arguments: Any) -> None:
        raise Refused(
            _("This feed declares its own entities: such feeds are not read."), rule="import_feed"
        )

    def _start(self, name: str, _attributes: Any) -> None:
        local = name.rpartition(" ")[2]
        if local in self.ITEMS:
            self._text, self._size = [], 0
        elif local in self.TEXTS and self._text is not None:
            self._takes += 1

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local in self.TEXTS and self._takes:
            self._takes -= 1
        elif local in self.ITEMS and self._text is not None:
            if self._size > LONGEST_ITEM:
                self.done.append(_long_item())
            else:
                self.done.append("".join(self._text))
            self._text, self._takes = None, 0

    def _data(self, text: str) -> None:
        if self._takes and self._text is not None:
            self._size += len(text)
            if self._size <= LONGEST_ITEM:
                self._text.append(text)


def _feed(file: BinaryIO) -> Iterator[Review | Refusal]:
    feed = _Feed()
    fed = 0
    while True:
        chunk = file.read(AT_ONCE)
        fed += len(chunk)
        try:
            feed.parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            yield from _items(feed)
            yield _refused(_("The feed can't be read further: %(why)s."), why=error)
            return
        if fed - feed.parser.CurrentByteIndex > LONGEST_ITEM and chunk:
            yield _long_item()
            return
        yield from _items(feed)
        if not chunk:
            return


def _long_item() -> Refusal:
    return _refused(_("An item of the feed is too long."))


def _items(feed: _Feed) -> Iterator[Review | Refusal]:
    for item in feed.done:
        if isinstance(item, Refusal):
            yield item
            continue
        for each in reviews_in(item if "<script" in item.lower() else unescape(item)):
            if isinstance(each, Refusal):
                yield _refused(_("An item of the feed: %(why)s"), why=each.reason)
            else:
                yield Review(each)
    feed.done.clear()
