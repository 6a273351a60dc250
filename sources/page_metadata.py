"""What an HTML page states about itself, without guessing.

From its JSON-LD, meta elements, microdata and links, in this order. A date in the address, a name
beside a photograph or the site's name after a dash in the title would be guesses. Uses neither
Django nor the database: it runs in the parser's process.
"""

import json
import math
import re
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from nlp.english import MONTH_NUMBERS

ARTICLES = re.compile(r"(Article|BlogPosting|Report|Posting)$")
WEB_PAGE = re.compile(r"WebPage$")
KEPT = re.compile(r"(Article|BlogPosting|Report|Posting|ClaimReview|WebPage)$")
LARGEST_SCRIPT = 1_000_000  # characters of one JSON-LD script
LARGEST_KEPT = 200_000  # characters of all objects kept
DEEPEST = 40
EARLIEST = 1400  # an earlier year stands for a missing date

_TITLES = ("og:title", "dc.title", "dcterms.title", "citation_title", "headline", "twitter:title")
_BYLINES = (
    *("author", "article:author", "og:article:author", "byl", "dc.creator", "dcterms.creator"),
    *("citation_author", "parsely-author", "sailthru.author"),
)
_PUBLISHERS = (
    *("og:site_name", "article:publisher", "dc.publisher", "dcterms.publisher", "publisher"),
)
_DATES = (
    *("article:published_time", "og:article:published_time", "dcterms.issued", "dc.date.issued"),
    *("citation_publication_date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate"),
    *("publish-date", "publication_date", "date.issued", "dc.date", "dcterms.date", "date"),
)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)\Z")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)|(\d{4})(\d{2})(\d{2})(?!\d)")
_WORDY = re.compile(r"(?:(\d{1,2})\.? )?([A-Za-z]{3,9})\.? (?:(\d{1,2}),? )?(\d{4})\b")


def metadata_of(tree: HtmlElement, url: str) -> dict[str, Any]:
    """Title, byline, publisher, published_on (ISO), language, canonical_url, licence, metadata.

    What is not stated is an empty string, or None for the date.
    """
    objects = list(_json_ld(tree))
    article = next((each for each in objects if _is(each, ARTICLES)), {})
    described = [each for each in (article, *(o for o in objects if _is(o, WEB_PAGE))) if each]
    meta = _meta(tree)
    return {
        "title": _first(
            *(_text(each.get("headline")) or _text(each.get("name")) for each in described[:1]),
            *_named(meta, _TITLES),
            _content(tree.find(".//head/title")),
        ),
        "byline": _byline(tree, article, meta),
        "publisher": _first(
            _name(article.get("publisher")),
            *(each for each in _named(meta, _PUBLISHERS) if not _is_link(each)),
        ),
        "published_on": _published(tree, described, meta),
        "language": _language(tree, article, meta),
        "canonical_url": _canonical(tree, meta, url),
        "licence": _licence(tree, article, url),
        "metadata": _kept(objects),
    }


# JSON-LD


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        text = script.text or ""
        if kind != "application/ld+json" or len(text) > LARGEST_SCRIPT:
            continue
        text = re.sub(r"^\s*(<!--|//<!\[CDATA\[|<!\[CDATA\[)|(-->|//\]\]>|\]\]>)\s*$", "", text)
        try:
            found = json.loads(text, strict=False, parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            continue
        yield from _objects(found)


def _objects(found: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 3:
        return
    if isinstance(found, list):
        for each in found:
            yield from _objects(each, depth + 1)
    elif isinstance(found, dict):
        yield found
        yield from _objects(found.get("@graph"), depth + 1)


def _is(each: dict[str, Any], kinds: re.Pattern[str]) -> bool:
    named = each.get("@type")
    types = named if isinstance(named, list) else [named]
    return any(isinstance(name, str) and kinds.search(name) for name in types)


def _kept(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """The objects that describe the page, for a JSON column; those too large are only counted."""
    kept, size, left_out = [], 0, 0
    for each in objects:
        if not _is(each, KEPT):
            continue
        try:
            clean = _storable(each, DEEPEST)
            length = len(json.dumps(clean))
        except (RecursionError, ValueError):
            length = LARGEST_KEPT + 1
        if size + length > LARGEST_KEPT:
            left_out += 1
            continue
        size += length
        kept.append(clean)
    found = {"json_ld": kept, "json_ld_left_out": left_out}
    return {name: value for name, value in found.items() if value}


def _storable(value: Any, deeper: int) -> Any:
    """The value as jsonb takes it: without null characters, half surrogates and infinity."""
    if deeper < 0:
        raise ValueError("too deep")
    if isinstance(value, dict):
        return {
            _storable(key, 0): _storable(each, deeper - 1)
            for key, each in value.items()
            if key != "@graph"
        }
    if isinstance(value, list):
        return [_storable(each, deeper - 1) for each in value]
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


# Elements


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = _squeezed(element.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def _named(meta: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [meta[name][0] for name in names if name in meta]


def _content(element: HtmlElement | None) -> str:
    return "" if element is None else _squeezed(element.text_content())


def _squeezed(text: str) -> str:
    # Many pages escape their titles twice.
    return " ".join(unescape(text).replace("\x00", "").split())


def _text(value: Any) -> str:
    return _squeezed(value) if isinstance(value, str) else ""


def _first(*found: str) -> str:
    return next((each for each in found if each), "")


def _is_link(text: str) -> bool:
    return text.startswith(("http://", "https://", "/", "@"))


def _name(value: Any, deeper: int = 3) -> str:
    """The name or names of a JSON-LD person or organisation, or of several."""
    if isinstance(value, list) and deeper:
        return ", ".join(dict.fromkeys(filter(None, (_name(each, deeper - 1) for each in value))))
    if isinstance(value, dict) and deeper:
        return _name(value.get("name"), deeper - 1)
    name = _text(value)
    return "" if _is_link(name) else name


def _byline(tree: HtmlElement, article: dict[str, Any], meta: dict[str, list[str]]) -> str:
    if name := _name(article.get("author")) or _name(article.get("creator")):
        return name
    for each in _BYLINES:
        names = [name for name in meta.get(each, ()) if not _is_link(name)]
        if names:
            return ", ".join(dict.fromkeys(names))
    linked = tree.xpath('//a[contains(concat(" ", normalize-space(@rel), " "), " author ")]')
    return ", ".join(dict.fromkeys(filter(None, map(_content, linked))))


def _published(
    tree: HtmlElement, described: list[dict[str, Any]], meta: dict[str, list[str]]
) -> str | None:
    for each in (*(_text(o.get("datePublished")) for o in described), *_named(meta, _DATES)):
        if day := day_of(each):
            return day.isoformat()
    # Marked in the text: only if the page marks one day, not one for each teaser.
    marked = tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]")
    stated = (each.get("content") or each.get("datetime") or _content(each) for each in marked)
    day = _only({day_of(each) for each in stated})
    return day.isoformat() if day else None


def _only(found: set[Any]) -> Any:
    """The one element of a set; None of several or none."""
    return next(iter(found)) if len(found) == 1 else None


def day_of(text: str) -> date | None:
    """The day of a stated date, in its own time zone; None where it is ambiguous."""
    day = _day(text)
    return day if day and day.year >= EARLIEST else None


def _day(text: str) -> date | None:
    text = _squeezed(text)
    try:
        if found := _DAY.match(text):
            year, month, day = (int(each) for each in found.groups() if each)
            return date(year, month, day)
        if found := _WORDY.search(text):
            before, word, after, year_ = found.groups()
            if word.lower() in MONTH_NUMBERS and (before or after):
                return date(int(year_), MONTH_NUMBERS[word.lower()], int(before or after))
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _language(tree: HtmlElement, article: dict[str, Any], meta: dict[str, list[str]]) -> str:
    root = tree.getroottree().getroot()
    stated = (
        *(root.get("lang"), root.get("xml:lang"), _text(article.get("inLanguage"))),
        *_named(meta, ("og:locale", "content-language", "dc.language", "dcterms.language")),
    )
    for each in stated:
        if found := _LANGUAGE.match((each or "").strip()):
            tag = found[1].lower() + found[2].replace("_", "-")
            return tag if len(tag) <= 12 else found[1].lower()
    return ""


def _canonical(tree: HtmlElement, meta: dict[str, list[str]], url: str) -> str:
    stated = (*_linked(tree, "canonical", "link"), *_named(meta, ("og:url",)))
    return _first(*(_absolute(each, url) for each in stated))


def _linked(tree: HtmlElement, rel: str, *tags: str) -> list[str]:
    """The addresses of elements with this ``rel``."""
    elements = (each for each in tree.iter(*tags) if rel in (each.get("rel") or "").lower().split())
    return [each.get("href") or "" for each in elements]


def _licence(tree: HtmlElement, article: dict[str, Any], url: str) -> str:
    stated = article.get("license")
    if isinstance(stated, dict):
        stated = stated.get("url") or stated.get("@id") or stated.get("name")
    # Where there are several, they are those of pictures and the like.
    links = {_absolute(each, url) for each in _linked(tree, "license", "a", "link")} - {""}
    return _text(stated) or _only(links) or ""


def _absolute(href: str, url: str) -> str:
    try:
        whole = urljoin(url, href.strip())
        # One with a user name or password is no address to keep.
        usable = whole.startswith(("http://", "https://")) and "@" not in urlsplit(whole).netloc
    except ValueError:
        return ""
    return whole if usable and len(whole) <= 2000 else ""
