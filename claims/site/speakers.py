"""The page of a speaker: who they are, and the claims attributed to them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from claims.choices import CONCLUDED, Attribution, Nature, RelationKind, RelationState, Standing
from claims.models import Claim, Publication, Relation
from claims.publication.addresses import link
from claims.search.speakers import nameable_speakers
from claims.site import timeline_svg
from claims.site.claims import RelatedClaim
from claims.site.frame import internal, public, show
from claims.site.pagination import published_page, working_page
from claims.site.rows import (
    COLUMNS,
    Row,
    linked_speakers,
    published,
    published_rows,
    working_rows,
)
from sources.models import Alias, Role, Speaker
from sources.querysets import SpeakerQuerySet

# Contradictions shown, the latest publications that the topics are counted in, and claims that name
# somebody who made none.
PAIRS, RECENT, NAMING = 20, 300, 20

# Of columns: to read the bodies' JSON takes ten times as long. One row at a time has the name, or the planner would
# read all rows of each topic.
TOPICS = """
SELECT slug, max(name), count(*)
  FROM (SELECT t.slug, (SELECT n.name FROM claims_publicationtopic n
                         WHERE n.topic_id = t.id AND n.publication_id = latest.number) AS name
          FROM (SELECT number, topics FROM claims_publication
                 WHERE speaker_id = ANY (merged_speakers(%s)) AND shown_until IS NULL
                   AND NOT withheld AND standing IN ('signed', 'under_review')
                 ORDER BY number DESC LIMIT %s) latest
         CROSS JOIN LATERAL unnest(latest.topics) AS of_claim
          JOIN claims_publishedtopic t ON t.slug = of_claim) named
 GROUP BY 1 ORDER BY 3 DESC, 2 LIMIT 20
"""


@dataclass(frozen=True)
class Pair:
    """Two claims of one speaker that contradict each other."""

    one: Row
    other: RelatedClaim


@dataclass(frozen=True)
class Tally:
    """Ratings of the speaker's claims of fact. ``basis``: how the newsroom chooses what to check."""

    counts: list[tuple[str, int]]
    under_review: int
    total: int
    basis: str


@public
def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    found = public_speaker(pk)
    if found.pk != pk:
        return HttpResponseRedirect(link("site:speaker", found.pk))
    claims = Publication.objects.listed().by_speaker(pk)
    listed = published_page(request, claims)
    pairs = _pairs(pk) if listed.is_first else []
    naming = _naming(pk) if listed.is_first and not listed.rows else []
    context = {
        "speaker": found,
        "own_feed": urlencode({"speaker": found.slug or pk}),
        "own_feed_title": found.name,
        "listed": listed,
        "dots": timeline_svg.drawn(claims) if listed.is_first else None,
        "linked": {pk}
        | linked_speakers(
            [*naming, *(row for pair in pairs for row in (pair.one, pair.other.row))]
        ),
        "topics": _topics(pk),
        "pairs": pairs,
        "naming": naming,
        "tally": _tally(pk) if listed.is_first else None,
    }
    counterpart = reverse("site:working-speaker", args=[pk])
    return show(request, "site/speaker.html", context, counterpart=counterpart)


@internal
def working(request: HttpRequest, pk: int) -> HttpResponse:
    """Protected speakers too."""
    found = get_object_or_404(_with_roles(Speaker.objects.pooled()), pk=pk)
    listed = working_page(request, Claim.objects.by_speaker(pk))
    context = {
        "inside": True,
        "speaker": found,
        "listed": listed,
        "pairs": _working_pairs(pk) if listed.is_first else [],
        "desk": reverse("admin:sources_speaker_change", args=[pk]),
    }
    is_public = not found.protected and _is_named(pk)
    counterpart = reverse("site:speaker", args=[pk]) if is_public else ""
    return show(request, "site/speaker.html", context, counterpart=counterpart)


def _with_roles(speakers: SpeakerQuerySet, *, public: bool = False) -> SpeakerQuerySet:
    roles = Role.objects.select_related("organisation").order_by("period", "pk")
    aliases = Alias.objects.all()
    if public:
        roles, aliases = roles.without_protected_names(), aliases.without_protected_names()
    return speakers.prefetch_related(Prefetch("roles", roles), Prefetch("aliases", aliases))


def public_speaker(number: int) -> Speaker:
    """The speaker, or the one that this one is merged into; 404 unless both may be named."""
    merged_into = Speaker.objects.nameable().filter(pk=number).standing_for()
    found = nameable_speakers().filter(pk__in=merged_into)
    speaker: Speaker | None = _with_roles(found, public=True).first()
    if speaker is None or not _is_named(speaker.pk):
        raise Http404
    return speaker


def _is_named(number: int) -> bool:
    naming = Publication.objects.listed().naming_speaker(OuterRef("pk"))
    return Speaker.objects.filter(Exists(naming), pk=number).exists()


def _naming(number: int) -> list[Row]:
    """The latest claims that name them other than as the speaker, of one to whom none is attributed."""
    found = Publication.objects.listed().naming_speaker(number).only(*COLUMNS).served()
    return [published(each) for each in found.order_by("-number")[:NAMING]]


def _topics(number: int) -> list[tuple[str, str, int]]:
    """The topics of the latest claims: slug, name, how many."""
    with connection.cursor() as cursor:
        cursor.execute(TOPICS, [number, RECENT])
        return list(cursor.fetchall())


def _pairs(number: int) -> list[Pair]:
    """By published relations only."""
    claims = Publication.objects.listed().by_speaker(number)
    contradicted = dict(claims.contradicted().values_list("claim", "contradicts")[:500])
    targets = {target for found in contradicted.values() for target in found}
    own = set(claims.filter(claim__in=targets).values_list("claim", flat=True))
    pairs = [
        (one, target)
        for one, found in sorted(contradicted.items())
        for target in found
        if target in own and one < target
    ][:PAIRS]
    return _paired(pairs, published_rows({number for pair in pairs for number in pair}))


def _working_pairs(number: int) -> list[Pair]:
    claims = Claim.objects.by_speaker(number)
    found = Relation.objects.filter(
        kind=RelationKind.CONTRADICTS,
        state=RelationState.CONFIRMED,
        from_claim__in=claims,
        to_claim__in=claims,
    )
    pairs = list(found.values_list("from_claim", "to_claim").order_by("pk")[:PAIRS])
    return _paired(pairs, working_rows({number for pair in pairs for number in pair}))


def _paired(pairs: list[tuple[int, int]], rows: dict[int, Row]) -> list[Pair]:
    return [
        Pair(rows[one], RelatedClaim(relation, rows[other]))
        for one, other in pairs
        if one in rows and other in rows
        for relation in rows[one].body["relations"]
        if relation["claim"] == other and relation["relation"] == RelationKind.CONTRADICTS
    ]


def _tally(number: int) -> Tally | None:
    """Only where the newsroom has published how it chooses what to check."""
    if not settings.SPEAKER_TALLIES:
        return None
    facts = (
        Publication.objects.listed()
        .by_speaker(number)
        .of_nature(Nature.FACT)
        .exclude(attribution=Attribution.MISATTRIBUTED)
    )
    by_status: Counter[Any] = Counter()
    for status, standing, many in facts.values_list("status", "standing").annotate(Count("pk")):
        by_status[Standing.UNDER_REVIEW if standing == Standing.UNDER_REVIEW else status] += many
    counts = [(status.value, by_status[status]) for status in CONCLUDED if by_status[status]]
    total, under_review = by_status.total(), by_status[Standing.UNDER_REVIEW]
    return Tally(counts, under_review, total, settings.SPEAKER_TALLIES)
