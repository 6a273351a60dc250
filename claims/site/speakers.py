"""The page of a speaker: who they are, and what they are held to have said."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from claims.choices import (
    CONCLUDED,
    Attribution,
    Nature,
    RelationKind,
    RelationState,
    Standing,
    Status,
)
from claims.models import Claim, Publication, Relation
from claims.site import rows
from claims.site.claims import Edge
from claims.site.frame import internal, public, show
from claims.site.pagination import at_work_by_day_said, by_day_said
from claims.site.rows import Row, linked
from sources.models import Role, Speaker

# So many contradictions with oneself are shown; so many of the latest publications say the topics.
PAIRS, RECENT = 20, 300

TOPICS = """
SELECT t ->> 'slug', max(t ->> 'name'), count(*)
  FROM (SELECT body FROM claims_publication
         WHERE speaker_id = ANY (merged_speakers(%s)) AND shown_until IS NULL AND NOT withheld
           AND standing IN ('signed', 'under_review')
         ORDER BY number DESC LIMIT %s) latest
 CROSS JOIN LATERAL jsonb_path_query(body::jsonb, '$.topics[*]') t
 GROUP BY 1 ORDER BY 3 DESC, 2 LIMIT 20
"""


@dataclass(frozen=True)
class Pair:
    """Two claims of one speaker that a signed relation calls contradictory."""

    one: Row
    edge: Edge


@dataclass(frozen=True)
class Tally:
    """Counts of the claims of fact that they are held to have made, and of how many."""

    counts: list[tuple[str, int]]
    under_review: int
    all: int
    chosen: str


@public
def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may be named in public, and what of theirs stands."""
    found = asked(pk)
    if found is None:
        raise Http404
    if found.pk != pk:
        return HttpResponseRedirect(reverse("site:speaker", args=[found.pk]))
    said = Publication.objects.listed().by_speaker(pk)
    listed = by_day_said(request, said)
    pairs = [] if listed.begun else _pairs(pk)
    context = {
        "speaker": found,
        "listed": listed,
        "linked": {pk} | linked(row for pair in pairs for row in (pair.one, pair.edge.other)),
        "topics": _topics(pk),
        "pairs": pairs,
        "tally": None if listed.begun else _tally(pk),
    }
    return show(
        request, "site/speaker.html", context, twin=reverse("site:working-speaker", args=[pk])
    )


@internal
def working(request: HttpRequest, pk: int) -> HttpResponse:
    """Anybody who can have a page, protected or not, with every claim of theirs."""
    found = _with_roles(Speaker.objects.pooled().filter(pk=pk)).first()
    if found is None:
        raise Http404
    listed = at_work_by_day_said(request, Claim.objects.by_speaker(pk))
    context = {
        "inside": True,
        "speaker": found,
        "listed": listed,
        "linked": set(),
        "pairs": [] if listed.begun else _working_pairs(pk),
        "desk": reverse("admin:sources_speaker_change", args=[pk]),
    }
    is_public = not found.protected and _is_named(pk)
    twin = reverse("site:speaker", args=[pk]) if is_public else ""
    return show(request, "site/speaker.html", context, twin=twin)


def _with_roles(speakers: Any) -> Any:
    roles = Role.objects.select_related("organisation").order_by("period", "pk")
    return speakers.prefetch_related(Prefetch("roles", roles), "aliases")


def asked(number: int) -> Speaker | None:
    """The one whom standing merges lead to from this number, if the public may read both named."""
    stands = Speaker.objects.nameable().filter(pk=number).standing_for().nameable()
    found: Speaker | None = _with_roles(stands).first()
    return found if found and _is_named(found.pk) else None


def _is_named(number: int) -> bool:
    named = Publication.objects.listed().naming_speaker(OuterRef("pk"))
    return Speaker.objects.filter(Exists(named), pk=number).exists()


def _topics(number: int) -> list[tuple[str, str, int]]:
    """What the latest of their claims are about: slug, name, how many."""
    with connection.cursor() as cursor:
        cursor.execute(TOPICS, [number, RECENT])
        return list(cursor.fetchall())


def _pairs(number: int) -> list[Pair]:
    """Where they contradict themselves, by signed relations alone."""
    mine = Publication.objects.listed().by_speaker(number)
    against = dict(mine.contradicted().values_list("claim", "contradicts")[:500])
    targets = {other for others in against.values() for other in others}
    theirs = set(mine.filter(claim__in=targets).values_list("claim", flat=True))
    pairs = [
        (one, other)
        for one, others in sorted(against.items())
        for other in others
        if other in theirs and one < other
    ][:PAIRS]
    return _paired(pairs, rows.named({number for pair in pairs for number in pair}))


def _working_pairs(number: int) -> list[Pair]:
    mine = Claim.objects.by_speaker(number)
    found = Relation.objects.filter(
        kind=RelationKind.CONTRADICTS,
        state=RelationState.CONFIRMED,
        from_claim__in=mine,
        to_claim__in=mine,
    )
    pairs = list(found.values_list("from_claim", "to_claim").order_by("pk")[:PAIRS])
    return _paired(pairs, rows.at_work({number for pair in pairs for number in pair}))


def _paired(pairs: list[tuple[int, int]], known: dict[int, Row]) -> list[Pair]:
    made = []
    for one, other in pairs:
        if one not in known or other not in known:
            continue
        relation = next(
            (
                each
                for each in known[one].said["relations"]
                if each["claim"] == other and each["relation"] == RelationKind.CONTRADICTS
            ),
            None,
        )
        if relation:
            made.append(Pair(known[one], Edge(relation, known[other])))
    return made


def _tally(number: int) -> Tally | None:
    """Only where the newsroom has said how it chooses what it checks."""
    if not settings.SPEAKER_TALLIES:
        return None
    facts = (
        Publication.objects.listed()
        .by_speaker(number)
        .of_nature(Nature.FACT)
        .exclude(attribution=Attribution.MISATTRIBUTED)
    )
    by_status: Counter[str] = Counter()
    under_review = 0
    for status, standing, many in facts.values_list("status", "standing").annotate(Count("pk")):
        if standing == Standing.UNDER_REVIEW:
            under_review += many
        else:
            by_status[status] += many
    counts = [(Status(status).value, by_status[status]) for status in CONCLUDED]
    return Tally(
        [(status, many) for status, many in counts if many],
        under_review,
        under_review + sum(by_status.values()),
        settings.SPEAKER_TALLIES,
    )
