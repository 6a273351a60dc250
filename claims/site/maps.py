"""The maps: which claims contradict, support, repeat, update, narrow or correct each other."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims.choices import RelationState
from claims.models import Claim, Publication, Relation, Topic
from claims.presentation.relation_graph import connected
from claims.site import rows
from claims.site.entities import named_topic
from claims.site.frame import internal, public, show
from claims.site.map_svg import drawn
from claims.site.speakers import asked
from sources.models import Speaker

# A map holds so many claims, so far from where it starts; of a speaker or a topic the latest are
# looked through for some that have relations.
MOST, STEPS, LATEST = 60, 3, 300
_RELATED = '"relations":[{'


@public
def of_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Around one claim, along what is published."""
    found = rows.named(connected([pk], steps=STEPS, most=MOST))
    if pk not in found or found[pk].is_withdrawn:
        raise Http404
    context = {"name": found[pk].text, "of": reverse("site:claim", args=[pk])}
    twin = reverse("site:working-claim-map", args=[pk])
    return _shown(request, context, found, [pk], twin)


@public
def of_speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """Around what a speaker is named as having said."""
    speaker = asked(pk)
    if speaker is None:
        raise Http404
    said = Publication.objects.listed().by_speaker(speaker.pk)
    context = {"name": speaker.name, "of": reverse("site:speaker", args=[speaker.pk])}
    twin = reverse("site:working-speaker-map", args=[speaker.pk])
    return _shown(request, context, _around(said), [], twin)


@public
def of_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Among the claims on a topic, and what they lead to."""
    name = named_topic(slug)["name"]
    context = {"name": name, "of": reverse("site:topic", args=[slug])}
    twin = reverse("site:working-topic-map", args=[slug])
    return _shown(request, context, _around(Publication.objects.listed().on_topic(slug)), [], twin)


@internal
def working_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Around one claim, along every confirmed relation."""
    found = rows.at_work(connected([pk], steps=STEPS, most=MOST, desk=True))
    if pk not in found:
        raise Http404
    context = {"name": found[pk].text, "of": found[pk].url}
    is_public = Publication.objects.listed().filter(claim=pk).exists()
    twin = reverse("site:claim-map", args=[pk]) if is_public else ""
    return _shown(request, {**context, "inside": True}, found, [pk], twin)


@internal
def working_speaker(request: HttpRequest, pk: int) -> HttpResponse:
    speaker = Speaker.objects.pooled().filter(pk=pk).first()
    if speaker is None:
        raise Http404
    context = {"name": speaker.name, "of": reverse("site:working-speaker", args=[pk])}
    found = _at_work_around(Claim.objects.by_speaker(pk))
    return _shown(request, {**context, "inside": True}, found, [], "")


@internal
def working_topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        raise Http404
    context = {"name": topic.name, "of": reverse("site:working-topic", args=[slug])}
    found = _at_work_around(Claim.objects.on_topic(slug))
    return _shown(request, {**context, "inside": True}, found, [], "")


def _around(said: Any) -> dict[int, rows.Row]:
    latest = said.order_by("-number").values_list("claim", "body")[:LATEST]
    related = [claim for claim, body in latest if _RELATED in body][:MOST]
    return rows.named(connected(related, steps=1, most=MOST)) if related else {}


def _at_work_around(claims: Any) -> dict[int, rows.Row]:
    ends = Q(from_claim__in=claims) | Q(to_claim__in=claims)
    confirmed = Relation.objects.filter(ends, state=RelationState.CONFIRMED).order_by("-pk")
    pairs = confirmed.values_list("from_claim", "to_claim")[:MOST]
    related = {number for pair in pairs for number in pair}
    return rows.at_work(connected(related, steps=0, most=MOST, desk=True)) if related else {}


def _shown(
    request: HttpRequest,
    context: dict[str, Any],
    found: dict[int, rows.Row],
    lonely: list[int],
    twin: str,
) -> HttpResponse:
    listed = {number: row for number, row in found.items() if not row.is_withdrawn}
    context |= {"drawing": drawn(listed, lonely=lonely), "start": lonely}
    return show(request, "site/map.html", context, twin=twin)
