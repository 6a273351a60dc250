"""The page of a claim: the statement, both answers, and what they are based on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
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
from claims.formats import working_objects
from claims.formats.claimreview import blocks, review, script_text, with_signing
from claims.models import Claim, Publication
from claims.presentation import holds
from claims.presentation.chip import chip_text
from claims.presentation.origins import origins_of
from claims.presentation.own_words import own_words
from claims.presentation.prose import credited
from claims.presentation.quotes_in_context import QuotedPassage, in_context, once_each
from claims.presentation.relation_graph import connected
from claims.publication import point_in_time, rationale
from claims.publication.addresses import absolute, address, cited, in_language
from claims.publication.labels import in_words, label_of
from claims.publication.representation import AppearanceBody, ClaimBody, EvidenceBody, RelationBody
from claims.publication.signatures import keys_of
from claims.publication.translations import in_readers_language, translation_of
from claims.querysets.of_claim import RowsOfClaim
from claims.search.speakers import nameable_speakers
from claims.site import chart_svg, translations
from claims.site.claim_history import Change, history_of
from claims.site.frame import internal, public, reads_desk, show
from claims.site.language import other_than_the_page
from claims.site.rows import COLUMNS, READABLE, Row, published_rows, working_rows
from claims.transparency.log import current_checkpoint
from newsroom.errors import Refused
from newsroom.quotation import quoted
from sources.models import Speaker
from sources.querysets import SpeakerQuerySet

# A chart of a count: updates followed from this claim, and claims in all.
SERIES, UPDATES = 40, 60
# Built once, and with what the claim's ClaimReview needs, so that its row is read once.
_CURRENT = RowsOfClaim(with_signing(READABLE))


@dataclass(frozen=True)
class ShownAppearance:
    appearance: AppearanceBody
    quotes: list[QuotedPassage]


@dataclass(frozen=True)
class Answer:
    """``code``: the value, for its colour and shape; ``about``: the question, as evidence has it;
    ``evidence``: for, against, context, without empty groups.
    """

    question: str
    about: str
    code: str
    words: str
    meaning: str
    evidence: list[tuple[str, list[EvidenceBody]]]

    @property
    def pieces(self) -> int:
        return sum(len(found) for _direction, found in self.evidence)


@dataclass(frozen=True)
class RelatedClaim:
    """A relation, with the claim at its other end."""

    relation: RelationBody
    row: Row

    @property
    def words(self) -> str:
        """What this claim does to the other, or the other to this one."""
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
            RelationKind.UPDATES: pgettext("relation", "Updates"),
            RelationKind.NARROWS: _("Narrows"),
            RelationKind.CORRECTS: _("Corrects"),
        }
        kind = RelationKind(self.relation["relation"])
        return (inward if self.relation["direction"] == "in" else outward).get(
            kind, str(kind.label)
        )


@dataclass(frozen=True)
class Earliest:
    """The first of the claims that say the same, of which the day is known; ``total``: of how many."""

    row: Row
    total: int


@public
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public may read of the claim, now or at the point in time in ``?as_of=``."""
    moment = None
    if "as_of" in request.GET:
        try:
            moment = point_in_time.read(request.GET["as_of"])
        except Refused as refused:
            invalid = {"sentence": refused.sentence, "page": request.path}
            return show(request, "site/invalid_date.html", invalid, status=400)
    publication: Any
    if moment is None:
        publication = next(iter(_CURRENT(pk)), None)
        if publication is None:
            raise Http404
    else:
        readable = Publication.objects.readable_as_of(*moment).only(*COLUMNS).served()
        publication = get_object_or_404(readable, claim=pk)
    original: ClaimBody = json.loads(publication.served)
    body = in_readers_language(original)
    history = history_of(pk, moment)
    context: dict[str, Any] = {
        "publication": publication,
        "number": pk,
        "body": body,
        "history": history,
        "moment": moment,
        "url": absolute(path := reverse("site:claim", args=[pk])),
        "cited_url": cited(path),
        "desk_page": reverse("admin:claims_claim_change", args=[pk]),
    }
    counterpart = reverse("site:working-claim", args=[pk])
    if publication.standing == Standing.WITHDRAWN:
        return show(request, "site/withdrawn.html", context, counterpart=counterpart)
    related = published_rows([each["claim"] for each in body["relations"]], moment)
    nameable = nameable_speakers()
    context |= _content(body, related, desk=reads_desk(request)) | {
        "chip": chip_text(body, publication.standing),
        "citation": _citation(body, publication.standing),
        "described": body["summary"],
        "linked": _linked(body, related, nameable) if moment is None else set(),
        "corrections": _corrections(history),
        "this_version": [each for each in history if each.publication.number == publication.number],
        "earlier_versions": [
            each for each in history if each.publication.number != publication.number
        ],
        "reopened": _latest(history, PublicationEvent.REOPENED) if body.get("reason") else None,
        "keys": keys_of(body),
        "translation": translations.shown(publication, original),
        "outdated": translations.outdated(body, history) if moment is None else None,
        "corrected_translation": translations.last_corrected(body, history),
        "signing": _latest(history, PublicationEvent.SIGNED) or _signing(publication),
    }
    if moment is None:
        # Sites that show the picture keep it for long, so each publication has its own address.
        card = reverse("site:card", args=[pk])
        translated = context["translation"] is not None
        card = in_language(card, get_language() or "") if translated else absolute(card)
        context["card"] = f"{card}?{publication.number}"
        context["chart"] = _chart(pk, body)
        context["earliest"] = _earliest(pk, body)
        context["json_ld"] = _claim_review(publication, original)
        context["checkpoint"] = current_checkpoint(publication.number)
    return show(request, "site/claim.html", context, counterpart=counterpart)


@internal
def working(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(working_objects.for_working(Claim.objects.all()), pk=pk)
    body = cast("ClaimBody", working_objects.working(found, ""))
    related = working_rows([each["claim"] for each in body["relations"]])
    publication = Publication.objects.current().filter(claim=pk).only(*COLUMNS).first()
    context = {
        "inside": True,
        "body": body,
        "number": pk,
        "never_published": publication is None,
        "hold": holds.in_words(
            is_offline=publication is not None and publication.standing == Standing.HIDDEN,
            is_held=bool(found.holds_now),
        ),
        "linked": _linked(body, related, Speaker.objects.pooled()),
        "desk": reverse("admin:claims_claim_change", args=[pk]),
        "chip": chip_text(body),
        "earliest": _earliest(pk, body, desk=True),
        **_content(body, related, desk=True),
    }
    is_public = publication and publication.standing != Standing.HIDDEN and not publication.withheld
    counterpart = reverse("site:claim", args=[pk]) if is_public else ""
    return show(request, "site/claim.html", context, counterpart=counterpart)


def _content(body: ClaimBody, related: Mapping[int, Row], *, desk: bool) -> dict[str, Any]:
    """What the page shows of a body, published or working."""
    shown = [
        RelatedClaim(each, related[each["claim"]])
        for each in body["relations"]
        if each["claim"] in related
    ]
    quotes = in_context(body, desk=desk)
    appearances = [
        ShownAppearance(each, once_each(shown_quotes))
        for each, shown_quotes in zip(body["appearances"], quotes, strict=True)
    ]
    contradicts = RelationKind.CONTRADICTS
    return {
        "appearances": sorted(appearances, key=lambda each: not each.appearance["first_known"]),
        "own_words": own_words(body),
        "origins": (origins := origins_of(body["appearances"])),
        "copied": origins < len(appearances),
        "contradictions": [each for each in shown if each.relation["relation"] == contradicts],
        "related": [each for each in shown if each.relation["relation"] != contradicts],
        "answers": _answers(body),
        "rationale": rationale.as_html(body),
        "evidence_in_english": any(
            other_than_the_page(each["description"]) for each in body["evidence"]
        ),
        "taken_down": any(
            part.get("taken_down") for part in (*body["appearances"], *body["evidence"])
        ),
    }


def _evidence(body: ClaimBody, about: Bears) -> list[tuple[str, list[EvidenceBody]]]:
    pieces = [piece for piece in body["evidence"] if piece["bears_on"] == about]
    return [
        (direction.value, found)
        for direction in Direction
        if (found := [piece for piece in pieces if piece["direction"] == direction])
    ]


def _answers(body: ClaimBody) -> list[Answer]:
    attribution, status = body["attribution"], Status(body["status"])
    words, meaning = _("Not concluded yet"), ""
    if attribution:
        value = Attribution(attribution)
        words, meaning = str(value.public), str(value.meaning)
    rating = public_rating(status, body["nature"], attribution)
    # Of what is not rated the words hold the reason.
    rating_meaning = "" if status == Status.UNRATED else str(status.meaning)
    if label := label_of(body):
        name, definition = in_words(label)
        rating_meaning = f"{definition.rstrip('.')} ({rating})"
        rating = name
    on_words, on_truth = _evidence(body, Bears.SAID), _evidence(body, Bears.SO)
    return [
        Answer(_("Did they say it?"), Bears.SAID, attribution, words, meaning, on_words),
        Answer(_("Is it true?"), Bears.SO, status, rating, rating_meaning, on_truth),
    ]


def _citation(body: ClaimBody, standing: str) -> str:
    return f"{chip_text(body, standing)}: {quoted(body['text'])} ({credited(body)})."


def _latest(history: list[Change], event: PublicationEvent) -> Publication | None:
    return next((each.publication for each in history if each.publication.event == event), None)


def _signing(publication: Publication) -> Publication | None:
    """The last signing, of a claim with a history too long to be shown whole."""
    of_claim = Publication.objects.filter(claim=publication.claim_id)
    signed = of_claim.filter(event=PublicationEvent.SIGNED, number__lte=publication.number)
    return signed.only("number", "published_at").order_by("-number").first()


def _corrections(history: list[Change]) -> list[Change]:
    """Changes of what was signed; the page announces the latest at its top."""
    events = (PublicationEvent.SIGNED, PublicationEvent.CORRECTED)
    return [each for each in history if each.differences and each.publication.event in events]


def _chart(number: int, body: ClaimBody) -> chart_svg.Chart | None:
    if not chart_svg.is_updated(Row(number, "", "", body)):
        return None
    found = connected([number], kinds=[RelationKind.UPDATES], steps=SERIES, most=UPDATES)
    return chart_svg.series(row for row in published_rows(found).values() if not row.is_withdrawn)


def _earliest(number: int, body: ClaimBody, *, desk: bool = False) -> Earliest | None:
    """Of the claim, those that it repeats and those that repeat it, directly or through others."""
    if all(each["relation"] != RelationKind.REPEATS for each in body["relations"]):
        return None
    same = connected([number], kinds=[RelationKind.REPEATS], steps=SERIES, most=UPDATES, desk=desk)
    rows = (working_rows if desk else published_rows)(same).values()
    dated_rows = [row for row in rows if not row.is_withdrawn and row.first_day]
    first = min(dated_rows, key=lambda row: (row.first_day, row.number), default=None)
    return Earliest(first, len(rows)) if first else None


def _claim_review(publication: Any, body: ClaimBody) -> str:
    """The page's ClaimReview, empty where there is none."""
    if blocks(body):
        return ""
    translation = translation_of(body)
    language = translation["language"] if translation else None
    return script_text(review(publication, body, address, language))


def _linked(body: ClaimBody, related: Mapping[int, Row], among: SpeakerQuerySet) -> set[int]:
    """The speakers named on the page who have a page."""
    role = body["speaker"]["role"]
    named = [
        body["speaker"]["id"],
        role["organisation"]["id"] if role and role["organisation"] else None,
        *(
            hop["speaker"]["id"]
            for appearance in body["appearances"]
            for hop in appearance["relayed_from"]
            if hop["speaker"]
        ),
        *(row.speaker["id"] for row in related.values() if not row.is_withdrawn),
    ]
    found = among.filter(pk__in={*named} - {None}).order_by()
    return set(found.values_list("pk", flat=True))
