"""The front page: what this is, and the latest of what was signed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from claims.choices import CONCLUDED, Attribution, Standing, Status
from claims.models import DossierEdition, Publication, PublicationTopic
from claims.presentation.prose import number
from claims.site import corrections
from claims.site.rows import COLUMNS, CONCLUDED_AT, Row, linked_speakers, published
from newsroom.approvals import one_person_is_enough

LATEST, CHANGES, DOSSIERS, TOPICS, EXAMPLES = 8, 3, 4, 16, 3
READ = 30  # of the newest, for examples of what to search for
_SIGNS = "\"'“”‘’„«»‹›.,;:!?¡¿()[]…-–—"
# So many of the newest claims are counted, and of so many of them the topics.
COUNTED, WITH_TOPICS = 10_000, 500


@dataclass(frozen=True)
class Answer:
    """``code``: for its colour and shape. ``query``: the search that finds these claims, after the
    question mark.
    """

    code: str
    words: Any
    query: str
    claims: int = 0


_NOT_THEIR_WORDS = {"status": Status.UNRATED, "attribution": Attribution.MISATTRIBUTED}
_NOT_RATED = {
    "status": Status.UNRATED,
    "attribution": f"{Attribution.REPORTED},{Attribution.CONFIRMED}",
}
# What is not their words has no rating: the chip says the one in place of the other.
ANSWERS = (
    *(
        Answer(each.value, each.public, urlencode({"status": each.value}))
        for each in CONCLUDED
        if each != Status.UNRATED
    ),
    Answer(
        Attribution.MISATTRIBUTED.value,
        Attribution.MISATTRIBUTED.short,
        urlencode(_NOT_THEIR_WORDS, safe=","),
    ),
    Answer(Status.UNRATED.value, Status.UNRATED.public, urlencode(_NOT_RATED, safe=",")),
)


@dataclass(frozen=True)
class Totals:
    """Listed claims by the answer in force, and those under review again, which have none in force.

    ``among``: only so many, the newest, were counted; 0: all were.
    """

    answers: Sequence[Answer]
    under_review: int
    claims: int
    among: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True)
class Example:
    """A search that finds something: its words and, after the question mark, its address."""

    words: str
    query: str


def contents() -> dict[str, Any]:
    """What the page shows, for its template. The number of queries doesn't depend on the claims."""
    listed = Publication.objects.listed()
    signed = listed.filter(standing=Standing.SIGNED).only(*COLUMNS).served()
    newest = signed.annotate(concluded_at=CONCLUDED_AT).latest_first()
    read = [published(row) for row in newest[:READ]]
    latest = read[:LATEST]
    topics = _topics()
    dossiers = DossierEdition.objects.current().readable().select_related("dossier")
    return {
        "latest": latest,
        "linked": linked_speakers(latest),
        "totals": _totals(),
        "topics": topics,
        "examples": _examples(read, topics),
        "changes": [
            (listing, corrections.latest(listing, CHANGES))
            for listing in (corrections.CORRECTIONS, corrections.UPDATES)
        ],
        "dossiers": dossiers.order_by("-signed_at", "-pk")[:DOSSIERS],
        "one_person": one_person_is_enough(),
    }


def _totals() -> Totals:
    """Counted by PostgreSQL, in one query."""
    listed = Publication.objects.listed()
    numbers = listed.order_by("-number").values_list("number", flat=True)
    last_counted = list(numbers[COUNTED - 1 : COUNTED + 1])
    is_cut = len(last_counted) > 1
    # Without a limit nothing needs to be sorted.
    counted = listed.filter(number__gte=last_counted[0]) if is_cut else listed
    kinds = counted.order_by().values_list("standing", "status", "attribution")
    by_code: Counter[str] = Counter()
    last: datetime | None = None
    for standing, status, attribution, claims, newest in kinds.annotate(
        Count("pk"), Max("published_at")
    ):
        by_code[_code(standing, status, attribution)] += claims
        last = max(newest, last or newest)
    first = Publication.objects.order_by("number").values_list("published_at", flat=True).first()
    return Totals(
        answers=[replace(each, claims=n) for each in ANSWERS if (n := by_code[each.code])],
        under_review=by_code[Standing.UNDER_REVIEW],
        claims=by_code.total(),
        among=COUNTED if is_cut else 0,
        first=first if by_code else None,
        last=last,
    )


def _code(standing: str, status: str, attribution: str) -> str:
    """Of the answer in force, or that there is none."""
    if standing == Standing.UNDER_REVIEW:
        return standing
    return attribution if attribution == Attribution.MISATTRIBUTED else status


def _topics() -> list[tuple[str, str]]:
    """Slug and name of the topics that most of the newest claims have, by name."""
    newest = Publication.objects.listed().order_by("-number").values("pk")[:WITH_TOPICS]
    rows = PublicationTopic.objects.filter(publication__in=newest)
    found = Counter(rows.values_list("topic__slug", "name"))
    names: dict[str, str] = {}
    for (slug, name), _count in found.most_common():
        if slug not in names and len(names) < TOPICS:
            names[slug] = name
    return sorted(names.items(), key=lambda each: each[1].casefold())


def _examples(rows: Sequence[Row], topics: Sequence[tuple[str, str]]) -> list[Example]:
    """A name, a number and a topic, of the newest claims; a second one or a word in place of what they
    lack.
    """
    named = [_typed(row.speaker["name"]) for row in rows if row.speaker["name"]]
    amounts = [_typed(number(each["low"])) for row in rows for each in row.quantities]
    on_topics = [
        Example(_("Topic: %(name)s") % {"name": name}, urlencode({"topic": slug}))
        for slug, name in topics
    ]
    longest = (max(row.text.split(), key=len, default="").strip(_SIGNS) for row in rows)
    words = [_typed(word) for word in longest if word]
    kinds = [list(dict.fromkeys(found)) for found in (named, amounts, on_topics)]
    firsts = [each for found in kinds for each in found[:1]]
    further = [each for found in kinds for each in found[1:]]
    return list(dict.fromkeys([*firsts, *further, *words]))[:EXAMPLES]


def _typed(words: str) -> Example:
    return Example(words, urlencode({"q": words}))
