"""The page of a claim: what was said, both answers, and everything that they rest on."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.choices import (
    Attribution,
    Bears,
    Direction,
    PublicationEvent,
    RelationKind,
    Standing,
    Status,
    public_rating,
)
from claims.formats import json_objects
from claims.formats.claimreview import blocks, dated, review, script_text
from claims.models import Claim, Publication
from claims.presentation.chip import chip_text
from claims.presentation.origins import independent_origins
from claims.presentation.prose import Row as Difference
from claims.presentation.prose import compare
from claims.presentation.quotes_in_context import Quoted, in_context
from claims.presentation.relation_graph import connected
from claims.publication import point_in_time
from claims.publication.addresses import absolute, address
from claims.publication.point_in_time import Moment
from claims.publication.representation import AppearanceBody, ClaimBody, EvidenceBody, RelationBody
from claims.site import chart_svg, rows
from claims.site.frame import internal, public, reads_desk, show
from claims.site.rows import READ, Row
from claims.site.tags import person, post
from newsroom.errors import Refused
from sources.models import Speaker
from sources.querysets import SpeakerQuerySet

# So many changes are told one by one; the API has all of them.
HISTORY = 100
# A count is followed along so many updates of it.
SERIES, UPDATES = 40, 60


@dataclass(frozen=True)
class Place:
    """One appearance, its quotes in their context, and its way to us."""

    appearance: AppearanceBody
    quotes: list[Quoted]


@dataclass(frozen=True)
class Answer:
    """``code``: the value, for its colour and shape."""

    code: str
    words: str
    meaning: str


@dataclass(frozen=True)
class Edge:
    """A relation, with the claim at its other end."""

    relation: RelationBody
    other: Row

    @property
    def words(self) -> str:
        """What this claim does to the other, or the other to it."""
        inward = {
            RelationKind.SUPPORTS: _("Supported by"),
            RelationKind.REPEATS: _("Repeated by"),
            RelationKind.UPDATES: _("Updated by"),
            RelationKind.NARROWS: _("Narrowed by"),
            RelationKind.CORRECTS: _("Corrected by"),
        }
        outward = {
            RelationKind.CONTRADICTS: _("Contradicts"),
            RelationKind.SUPPORTS: _("Supports"),
            RelationKind.REPEATS: _("Repeats"),
            RelationKind.UPDATES: _("Updates"),
            RelationKind.NARROWS: _("Narrows"),
            RelationKind.CORRECTS: _("Corrects"),
        }
        kind = RelationKind(self.relation["relation"])
        return (inward if self.relation["direction"] == "in" else outward).get(
            kind, str(kind.label)
        )


@dataclass(frozen=True)
class Told:
    """One change of what the public sees; ``changes``: from the row before, where both may be read."""

    row: Publication
    says: ClaimBody | None
    changes: list[Difference]


@public
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public may read of one claim, now or at the moment that ``?as_of=`` names."""
    moment = None
    if "as_of" in request.GET:
        try:
            moment = point_in_time.read(request.GET["as_of"])
        except Refused as refused:
            asked = {"sentence": refused.sentence, "page": request.path}
            return show(request, "site/misunderstood.html", asked, status=400)
    row = _row(pk, moment)
    if row is None:
        raise Http404
    said: ClaimBody = json.loads(row.served)
    history = _history(pk, moment)
    twin = reverse("site:working-claim", args=[pk])
    context = {
        "row": row,
        "number": pk,
        "said": said,
        "history": history,
        "moment": moment,
        "asked": request.GET.get("as_of", ""),
        "url": absolute(reverse("site:claim", args=[pk])),
    }
    if row.standing == Standing.WITHDRAWN:
        return show(request, "site/tombstone.html", context, twin=twin)
    others = rows.named([each["claim"] for each in said["relations"]], moment)
    context |= _words(said, others, desk=reads_desk(request))
    context |= {"chip": chip_text(said, row.standing), "citation": _citation(said, row.standing)}
    nameable = Speaker.objects.nameable()
    context["linked"] = _linked(said, others, nameable) if moment is None else set()
    context["corrections"] = _corrections(history)
    context["reopened"] = (
        _latest(history, PublicationEvent.REOPENED) if said.get("reason") else None
    )
    if moment is None:
        # Its address changes with what it says: others keep pictures for long.
        picture = reverse("site:card", args=[pk])
        context["card"] = f"{absolute(picture)}?{row.number}"
        context["chart"] = _series(pk, said)
        context["json_ld"] = _claim_review(pk, said)
    return show(request, "site/claim.html", context, twin=twin)


@internal
def working(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim in its present state."""
    found = json_objects.for_working(Claim.objects.filter(pk=pk)).first()
    if found is None:
        raise Http404
    said = cast("ClaimBody", json_objects.working(found, ""))
    others = rows.at_work([each["claim"] for each in said["relations"]])
    told = Publication.objects.current().filter(claim=pk).only(*READ).first()
    context = {
        "inside": True,
        "said": said,
        "claim": found,
        "number": pk,
        "told": told,
        "linked": _linked(said, others, Speaker.objects.pooled()),
        "desk": reverse("admin:claims_claim_change", args=[pk]),
        "url": absolute(reverse("site:working-claim", args=[pk])),
        "chip": chip_text(said),
        **_words(said, others, desk=True),
    }
    is_shown = told is not None and told.standing != Standing.HIDDEN and not told.withheld
    twin = reverse("site:claim", args=[pk]) if is_shown else ""
    return show(request, "site/claim.html", context, twin=twin)


def _row(number: int, moment: Moment | None) -> Any:
    if moment is None:
        found = Publication.objects.readable()
    else:
        found = Publication.objects.readable_as_of(*moment)
    return found.filter(claim=number).only(*READ).served().first()


def _words(said: ClaimBody, others: Mapping[int, Row], *, desk: bool) -> dict[str, Any]:
    """What is read off a body, whether it was published or is at work."""
    edges = [
        Edge(each, others[each["claim"]]) for each in said["relations"] if each["claim"] in others
    ]
    quotes = in_context(said, desk=desk)
    places = [Place(*each) for each in zip(said["appearances"], quotes, strict=True)]
    return {
        # The first known, then the others.
        "places": sorted(places, key=lambda place: not place.appearance["first_known"]),
        "origins": independent_origins(said["appearances"]),
        "contradictions": [
            edge for edge in edges if edge.relation["relation"] == RelationKind.CONTRADICTS
        ],
        "relations": [
            edge for edge in edges if edge.relation["relation"] != RelationKind.CONTRADICTS
        ],
        "evidence": _weighed(said["evidence"]),
        "answers": _answers(said),
        "taken_down": any(
            part.get("taken_down") for part in (*said["appearances"], *said["evidence"])
        ),
    }


def _weighed(evidence: Iterable[EvidenceBody]) -> list[tuple[str, list[tuple[str, list[Any]]]]]:
    """By what it bears on, then for, against, context; what nothing is of is left out."""
    pieces = list(evidence)
    shown = []
    for bears in (Bears.SO, Bears.SAID):
        groups: list[tuple[str, list[Any]]] = []
        for direction in Direction:
            mine = [
                each
                for each in pieces
                if each["bears_on"] == bears and each["direction"] == direction
            ]
            if mine:
                groups.append((direction.value, mine))
        if groups:
            shown.append((bears.value, groups))
    return shown


def _answers(said: ClaimBody) -> list[tuple[str, Answer]]:
    """The two questions, each with its answer."""
    attribution, status = said["attribution"], Status(said["status"])
    if attribution:
        known = Attribution(attribution)
        who = Answer(attribution, str(known.public), str(known.meaning))
    else:
        who = Answer("", _("Not concluded yet"), "")
    rating = public_rating(status, said["nature"], attribution)
    meaning = "" if status == Status.UNRATED else str(status.meaning)
    return [
        (_("Did they say it?"), who),
        (_("Is it true?"), Answer(status, rating, meaning)),
    ]


def _citation(said: ClaimBody, standing: str) -> str:
    """A line to copy: both answers, the words and whose they are."""
    speaker = said["speaker"]
    who = ", ".join(part for part in (person(speaker), post(speaker["role"])) if part)
    return f"{chip_text(said, standing)}: “{said['text']}” ({who})."


def _history(number: int, moment: Moment | None) -> list[Told]:
    """What the public was told on which day, latest first, with what changed."""
    found = Publication.objects.filter(claim=number).only(*READ).served()
    if moment is not None:
        found = found.filter(number__lte=moment.number)
    told: list[Told] = []
    before: ClaimBody | None = None
    latest: list[Any] = list(found.order_by("-number")[:HISTORY])
    for row in reversed(latest):
        says: ClaimBody | None = json.loads(row.served) if row.served else None
        changes = [] if before is None or not says else _changes(before, says)
        told.append(Told(row, says, changes))
        before = says or before
    return told[::-1]


def _changes(before: ClaimBody, after: ClaimBody) -> list[Difference]:
    if "status" not in before or "status" not in after:
        return []
    # Why it is open again is said beside the row; who signs is said in each.
    said, says = (
        {key: value for key, value in each.items() if key not in ("reason", "signed")}
        for each in (before, after)
    )
    return [each for each in compare(said, says, public=True) if not each.same]


def _latest(history: list[Told], event: PublicationEvent) -> Publication | None:
    return next((told.row for told in history if told.row.event == event), None)


def _corrections(history: list[Told]) -> list[Told]:
    """Signed anew or corrected, with something changed: said at the top, never hidden."""
    return [
        told
        for told in history
        if told.changes and told.row.event in (PublicationEvent.SIGNED, PublicationEvent.CORRECTED)
    ]


def _series(number: int, said: ClaimBody) -> chart_svg.Chart | None:
    own = Row(number, "", "", said)
    if not chart_svg.is_updated(own):
        return None
    found = connected([number], kinds=[RelationKind.UPDATES], steps=SERIES, most=UPDATES)
    return chart_svg.series(row for row in rows.named(found).values() if not row.is_withdrawn)


def _claim_review(number: int, said: ClaimBody) -> str:
    """The page's ClaimReview, where there is one."""
    if blocks(said):
        return ""
    current = dated(Publication.objects.readable().filter(claim=number)).first()
    return script_text(review(current, said, address)) if current else ""


def _speakers(said: ClaimBody) -> set[int]:
    """The numbers of all whom the body names."""
    role = said["speaker"]["role"]
    named = [
        said["speaker"]["id"],
        role["organisation"]["id"] if role and role["organisation"] else None,
        *(
            hop["speaker"]["id"]
            for appearance in said["appearances"]
            for hop in appearance["relayed_from"]
            if hop["speaker"]
        ),
    ]
    return {number for number in named if number is not None}


def _linked(said: ClaimBody, others: Mapping[int, Row], among: SpeakerQuerySet) -> set[int]:
    """Those of them, and of those who said the other claims, who have a page."""
    theirs = {row.speaker["id"] for row in others.values() if not row.is_withdrawn}
    numbers = (_speakers(said) | theirs) - {None}
    return set(among.filter(pk__in=numbers).values_list("pk", flat=True))
