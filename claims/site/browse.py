"""Lists of the speakers, topics, publishers and sources that published claims name.

Nothing is counted. A page examines a bounded number of rows, however many there are that no published
claim names any more; then it is shorter, and the next one goes on from there.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Exists, F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from claims.formats import json_objects
from claims.models import Publication, PublishedTopic
from claims.publication.addresses import link
from claims.search import keyset
from claims.search.planner import in_index_order
from claims.search.speakers import nameable_speakers
from claims.site.frame import public, show
from sources.models import Alias, Publisher, Source
from sources.querysets import Fold

LISTED = Publication.objects.listed
PAGE_SIZE = 50
# Rows examined for a page: at first, and if too few of them are shown.
WINDOWS = (60, 600)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NUMBER = re.compile(r"[0-9]{1,18}")
_NAME = re.compile(r"([0-9]{1,18})\.([^\0]{0,300})")
_TITLE = re.compile(r"([-\w]{1,200})\.([^\0]{0,300})")

# The numbers below one, greatest first, each once: one look in the index for each.
_NUMBERS = """
WITH RECURSIVE named (id) AS (
  (SELECT {column} FROM {table} WHERE {column} < %s ORDER BY {column} DESC LIMIT 1)
  UNION ALL
  SELECT (SELECT {column} FROM {table} WHERE {column} < named.id ORDER BY {column} DESC LIMIT 1)
    FROM named WHERE named.id IS NOT NULL
) SELECT id FROM named WHERE id IS NOT NULL LIMIT %s
"""
SOURCES = _NUMBERS.format(table="claims_publicationsource", column="source_id")
PUBLISHERS = _NUMBERS.format(table="claims_publicationpublisher", column="publisher_id")
_BY_NAME = keyset.Ordering(
    (F("folded"), F("pk")), lambda alias: (alias.folded, alias.pk), descending=False
)
# Of some hundreds of topics each one's name is read, for which no index has the order.
_BY_TITLE = keyset.Ordering(
    (F("folded"), F("slug")), lambda topic: (topic.folded, topic.slug), descending=False
)


@dataclass(frozen=True)
class Kind:
    """A list: its name in addresses, its title, and what its order is."""

    name: str
    title: Promise
    order: Promise

    @property
    def url(self) -> str:
        return link(f"site:{self.name}")


_NEWEST = gettext_lazy("Latest recorded first.")
_ALPHABET = gettext_lazy("In alphabetical order.")
KINDS = {
    kind.name: kind
    for kind in (
        Kind("speakers", gettext_lazy("Speakers"), _ALPHABET),
        Kind("topics", gettext_lazy("Topics"), _ALPHABET),
        Kind("publishers", gettext_lazy("Publishers"), _NEWEST),
        Kind("sources", gettext_lazy("Sources"), _NEWEST),
    )
}


class Examined(NamedTuple):
    """A row that may be shown; ``position``: after which the next one comes."""

    position: keyset.Key
    number: int
    name: str = ""


Window = Callable[[keyset.Key | None, int], Sequence[Examined]]
Shown = Callable[[Sequence[Examined]], Mapping[int, Any]]


@public
def speakers(request: HttpRequest) -> HttpResponse:
    """By name; the links to letters are positions, too. Where all are on one page, there are none."""
    match = _NAME.fullmatch(request.GET.get("after", ""))
    after = (match[2], int(match[1])) if match else None
    found, last = _walk(_aliases, _named_speakers, after)
    context = {
        "letters": [(each.upper(), urlencode({"after": f"0.{each}"})) for each in LETTERS]
        if last or after
        else [],
        "letter": after[0].upper() if after and after[1] == 0 else "",
    }
    return _show(request, "speakers", found, f"{last[1]}.{last[0]}" if last else "", context)


def _aliases(after: keyset.Key | None, size: int) -> Sequence[Examined]:
    with in_index_order():
        rows = _BY_NAME.apply(Alias.objects.only("folded", "name", "speaker_id"), after)[:size]
        return [Examined((row.folded, row.pk), row.speaker_id, row.name) for row in rows]


def _named_speakers(rows: Sequence[Examined]) -> Mapping[int, Any]:
    """Those whose name, not another alias, is among the rows."""
    names = {(row.number, row.name) for row in rows}
    named = Exists(LISTED().naming_speaker(OuterRef("pk")))
    found = nameable_speakers().unmerged().filter(pk__in={row.number for row in rows})
    return {each.pk: each for each in found.filter(named) if (each.pk, each.name) in names}


@public
def topics(request: HttpRequest) -> HttpResponse:
    match = _TITLE.fullmatch(request.GET.get("after", ""))
    after = (match[2], match[1]) if match else None
    named = PublishedTopic.objects.named_in(LISTED()).annotate(folded=Fold("name"))
    found, last = _BY_TITLE.page(named, after, PAGE_SIZE)
    return _show(request, "topics", found, f"{last[1]}.{last[0]}" if last else "")


@public
def publishers(request: HttpRequest) -> HttpResponse:
    found, last = _walk(_numbers(PUBLISHERS), _named_publishers, _number(request))
    return _show(request, "publishers", found, str(last[0]) if last else "")


@public
def sources(request: HttpRequest) -> HttpResponse:
    found, last = _walk(_numbers(SOURCES), _named_sources, _number(request))
    return _show(request, "sources", found, str(last[0]) if last else "")


def _number(request: HttpRequest) -> keyset.Key | None:
    text = request.GET.get("after", "")
    return (int(text),) if _NUMBER.fullmatch(text) else None


def _numbers(sql: str) -> Window:
    def window(after: keyset.Key | None, size: int) -> Sequence[Examined]:
        with connection.cursor() as cursor:
            cursor.execute(sql, [after[0] if after else 2**63 - 1, size])
            return [Examined((number,), number) for (number,) in cursor.fetchall()]

    return window


def _named_publishers(rows: Sequence[Examined]) -> Mapping[int, Any]:
    naming = LISTED().naming_publisher(OuterRef("pk"))
    found = Publisher.objects.filter(pk__in=[row.number for row in rows])
    return {
        number: json_objects.publisher(body, number, "")
        for number, body in _bodies(found, naming).items()
    }


def _named_sources(rows: Sequence[Examined]) -> Mapping[int, Any]:
    naming = LISTED().naming_source(OuterRef("pk"))
    found = Source.objects.filter(pk__in=[row.number for row in rows])
    return {
        number: json_objects.source(body, number, "")
        for number, body in _bodies(found, naming).items()
    }


def _bodies(rows: Any, naming: Any) -> Mapping[int, Any]:
    """By number of each row that a listed publication names, the body of the latest one."""
    latest = naming.order_by("-number").values("body")[:1]
    found = rows.annotate(named_by=Subquery(latest)).values_list("pk", "named_by")
    return {number: json.loads(body) for number, body in found if body is not None}


def _walk(
    window: Window, shown: Shown, after: keyset.Key | None
) -> tuple[Sequence[Any], keyset.Key | None]:
    """A page of what is shown, and the position after which there may be more."""
    found: list[Any] = []
    last = after
    for size in WINDOWS:
        rows = window(after, size)
        named = shown(rows)
        for row in rows:
            after = row.position
            each = named.get(row.number)
            if each is None or (row.name and row.name != each.name):
                continue
            if len(found) == PAGE_SIZE:
                return found, last
            found.append(each)
            last = row.position
        if len(rows) < size:
            return found, None
    return found, after


def _show(
    request: HttpRequest,
    name: str,
    found: Sequence[Any],
    last: str,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "kind": KINDS[name],
        "kinds": KINDS.values(),
        "found": found,
        "next_page": f"?{urlencode({'after': last})}" if last else "",
        "is_first": not request.GET.get("after"),
        **(more or {}),
    }
    return show(request, "site/browse.html", context)
