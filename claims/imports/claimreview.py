"""A ClaimReview as its publishers really write it, as the columns of a row.

What is missing stays empty and nothing is made up. The review itself is kept as found.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from claims.imports.rows import RowRefused, host_of
from sources.page_metadata import day_of

LARGEST = 200_000  # characters of a review as JSON
DEEPEST = 40
MOST_STATEMENTS = 20
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")
_BARE_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)+/\S*\Z")
# Whose sameAs says who somebody is, not where they posted something.
_WHO_IS_WHO = ("wikipedia.org", "wikidata.org")


class Said(NamedTuple):
    """``columns`` as a file would have them, and what no column holds."""

    columns: dict[str, str]
    origin: str
    reviewer: str
    same_as: tuple[str, ...]
    markup: str
    unsure: str


def statements(
    review: dict[str, Any], origin: str = "", language: str = "", page: str = ""
) -> Iterator[Said]:
    """One for each statement that the review is of. Raises RowRefused.

    ``language`` and ``page``, its address: of what it stood in, where it does not say itself.
    """
    markup = _markup(review)
    url = _url(review) or _address(page)
    item = _first(review.get("itemReviewed"))
    item = item if isinstance(item, dict) else {}
    texts = _texts(review.get("claimReviewed")) or _texts(item.get("claimReviewed"))
    texts = texts or _texts(item.get("name") or item.get("headline"))
    if not texts:
        raise RowRefused("claimReviewed", _("The review does not say which claim it is of."))
    if len(texts) > MOST_STATEMENTS:
        raise RowRefused("claimReviewed", _("The review is of too many claims."))
    publisher = _publisher(review)
    whose = origin or host_of(url) or host_of(publisher[1])
    if not whose:
        raise RowRefused(
            "url", _("The review has no address, and nothing says whose it is. Give the origin.")
        )
    speaker = _speaker(item)
    reviewed_on = _day(review.get("datePublished")) or _day(review.get("dateCreated"))
    common = {
        "speaker": speaker.name,
        "speaker_kind": speaker.kind,
        "speaker_role": speaker.role,
        "said_on": _said_on(item, review),
        "source_url": _appears(item),
        "language": _language(review) or _language(item) or language,
        "rating": _rating(review),
        "rationale": _plain(_text(review.get("reviewBody")) or _text(review.get("description"))),
        "review_url": url,
        "reviewed_on": reviewed_on,
    }
    for text in texts:
        yield Said(
            {
                **{name: value for name, value in common.items() if value},
                "external_id": _external_id(url, text),
                "text": text,
            },
            whose,
            publisher[0] or whose,
            speaker.same_as,
            markup,
            speaker.unsure,
        )


def _external_id(url: str, text: str) -> str:
    """The address and a part of the statement's hash: a page may review several claims."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    if len(url) > 480:
        url = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{url}#{digest}"


def _markup(review: dict[str, Any]) -> str:
    try:
        text = json.dumps(_storable(review, DEEPEST), ensure_ascii=False)
    except RecursionError:
        raise RowRefused("", _("It is nested too deeply.")) from None
    if len(text) > LARGEST:
        raise RowRefused(
            "", _("The review is longer than %(most)d characters.") % {"most": LARGEST}
        )
    return text


def _storable(value: Any, deeper: int) -> Any:
    """What PostgreSQL's jsonb takes: no null character, half surrogate or infinity."""
    if deeper < 0:
        raise RowRefused("", _("It is nested too deeply."))
    if isinstance(value, dict):
        return {_storable(key, 0): _storable(each, deeper - 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_storable(each, deeper - 1) for each in value]
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


# Values


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _text(value: Any) -> str:
    """A text or number as one line; of several, the first; of an object, its value or name."""
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    # Some escape what they write into a script twice.
    return " ".join(unescape(str(value)).replace("\x00", "").split())


def _texts(value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return [text for text in dict.fromkeys(_plain(_text(each)) for each in found) if text]


def _plain(text: str) -> str:
    return " ".join(_TAG.sub(" ", text).split()) if "<" in text else text


def _address(value: Any) -> str:
    """A web address, or nothing: relative ones, and what is none, say nothing."""
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id") or value.get("contentUrl")
        value = _first(value)
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
    for name in ("url", "mainEntityOfPage", "@id"):
        if found := _address(review.get(name)):
            return found
    return ""


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
    """Name and address of whose review it is. Of a person, whoever publishes them."""
    for name in ("publisher", "author", "creator", "sourceOrganization"):
        value = review.get(name)
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, dict):
                continue
            kind = _text(each.get("@type"))
            address = _address(each.get("url")) or _address(each.get("@id"))
            # Some call a person an organisation, and give their page.
            if kind.endswith("Person") or not _is_a_front_page(address):
                continue
            if found := _text(each.get("name")):
                return found[:300], address
    return "", ""


def _is_a_front_page(address: str) -> bool:
    return not address or urlsplit(address).path.strip("/").count("/") == 0


def _rating(review: dict[str, Any]) -> str:
    """Their own word; where there is none, their own number."""
    rating = _first(review.get("reviewRating"))
    if not isinstance(rating, dict):
        return _text(rating)[:300]
    for name in ("alternateName", "name", "ratingValue"):
        if found := _text(rating.get(name)):
            return found if len(found) <= 300 else found[:299] + "…"
    return ""


# Who said it, when and where


class _Speaker(NamedTuple):
    name: str
    kind: str = ""
    role: str = ""
    same_as: tuple[str, ...] = ()
    unsure: str = ""


def _speaker(item: dict[str, Any]) -> _Speaker:
    authors = item.get("author") or item.get("creator")
    listed = authors if isinstance(authors, list) else [authors]
    found = [each for each in map(_one, listed) if each.name]
    if len(found) < 2:
        return found[0] if found else _Speaker("")
    names = ", ".join(dict.fromkeys(each.name for each in found))
    return _Speaker(
        names[:300],
        "anonymous",
        unsure=_("Several speakers are named: %(names)s. Say which one said it.")
        % {"names": names},
    )


def _one(author: Any) -> _Speaker:
    if not isinstance(author, dict):
        return _Speaker(_text(author)[:300])
    names = author.get("name")
    listed = names if isinstance(names, list) else [names]
    texts = [text for text in map(_text, listed) if text]
    if not texts:
        return _Speaker("")
    # Two names in one are mostly the name and the post.
    role = _text(author.get("jobTitle")) or "; ".join(texts[1:])
    kind = _text(author.get("@type")).rpartition("/")[2].lower()
    # People are often called organisations; who holds a post is none.
    stated = "" if kind != "person" and role else kind
    if stated.endswith("organization"):
        stated = "organization"
    return _Speaker(
        texts[0][:300],
        stated if stated in ("person", "organization") else "",
        "" if role == texts[0] else role[:300],
        _same_as(author.get("sameAs")),
    )


def _same_as(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    addresses = (_address(each) for each in listed)
    return tuple(
        each for each in addresses if host_of(each).endswith(_WHO_IS_WHO) and len(each) <= 500
    )


def _said_on(item: dict[str, Any], review: dict[str, Any]) -> str:
    """When it was said, unless that only repeats the date of the review."""
    value = item.get("datePublished") or item.get("dateCreated")
    if _text(value) == _text(review.get("datePublished")):
        return ""
    day = day_of(_text(value)) if _text(value) else None
    still_to_come = day and day > datetime.now(UTC).date() + timedelta(days=1)
    return day.isoformat() if day and not still_to_come else ""


def _appears(item: dict[str, Any]) -> str:
    for name in ("firstAppearance", "appearance", "url"):
        value = item.get(name)
        for each in value if isinstance(value, list) else [value]:
            if found := _address(each):
                return found
    return ""
