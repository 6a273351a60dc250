"""The pages of a source, a publisher and a topic, public and of working claims."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from claims.formats import json_objects
from claims.models import Claim, Publication, Topic
from claims.presentation import marked_text, source_stamps
from claims.presentation.highlights import claims_appearing_in, segments
from claims.publication.representation import ClaimBody, TopicBody, source_body
from claims.querysets import PublicationQuerySet
from claims.site import timeline_svg
from claims.site.frame import internal, public, show
from claims.site.pagination import published_page, working_page
from claims.site.rows import linked_speakers, published_rows
from claims.site.tags import titled
from sources.choices import CaptureMethod
from sources.models import ArchivedCopy, Publisher, Snapshot, Source

LISTED = Publication.objects.listed
SNAPSHOTS = 20
BODIES_READ = 100


@public
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """As the latest listed claim that names it does, with the claims in it."""
    naming = LISTED().naming_source(pk)
    named = json_objects.source(_latest_body(naming), pk, "")
    copies = ArchivedCopy.objects.for_readers().filter(source=pk)
    bodies = _bodies(naming)
    cited = published_rows([claim for claim, _standing, body in bodies if not _texts_in(body, pk)])
    context = {
        "cited": [] if "after" in request.GET else list(cited.values()),
        "obtained": _obtained(bodies, pk),
        "copies": copies,
        "marked": (marked := marked_text.of_source(pk, bodies)),
        # A link to a claim's words leads into the text where it is shown, else to the claim in the list.
        "anchors_in_text": marked.claims if marked and "after" not in request.GET else set(),
        "stamped": source_stamps.of_texts(pk, _texts(bodies, pk)),
    }
    return _published(request, "source", pk, named, LISTED().in_source(pk), context)


def _bodies(naming: PublicationQuerySet) -> list[tuple[int, str, ClaimBody]]:
    """Of the latest claims, with their numbers and standing."""
    rows = naming.order_by("-number").values_list("claim", "standing", "body")[:BODIES_READ]
    return [(claim, standing, json.loads(text)) for claim, standing, text in rows]


def _texts(bodies: Sequence[tuple[int, str, ClaimBody]], source: int) -> set[str]:
    """The hashes of its texts that these claims quote."""
    return {text for _claim, _standing, body in bodies for text in _texts_in(body, source)}


def _texts_in(body: ClaimBody, source: int) -> set[str]:
    """Empty for a claim that has only evidence from there."""
    return {
        each["snapshot"]["text_sha256"]
        for each in body["appearances"]
        if each["source"]["id"] == source
    }


def _obtained(bodies: Sequence[tuple[int, str, ClaimBody]], source: int) -> list[str]:
    """How texts of the source reached us, by what the latest claims with quotes from it say."""
    found: set[str] = set()
    for _claim, _standing, body in bodies:
        found |= {
            each["snapshot"]["method"]
            for each in body["appearances"]
            if each["source"]["id"] == source
        }
        found |= {
            each["snapshot_method"]
            for each in body["evidence"]
            if each["snapshot_method"] and each["source"] and each["source"]["id"] == source
        }
    return [method for method in CaptureMethod.values if method in found]


@internal
def working_source(request: HttpRequest, pk: int) -> HttpResponse:
    """With a captured text, the one last seen unless another is chosen, and its quotes marked."""
    found = get_object_or_404(Source.objects.select_related("publisher"), pk=pk)
    snapshots = list(Snapshot.objects.filter(source=pk).without_text().latest_first()[:SNAPSHOTS])
    chosen = request.GET.get("snapshot", "")
    shown = next((each for each in snapshots if str(each.pk) == chosen), None)
    if shown is None and snapshots:
        shown = Snapshot.objects.filter(source=pk).last_seen().first() or snapshots[0]
    context = {
        "source": source_body(found),
        "snapshots": snapshots,
        "snapshot": shown,
        "obtained": [
            each for each in CaptureMethod.values if each in {s.method for s in snapshots}
        ],
        "segments": _with_notes(segments(shown)) if shown else [],
        "quoting": claims_appearing_in(shown) if shown else [],
        "desk": reverse("admin:sources_source_change", args=[pk]),
    }
    return _working(request, "source", pk, context, LISTED().naming_source(pk))


def _with_notes(pieces: list[tuple[str, list[int]]]) -> list[marked_text.Segment]:
    following = [*(numbers for _words, numbers in pieces[1:]), []]
    begun: set[int] = set()
    found = []
    for (words, numbers), after in zip(pieces, following, strict=True):
        notes = [marked_text.Note(each) for each in numbers if each not in after]
        begins = [each for each in numbers if each not in begun]
        begun.update(begins)
        found.append(marked_text.Segment(words, bool(numbers), notes, begins))
    return found


@public
def publisher(request: HttpRequest, pk: int) -> HttpResponse:
    named = json_objects.publisher(_latest_body(LISTED().naming_publisher(pk)), pk, "")
    return _published(request, "publisher", pk, named, LISTED().from_publisher(pk))


@internal
def working_publisher(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Publisher, pk=pk)
    context = {
        "publisher": {"id": found.pk, "name": found.name},
        "listed": working_page(request, Claim.objects.from_publisher(pk)),
    }
    return _working(request, "publisher", pk, context, LISTED().naming_publisher(pk))


@public
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    return _published(request, "topic", slug, named_topic(slug), LISTED().on_topic(slug))


@internal
def working_topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Topic, slug=slug)
    context = {
        "topic": {"slug": found.slug, "name": found.name},
        "listed": working_page(request, Claim.objects.on_topic(slug)),
    }
    return _working(request, "topic", slug, context, LISTED().on_topic(slug))


def _published(
    request: HttpRequest,
    kind: str,
    key: int | str,
    named: Any,
    claims: PublicationQuerySet,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    listed = published_page(request, claims)
    cited = (more or {}).get("cited", ())
    context = {
        kind: named,
        # The search that finds the same claims: its feed is the page's. It finds none that are only evidence.
        "own_feed": urlencode({kind: key}) if listed.rows or not cited else "",
        "own_feed_title": titled(named) if kind == "source" else named["name"],
        "listed": listed,
        "linked": linked_speakers([*listed.rows, *cited]),
        "dots": timeline_svg.drawn(claims) if kind == "topic" and listed.is_first else None,
        **(more or {}),
    }
    counterpart = reverse(f"site:working-{kind}", args=[key])
    return show(request, f"site/{kind}.html", context, counterpart=counterpart)


def _working(
    request: HttpRequest,
    kind: str,
    key: int | str,
    context: Mapping[str, Any],
    naming: PublicationQuerySet,
) -> HttpResponse:
    """``naming``: the publications without which there is no public page."""
    counterpart = reverse(f"site:{kind}", args=[key]) if naming.exists() else ""
    context = {"inside": True, **context}
    return show(request, f"site/{kind}.html", context, counterpart=counterpart)


def named_topic(slug: str) -> TopicBody:
    """The topic as the latest listed claim on it names it; 404 where there is none."""
    body = _latest_body(LISTED().on_topic(slug))
    found: TopicBody = next(each for each in body["topics"] if each["slug"] == slug)
    return found


def _latest_body(publications: PublicationQuerySet) -> Any:
    """404 where there is none."""
    text = publications.order_by("-number").values_list("body", flat=True).first()
    if text is None:
        raise Http404
    return json.loads(text)
