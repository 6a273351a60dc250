"""A hit: what a search shows of a claim, from the row of a publication or of a working claim."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from claims.choices import Attribution, Standing, Status
from claims.presentation import holds
from claims.presentation.external_ratings import ExternalRating, external_rating, named_archive
from claims.presentation.prose import day
from claims.publication.addresses import link
from claims.site.tags import chip, days
from sources.choices import UNPOOLED

BEGINS, ENDS = "\x02", "\x03"  # as PostgreSQL's highlighted() sets them

_MARK = re.compile(f"[{BEGINS}{ENDS}]")

Pieces = Sequence[tuple[bool, str]]


@dataclass(frozen=True)
class Hit:
    """In ``text``, ``speaker`` and ``quote`` the words of the search are marked.

    ``quote`` is empty unless the words were found only there. ``reviews``: what others concluded, for
    the newsroom; ``hold``: that one stands, in words, for the newsroom; ``also_in``: archives that have
    the same statement once more.
    """

    number: int
    url: str
    name: str
    text: SafeString
    summary: str
    language: str
    speaker: SafeString
    speaker_url: str
    kind: str
    post: str
    where: str
    published: str
    quote: SafeString
    chip: SafeString
    contradictions: int
    reviews: tuple[ExternalRating, ...] = ()
    archive: str = ""
    plain: str = ""
    hold: str = ""
    also_in: tuple[tuple[str, str], ...] = ()
    is_misattributed: bool = False

    def row(self) -> SafeString:
        """Its row in the list of results."""
        return _row(self, get_language() or settings.LANGUAGE_CODE)


@lru_cache(maxsize=2_000)
def _row(found: Hit, _language: str) -> SafeString:
    """Always the same for the same hit; most rows of a page were on another one shortly before."""
    return render_to_string("site/hit.html", {"hit": found})


def _reviews(row: Mapping[str, Any]) -> tuple[ExternalRating, ...]:
    return tuple(external_rating(json.loads(review)) for review in row["external"] or ())


def hit(row: Mapping[str, Any], *, inside: bool) -> Hit:
    name, number = row["speaker_name"], row["speaker_number"]
    has_page = number is not None and row["speaker_kind"] not in UNPOOLED
    text = pieces(row["text"], row["marked"])
    elsewhere = BEGINS in row["marked_quotes"] and not any(marked for marked, _words in text)
    return Hit(
        number=row["claim_number"],
        url=link("site:working-claim" if inside else "site:claim", row["claim_number"]),
        name=name,
        text=html(text),
        summary=row["summary"] or "",
        language=row["language"],
        speaker=html(pieces(name, row["marked_name"]))
        if name
        else html([(False, row["speaker_description"])]),
        speaker_url=link("site:working-speaker" if inside else "site:speaker", number)
        if has_page
        else "",
        kind=row["speaker_kind"],
        post=", ".join(part for part in (row["role"], row["organisation"]) if part),
        where=_where(row),
        published=_published(row),
        quote=html(shortened(pieces(row["quotes"], row["marked_quotes"])) if elsewhere else []),
        chip=_chip(
            row["status"],
            row["attribution"],
            row["nature"],
            row["stands"],
            row["label"] or "",
            get_language() or settings.LANGUAGE_CODE,
        ),
        contradictions=row["contradictions"],
        reviews=_reviews(row),
        archive=named_archive(row["origin"]) if row["origin"] else "",
        plain=row["text"],
        hold=holds.in_words(
            is_offline=inside and row["stands"] == Standing.HIDDEN, is_held=bool(row["held"])
        ),
        is_misattributed=(row["status"], row["attribution"])
        == (Status.UNRATED, Attribution.MISATTRIBUTED),
    )


def _where(row: Mapping[str, Any]) -> str:
    """ "5 January 2026 · in The Paper, 6 January 2026"."""
    when = days({"from": row["said_from"], "to": row["said_to"]})
    source = row["source_publisher"] or row["source_title"]
    if not source:
        return when
    place = _("in %(source)s") % {"source": source}
    published = row["source_day"]
    return f"{when} · {place}, {day(published)}" if published else f"{when} · {place}"


def _published(row: Mapping[str, Any]) -> str:
    """Of what is signed and not under review again: the page says of the others since when."""
    at = row["published_at"] if row["stands"] == Standing.SIGNED else None
    return _("published %(day)s") % {"day": day(timezone.localdate(at))} if at else ""


@cache
def _chip(
    status: str, attribution: str, nature: str, standing: str, label: str, language: str
) -> SafeString:
    """There are a few dozen of them, which would take most of the time of a page of results."""
    body: dict[str, Any] = {"status": status, "attribution": attribution, "nature": nature}
    if label:
        body["label"] = json.loads(label)
    with override(language):
        return chip(body, standing)


def html(found: Pieces) -> SafeString:
    return SafeString(
        "".join(
            f"<mark>{escape(words)}</mark>" if marked else escape(words) for marked, words in found
        )
    )


def pieces(text: str, marked: str) -> Pieces:
    """The text in pieces, marked where its folded form is.

    Where the folded form doesn't match it letter by letter, nothing is marked.
    """
    if BEGINS not in marked:
        return [(False, text)]
    if text.isascii() and len(text) == len(marked) - marked.count(BEGINS) - marked.count(ENDS):
        return list(_cut(text, marked))
    flags = list(_flags(marked))
    at = 0
    each: list[bool] = []
    for character in text:
        length = 1 if character.isascii() else _folded_length(character)
        each.append(any(flags[at : at + length]) if length else bool(each and each[-1]))
        at += length
    if at != len(flags):
        return [(False, text)]
    return [
        (is_marked, "".join(character for _marked, character in run))
        for is_marked, run in groupby(zip(each, text, strict=True), key=lambda pair: pair[0])
    ]


def _cut(text: str, marked: str) -> Iterator[tuple[bool, str]]:
    """For texts with one letter for each of the folded form, as most have."""
    at = 0
    for number, run in enumerate(_MARK.split(marked)):
        if run:
            yield number % 2 == 1, text[at : at + len(run)]
            at += len(run)


def _flags(marked: str) -> Iterator[bool]:
    inside = False
    for character in marked:
        if character in (BEGINS, ENDS):
            inside = character == BEGINS
        else:
            yield inside


# As in PostgreSQL's fold().
_FOLDED_AWAY = frozenset(
    [*map(chr, range(0x300, 0x370)), "\u00ad", *map(chr, range(0x200B, 0x2010)), "\u2060"]
)


def _folded_length(character: str) -> int:
    lower = unicodedata.normalize("NFKD", character).lower()
    return sum(each not in _FOLDED_AWAY for each in unicodedata.normalize("NFKD", lower))


def shortened(found: Pieces, around: int = 60) -> Pieces:
    """The marked pieces with the words around them; an ellipsis for the rest."""
    short: list[tuple[bool, str]] = []
    for at, (is_marked, words) in enumerate(found):
        if is_marked or len(words) <= 2 * around:
            short.append((is_marked, words))
        elif at == 0:
            short.append((False, "… " + words[-around:].partition(" ")[2]))
        elif at == len(found) - 1:
            short.append((False, words[:around].rpartition(" ")[0] + " …"))
        else:
            head, tail = words[:around].rpartition(" ")[0], words[-around:].partition(" ")[2]
            short.append((False, f"{head} … {tail}"))
    return short
