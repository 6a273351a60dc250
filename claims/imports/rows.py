"""One row of a file: its columns checked, and refused with the column and the reason."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from claims.imports.columns import (
    LONGEST_NAME,
    MOST_NAMES,
    RowRefused,
    address_in,
    checked,
    days,
    host_of,
    refused,
)
from claims.imports.names import IDENTIFYING, KINDS, is_generic, named, unslugged
from newsroom.addresses import has_credentials
from newsroom.names import cleaned
from newsroom.schema import LANGUAGE
from sources.capture import sha256
from sources.choices import UNPOOLED

_TOPICS = re.compile(r"[,;|]")
_ALIASES = re.compile(r"[;|]")  # not a comma: "Reyes, Marta"
MOST_TOPICS = 20
LONGEST_LINK = 500
CONTEXT = 32  # characters that an anchor keeps before and after its quote


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
    speaker_role: str
    aliases: list[str]
    same_as: list[str]
    identified_by: list[str]  # those of them that stand for one speaker
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
    source_text: str = ""
    source_text_sha256: str = ""
    quote: str = ""
    quote_prefix: str = ""
    quote_suffix: str = ""
    quote_start: int = 0
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
    aliases: tuple[str, ...] = (),
    same_as: tuple[str, ...] = (),
    unsure: str = "",
) -> Row:
    """A row from a file's columns: texts or numbers, for topics also a list. Raises RowRefused."""
    given = checked(columns)
    values = defaultdict(str, given)
    for column in ("external_id", "text"):
        if column not in given:
            raise RowRefused(column, _("It is empty."))
    review_url, source_url = address_in("review_url", values), address_in("source_url", values)
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
    language = re.sub(r"^[A-Za-z]+", lambda primary: primary[0].lower(), language)
    if not re.fullmatch(LANGUAGE, language):
        raise refused("language", _("%(value)s is not a language tag such as en."), language)
    speaker_kind = values["speaker_kind"]
    if speaker_kind.lower() not in ("", *KINDS):
        raise refused(
            "speaker_kind", _("%(value)s is not a kind of speaker. Write person."), speaker_kind
        )
    speaker = named(cleaned(values["speaker"]), speaker_kind)
    home = source_url or review_url or f"urn:sha256:{file_sha256}"
    topics = _topics(values["topics"])
    links = [each for each in same_as if not has_credentials(each)]
    links = list(dict.fromkeys([*links, *_links(values["speaker_same_as"])]))
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
        speaker_role=values["speaker_role"],
        aliases=list(_aliases(values["speaker_aliases"], aliases)),
        same_as=links,
        identified_by=[each for each in links if host_of(each).endswith(IDENTIFYING)],
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


@lru_cache(maxsize=10_000)
def _aliases(text: str, more: tuple[str, ...]) -> tuple[str, ...]:
    """Other names of a speaker, without words that name nobody."""
    names = [unslugged(cleaned(each)) for each in (*_ALIASES.split(text), *more)]
    if long := next((each for each in names if len(each) > LONGEST_NAME), ""):
        raise refused("speaker_aliases", _("%(value)s is too long for a name."), long)
    return _few("speaker_aliases", [each for each in names if each and not is_generic(each)])


@lru_cache(maxsize=10_000)
def _links(text: str) -> tuple[str, ...]:
    column = "speaker_same_as"
    found = [address_in(column, {column: each}) for each in text.split()]
    if long := next((each for each in found if len(each) > LONGEST_LINK), ""):
        raise refused(column, _("%(value)s is too long for an address."), long)
    return _few(column, found)


def _few(column: str, values: list[str]) -> tuple[str, ...]:
    if len(values) > MOST_NAMES:
        raise RowRefused(column, _("There are more than %(most)d."), most=MOST_NAMES)
    return tuple(dict.fromkeys(values))


def _hash(values: Mapping[str, str]) -> str:
    return sha256("\x00".join(f"{name}\x01{values[name]}" for name in sorted(values)))


_POSTS = ("facebook.com", "twitter.com", "x.com", "instagram.com", "tiktok.com", "t.me")
_VIDEOS = ("youtube.com", "youtu.be", "vimeo.com")


def _kind_of_source(address: str) -> str:
    host = host_of(address)
    if host.endswith(_POSTS):
        return "post"
    return "video" if host.endswith(_VIDEOS) else "article"


@lru_cache(maxsize=10_000)
def _topics(text: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for part in _TOPICS.split(text):
        name = cleaned(part)
        if not name:
            continue
        slug = slugify(name, allow_unicode=False) or sha256(name)[:12]
        if len(name) > 100 or len(slug) > 100:
            raise refused("topics", _("%(value)s is too long for a topic."), name)
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
