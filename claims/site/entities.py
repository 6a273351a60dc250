"""The pages of what claims name: a source, a publisher, a topic."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims.formats import json_objects
from claims.models import Claim, Publication, Topic
from claims.presentation.highlights import quoting, stretches
from claims.publication.representation import TopicBody, source_body
from claims.site.frame import internal, public, show
from claims.site.pagination import at_work_by_day_said, by_day_said
from claims.site.rows import linked
from sources.models import Publisher, Snapshot, Source

LISTED = Publication.objects.listed


@public
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """A source that listed claims name, as the latest of them does, and the claims in it."""
    said = _latest(LISTED().naming_source(pk))
    named = json_objects.source(said, pk, "")
    listed = by_day_said(request, LISTED().in_source(pk))
    context = {"source": named, "listed": listed, "linked": linked(listed.rows)}
    twin = reverse("site:working-source", args=[pk])
    return show(request, "site/source.html", context, twin=twin)


@internal
def working_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Any source, with the text that it was last seen with, every claim marked in it."""
    found = Source.objects.select_related("publisher").filter(pk=pk).first()
    if found is None:
        raise Http404
    snapshots = list(Snapshot.objects.filter(source=pk).without_text().latest_first()[:20])
    asked = request.GET.get("snapshot", "")
    shown = next((each for each in snapshots if str(each.pk) == asked), None)
    if shown is None and snapshots:
        shown = Snapshot.objects.filter(source=pk).last_seen().first() or snapshots[0]
    context: dict[str, Any] = {
        "inside": True,
        "source": source_body(found),
        "snapshots": snapshots,
        "snapshot": shown,
        "stretches": _noted(stretches(shown)) if shown else [],
        "quoting": quoting(shown) if shown else [],
        "desk": reverse("admin:sources_source_change", args=[pk]),
    }
    is_named = LISTED().naming_source(pk).exists()
    twin = reverse("site:source", args=[pk]) if is_named else ""
    return show(request, "site/source.html", context, twin=twin)


@public
def publisher(request: HttpRequest, pk: int) -> HttpResponse:
    """A publisher of such sources, and the claims in them."""
    said = _latest(LISTED().naming_publisher(pk))
    named = json_objects.publisher(said, pk, "")
    listed = by_day_said(request, LISTED().from_publisher(pk))
    context = {"publisher": named, "listed": listed, "linked": linked(listed.rows)}
    twin = reverse("site:working-publisher", args=[pk])
    return show(request, "site/publisher.html", context, twin=twin)


def _noted(pieces: list[tuple[str, list[int]]]) -> list[tuple[str, bool, list[int]]]:
    """Each piece of the text, whether claims quote it, and those of them whose words end with it."""
    following = [*(numbers for _words, numbers in pieces[1:]), []]
    return [
        (words, bool(numbers), [number for number in numbers if number not in after])
        for (words, numbers), after in zip(pieces, following, strict=True)
    ]


@internal
def working_publisher(request: HttpRequest, pk: int) -> HttpResponse:
    """Any publisher, with every claim in its sources."""
    found = Publisher.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    context = {
        "inside": True,
        "publisher": {"id": found.pk, "name": found.name},
        "listed": at_work_by_day_said(request, Claim.objects.from_publisher(pk)),
    }
    is_named = LISTED().naming_publisher(pk).exists()
    twin = reverse("site:publisher", args=[pk]) if is_named else ""
    return show(request, "site/publisher.html", context, twin=twin)


@public
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic that listed claims have, called as the latest of them calls it."""
    named = named_topic(slug)
    listed = by_day_said(request, LISTED().on_topic(slug))
    context = {"topic": named, "listed": listed, "linked": linked(listed.rows)}
    twin = reverse("site:working-topic", args=[slug])
    return show(request, "site/topic.html", context, twin=twin)


@internal
def working_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Any topic, with every claim on it."""
    found = Topic.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    context = {
        "inside": True,
        "topic": {"slug": found.slug, "name": found.name},
        "listed": at_work_by_day_said(request, Claim.objects.on_topic(slug)),
    }
    is_named = LISTED().on_topic(slug).exists()
    twin = reverse("site:topic", args=[slug]) if is_named else ""
    return show(request, "site/topic.html", context, twin=twin)


def named_topic(slug: str) -> TopicBody:
    """The topic as the latest listed claim on it calls it; without one there is no page."""
    said = _latest(LISTED().on_topic(slug))
    found: TopicBody = next(each for each in said["topics"] if each["slug"] == slug)
    return found


def _latest(found: Any) -> Any:
    """The body of the latest of these publications; without one there is no page."""
    body = found.order_by("-number").values_list("body", flat=True).first()
    if body is None:
        raise Http404
    return json.loads(body)
