"""Maps: which claims contradict, support, repeat, update, narrow or correct each other."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from claims.choices import RelationState
from claims.models import Claim, Publication, Relation, Topic
from claims.presentation.chip import chip_text
from claims.presentation.relation_graph import connected
from claims.publication.addresses import link
from claims.querysets import PublicationQuerySet
from claims.site.entities import named_topic
from claims.site.frame import internal, public, show
from claims.site.map_svg import COMPACT, drawn, listed
from claims.site.rows import Row, published_rows, working_rows
from claims.site.speakers import public_speaker
from sources.models import Speaker

# Claims on a map, relations from the claim it starts with, and how many of the latest claims of a
# speaker or topic are searched for relations.
MOST, STEPS, LATEST = 60, 3, 300
_RELATED = '"relations":[{'


@public
def of_claim(request: HttpRequest, pk: int) -> HttpResponse:
    found = published_rows(connected([pk], steps=STEPS, most=MOST))
    if pk not in found or found[pk].is_withdrawn:
        raise Http404
    counterpart = reverse("site:working-claim-map", args=[pk])
    return _of_claim(request, pk, found, counterpart, inside=False)


@internal
def working_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Along every confirmed relation, published or not."""
    found = working_rows(connected([pk], steps=STEPS, most=MOST, desk=True))
    if pk not in found:
        raise Http404
    is_public = Publication.objects.listed().filter(claim=pk).exists()
    counterpart = reverse("site:claim-map", args=[pk]) if is_public else ""
    return _of_claim(request, pk, found, counterpart, inside=True)


@public
def of_speaker(request: HttpRequest, pk: int) -> HttpResponse:
    speaker = public_speaker(pk)
    claims = Publication.objects.listed().by_speaker(speaker.pk)
    return _published(request, "speaker", speaker.pk, speaker.name, claims)


@internal
def working_speaker(request: HttpRequest, pk: int) -> HttpResponse:
    speaker = get_object_or_404(Speaker.objects.pooled(), pk=pk)
    claims = Claim.objects.by_speaker(pk).values("pk")
    return _working(request, "speaker", pk, speaker.name, claims)


@public
def of_topic(request: HttpRequest, slug: str) -> HttpResponse:
    name = named_topic(slug)["name"]
    return _published(request, "topic", slug, name, Publication.objects.listed().on_topic(slug))


@internal
def working_topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    claims = Claim.topics.through.objects.filter(topic=topic).values("claim")
    return _working(request, "topic", slug, topic.name, claims)


def _of_claim(
    request: HttpRequest, pk: int, found: dict[int, Row], counterpart: str, *, inside: bool
) -> HttpResponse:
    row = found[pk]
    context = {
        "inside": inside,
        "name": row.text,
        "chip": chip_text(row.body, row.standing),
        "of": row.url,
        "start": [pk],
    }
    return _map(request, context, found, counterpart)


def _published(
    request: HttpRequest, kind: str, key: int | str, name: str, claims: PublicationQuerySet
) -> HttpResponse:
    latest = claims.served().order_by("-number").values_list("claim", "served")[:LATEST]
    related = [claim for claim, body in latest if _RELATED in body][:MOST]
    found = published_rows(connected(related, steps=1, most=MOST)) if related else {}
    context = {"name": name, "of": link(f"site:{kind}", key)}
    return _map(request, context, found, reverse(f"site:working-{kind}-map", args=[key]))


def _working(
    request: HttpRequest, kind: str, key: int | str, name: str, claims: QuerySet[Any]
) -> HttpResponse:
    """``claims``: their numbers."""
    confirmed = Relation.objects.filter(state=RelationState.CONFIRMED).order_by("-pk")
    rows = confirmed.values_list("pk", "from_claim", "to_claim")
    # Each end by itself: of "either end" PostgreSQL reads every relation.
    either = rows.filter(from_claim__in=claims)[:MOST].union(
        rows.filter(to_claim__in=claims)[:MOST]
    )
    related = {number for _pk, *ends in either.order_by("-pk")[:MOST] for number in ends}
    found = working_rows(connected(related, steps=0, most=MOST, desk=True)) if related else {}
    context = {"inside": True, "name": name, "of": reverse(f"site:working-{kind}", args=[key])}
    return _map(request, context, found, "")


def _map(
    request: HttpRequest, context: dict[str, Any], found: dict[int, Row], counterpart: str
) -> HttpResponse:
    shown = {number: row for number, row in found.items() if not row.is_withdrawn}
    always = context.get("start", ())
    context["drawing"] = drawn(shown, always=always)
    context["small_drawing"] = drawn(shown, always=always, row_height=COMPACT)
    context["listed"] = listed(context["drawing"])
    return show(request, "site/map.html", context, counterpart=counterpart)
