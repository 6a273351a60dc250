"""A ClaimReview, as publishers write them in practice, as the columns of rows.

What is missing stays empty. The review itself is kept as it was found.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from claims.imports.columns import (
    LONGEST_NAME,
    MOST_NAMES,
    TOO_DEEP,
    RowRefused,
    host_of,
    shortened,
)
from claims.imports.names import IDENTIFYING
from sources.page_metadata import day_of

LARGEST = 200_000  # characters of a review as JSON
DEEPEST = 40
MOST_STATEMENTS = 20
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")
_BARE_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)+/\S*\Z")


class Statement(NamedTuple):
    """The columns of a row, and what no column holds."""

    columns: dict[str, str]
    origin: str
    reviewer: str
    aliases: tuple[str, ...]
    same_as: tuple[str, ...]
    markup: str
    unsure: str


def statements(
    review: dict[str, Any],
    origin: str = "",
    language: str = "",
    page: str = "",
    found: dict[str, Any] | None = None,
) -> Iterator[Statement]:
    """One for each claim that was reviewed. Raises RowRefused.

    ``language`` and ``page`` (an address) are those of the page, for reviews that state neither.
    ``found`` is kept as their markup, where the file has the review in another form.
    """
    markup = _markup(review if found is None else found)
    url = _url(review) or _address(page)
    item = _first(review.get("itemReviewed"))
    item = item if isinstance(item, dict) else {}
    texts = _texts(review.get("claimReviewed")) or _texts(item.get("claimReviewed"))
    texts = texts or _texts(item.get("name") or item.get("headline"))
    if not texts:
        raise RowRefused("claimReviewed", _("The review does not say which claim it reviews."))
    if len(texts) > MOST_STATEMENTS:
        raise RowRefused("claimReviewed", _("The review covers too many claims."))
    publisher, publisher_url = _publisher(review)
    origin = origin or host_of(url) or host_of(publisher_url)
    if not origin:
        raise RowRefused(
            "url", _("The review has no address and names no publisher. Give the origin.")
        )
    speaker = _speaker(item)
    common = {
        "speaker": speaker.name,
        "speaker_kind": speaker.kind,
        "speaker_role": speaker.role,
        "said_on": _said_on(item, review),
        "source_url": _appears(item),
        "language": _language(review) or _language(item) or language,
        "rating": _rating(review),
        "rationale": _reasons(review),
        "review_url": url,
        "reviewed_on": _day(review.get("datePublished")) or _day(review.get("dateCreated")),
    }
    common = {name: value for name, value in common.items() if value}
    for text in texts:
        yield Statement(
            {**common, "external_id": _external_id(url, text), "text": text},
            origin,
            publisher or origin,
            speaker.aliases,
            speaker.same_as,
            markup,
            speaker.unsure,
        )


def _reasons(review: dict[str, Any]) -> str:
    """Their finding, where the review is named by it, and their text, which may begin with it."""
    name = _plain(_text(review.get("name")))
    text = _plain(_text(review.get("reviewBody")) or _text(review.get("description")))
    return text if name in text else "\n\n".join(part for part in (name, text) if part)


def _external_id(url: str, text: str) -> str:
    """The address and a part of the statement's hash: a page may review several claims."""
    return f"{url if len(url) <= 480 else _sha256(url)}#{_sha256(text)[:12]}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _markup(review: dict[str, Any]) -> str:
    text = json.dumps(_storable(review, DEEPEST), ensure_ascii=False)
    if len(text) > LARGEST:
        raise RowRefused("", _("The review is longer than %(most)d characters."), most=LARGEST)
    return text


def _storable(value: Any, levels: int) -> Any:
    """The value without what PostgreSQL's jsonb refuses: null characters, surrogates, infinity."""
    if levels < 0:
        raise RowRefused("", TOO_DEEP)
    if isinstance(value, dict):
        return {_storable(key, 0): _storable(each, levels - 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_storable(each, levels - 1) for each in value]
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


# Values


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _first_of(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _text(value: Any) -> str:
    """A text or number as one line; of several, the first; of an object, its value or name."""
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    # Some pages escape it twice.
    return " ".join(unescape(str(value)).replace("\x00", "").split())


def _texts(value: Any) -> list[str]:
    return list(filter(None, dict.fromkeys(_plain(_text(each)) for each in _list(value))))


def _plain(text: str) -> str:
    return " ".join(_TAG.sub(" ", text).split()) if "<" in text else text


def _address(value: Any) -> str:
    """A web address; empty for a relative one and for anything else."""
    value = _first(value)
    if isinstance(value, dict):
        value = _first(value.get("url") or value.get("@id") or value.get("contentUrl"))
    if not isinstance(value, str):
        return ""
    text = value.strip()
    if text.startswith("//"):
        text = f"https:{text}"
    elif _BARE_ADDRESS.match(text):
        text = f"https://{text}"
    if not text.lower().startswith(("http://", "https://")) or not host_of(text):
        return ""
    return text if len(text) <= 2000 and not re.search(r"[\s\x00-\x1f]", text) else ""


def _url(review: dict[str, Any]) -> str:
    return _first_of(_address(review.get(name)) for name in ("url", "mainEntityOfPage", "@id"))


def _day(value: Any) -> str:
    text = _text(value)
    day = day_of(text) if text else None
    return day.isoformat() if day else ""


def _language(review: dict[str, Any]) -> str:
    text = _text(review.get("inLanguage"))
    value = _first(review.get("inLanguage"))
    if isinstance(value, dict):
        text = _text(value.get("alternateName")) or text
    text = text.replace("_", "-")
    return text if _LANGUAGE.match(text) and len(text) <= 12 else ""


# Who concluded what


def _publisher(review: dict[str, Any]) -> tuple[str, str]:
    """Name and address of the publisher. Authors who are people are passed over."""
    for name in ("publisher", "author", "creator", "sourceOrganization"):
        for each in _list(review.get(name)):
            if not isinstance(each, dict) or _text(each.get("@type")).endswith("Person"):
                continue
            address = _address(each.get("url")) or _address(each.get("@id"))
            # Some pages call a person an organisation; the address is then not a front page.
            is_front_page = "/" not in urlsplit(address).path.strip("/")
            if is_front_page and (found := _text(each.get("name"))):
                return found[:300], address
    return "", ""


def _rating(review: dict[str, Any]) -> str:
    """The rating in their own word or, without one, their number."""
    rating = _first(review.get("reviewRating"))
    if not isinstance(rating, dict):
        return _text(rating)[:300]
    names = ("alternateName", "name", "ratingValue")
    return shortened(_first_of(_text(rating.get(name)) for name in names), 300)


# The speaker, the date and the place


class _Speaker(NamedTuple):
    name: str
    kind: str = ""
    role: str = ""
    same_as: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    unsure: str = ""


def _speaker(item: dict[str, Any]) -> _Speaker:
    authors = _list(item.get("author") or item.get("creator"))
    found = [each for each in map(_one, authors) if each.name]
    if len(found) < 2:
        return found[0] if found else _Speaker("")
    names = ", ".join(dict.fromkeys(each.name for each in found))
    return _Speaker(
        names[:300],
        "anonymous",
        unsure=_("Several speakers are named: %(names)s. Choose the right one.") % {"names": names},
    )


def _one(author: Any) -> _Speaker:
    if not isinstance(author, dict):
        return _Speaker(_text(author)[:300])
    texts = list(filter(None, map(_text, _list(author.get("name")))))
    if not texts:
        return _Speaker("")
    # Of two names the second is usually the post.
    role = _text(author.get("jobTitle")) or "; ".join(texts[1:])
    kind = _text(author.get("@type")).rpartition("/")[2].lower()
    # Pages often call people organisations; an organisation holds no post.
    stated = "" if kind != "person" and role else kind
    if stated.endswith("organization"):
        stated = "organization"
    return _Speaker(
        texts[0][:300],
        stated if stated in ("person", "organization") else "",
        "" if role == texts[0] else role[:300],
        _same_as(author.get("sameAs")),
        _aliases(author.get("alternateName")),
    )


def _aliases(value: Any) -> tuple[str, ...]:
    names = map(_text, _list(value))
    return tuple(each for each in names if 0 < len(each) <= LONGEST_NAME)[:MOST_NAMES]


def _same_as(value: Any) -> tuple[str, ...]:
    addresses = map(_address, _list(value))
    return tuple(
        each for each in addresses if host_of(each).endswith(IDENTIFYING) and len(each) <= 500
    )


def _said_on(item: dict[str, Any], review: dict[str, Any]) -> str:
    """The day it was said; empty where that repeats the date of the review or is in the future."""
    value = item.get("datePublished") or item.get("dateCreated")
    if _text(value) == _text(review.get("datePublished")):
        return ""
    day = _day(value)
    return day if day <= (datetime.now(UTC) + timedelta(days=1)).date().isoformat() else ""


def _appears(item: dict[str, Any]) -> str:
    names = ("firstAppearance", "appearance", "url")
    return _first_of(_address(each) for name in names for each in _list(item.get(name)))
