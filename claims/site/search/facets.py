"""How many of what was found are of each kind: counted among a bounded number, after the first rows."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, IntegerField, JSONField, OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from claims.choices import Standing
from claims.models import Appearance, Topic
from claims.site.search import names
from claims.site.search.request import CODED, SEVERAL, TITLES, Asked
from claims.site.search.results import contradictions, role_then
from claims.site.tags import label
from sources.choices import UNPOOLED

LISTED = 8  # of a facet


@dataclass(frozen=True)
class Choice:
    """``query``: the search narrowed by it; with it already chosen, the search without."""

    label: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Counted:
    """``among``: only the newest so many of what was found were counted; 0: all of it."""

    facets: Sequence[Facet]
    among: int


# value, label
Kind = tuple[str, str]


def counted(asked: Asked) -> Counted:
    """Raises Refused where the search is not understood."""
    search = asked.search()
    sample = search.sample()
    rows = list((_working if asked.inside else _public)(sample.rows))
    every: dict[str, Counter[Kind]] = {
        name: Counter(kind for row in rows for kind in _kinds(name, row)) for name in COUNTED
    }
    every["publisher"] = _named_publishers(every["publisher"], inside=asked.inside)
    facets = [
        Facet(name, str(TITLES[name]), _choices(asked, name, every[name])) for name in COUNTED
    ]
    return Counted([facet for facet in facets if facet.choices], len(rows) if sample.cut else 0)


COUNTED = (
    *("status", "attribution", "nature", "speaker", "role", "publisher", "topic", "contradicted"),
)


def _public(rows: Any) -> Any:
    topics = Func(
        F("body"), template="(%(expressions)s::jsonb -> 'topics')", output_field=JSONField()
    )
    return rows.annotate(
        topics_named=topics,
        in_force=F("standing"),
        role=F("flat__speaker_role"),
        said_by=F("flat__speaker_name"),
        kind=F("flat__speaker_kind"),
        edges=Func("contradicts", function="cardinality", output_field=IntegerField()),
    ).values(*_READ, "publishers", "in_force")


def _working(rows: Any) -> Any:
    topics = Topic.objects.filter(claims=OuterRef("pk"))
    seen = Appearance.objects.filter(
        claim=OuterRef("pk"), snapshot__source__publisher__isnull=False
    ).order_by()
    return rows.annotate(
        topics_named=ArraySubquery(topics.values(json=JSONObject(slug="slug", name="name"))),
        said_by=F("speaker__name"),
        kind=F("speaker__kind"),
        role=role_then(),
        edges=contradictions(),
        publishers=ArraySubquery(seen.values("snapshot__source__publisher").distinct()),
    ).values(*_READ, "publishers")


_READ = (
    *("status", "attribution", "nature", "speaker_id", "said_by", "kind", "role"),
    *("topics_named", "edges"),
)


def _kinds(name: str, row: Any) -> Iterable[Kind]:
    if name in CODED:
        value = row[name]
        # A claim under review again has no status in force.
        is_open = name == "status" and row.get("in_force") == Standing.UNDER_REVIEW
        return [(value, label(value, name))] if value and not is_open else []
    return _OTHERS[name](row)


def _speaker(row: Any) -> Iterable[Kind]:
    has_page = row["speaker_id"] and row["kind"] not in UNPOOLED and row["said_by"]
    return [(str(row["speaker_id"]), row["said_by"])] if has_page else []


_OTHERS: dict[str, Callable[[Any], Iterable[Kind]]] = {
    "speaker": _speaker,
    "role": lambda row: [(row["role"], row["role"])] if row["role"] else [],
    "publisher": lambda row: [(str(number), "") for number in row["publishers"]],
    "topic": lambda row: [(topic["slug"], topic["name"]) for topic in row["topics_named"]],
    "contradicted": lambda row: [("yes", _("Contradicts another claim"))] * bool(row["edges"]),
}


def _named_publishers(counts: "Counter[Kind]", *, inside: bool) -> "Counter[Kind]":
    most = counts.most_common(LISTED)
    by_number = names.publisher_names([int(value) for (value, _label), _ in most], inside=inside)
    return Counter(
        {
            (value, by_number[int(value)]): count
            for (value, _label), count in most
            if int(value) in by_number
        }
    )


def _choices(asked: Asked, name: str, counts: "Counter[Kind]") -> list[Choice]:
    given = asked.facets.get(name, "")
    chosen = set(given.split(",")) if name in SEVERAL else {given}
    return [
        Choice(
            label,
            count,
            asked.query(**{name: None if value in chosen else value}),
            value in chosen,
        )
        for (value, label), count in counts.most_common(LISTED)
    ]
