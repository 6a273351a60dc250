"""Side by side, with the differences marked: two claims; a quote as reported and as original."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from claims.admin.claim.answers import Answers, answers
from claims.choices import Bears, Direction, RelationKind, RelationState
from claims.models import Anchor, Claim, Evidence, Relation, Review
from claims.presentation.prose import Row, compare, differing, post
from claims.publication import document
from claims.publication.representation import ClaimBody
from newsroom.admin.actions import signed_in
from newsroom.models import User
from newsroom.permissions import may

AT_MOST = 20  # quotes on either side


@dataclass(frozen=True)
class Side:
    claim: Claim
    role: str
    answers: Answers


def two_claims(request: HttpRequest, number: int, other: int) -> HttpResponse:
    by = _reader(request)
    found = document.with_parts(Claim.objects.filter(pk__in=[number, other]))
    claims = {claim.pk: claim for claim in found}
    if len(claims) != 2:
        raise Http404
    left, right = claims[number], claims[other]
    bodies = {claim.pk: document.present(claim) for claim in (left, right)}
    rows = compare(dict(bodies[number]), dict(bodies[other]))
    relations = Relation.objects.of(number).of(other).select_related("decided_by", "suggested_by")
    context = {
        **site.each_context(request),
        "opts": Claim._meta,
        "title": _("Claims %(one)d and %(other)d, side by side") % {"one": number, "other": other},
        "sides": [_side(left, bodies[number]), _side(right, bodies[other])],
        "rows": rows,
        "relations": relations,
        "may_decide": may(by, "decide_relation"),
        "both_signed": left.concluded and right.concluded,
    }
    return TemplateResponse(request, "admin/claims/side_by_side.html", context)


def _side(claim: Claim, body: ClaimBody) -> Side:
    shown = answers(claim.status, claim.attribution, claim.nature, body.get("label"))
    return Side(claim, post(body["speaker"]["role"]), shown)


@dataclass(frozen=True)
class Quote:
    words: str
    where: str  # the source, in words
    snapshot_id: int


@dataclass(frozen=True)
class Pair:
    """A quote as reported, and as the original has it."""

    reported: Quote
    original: Quote
    row: Row


def quotes(request: HttpRequest, number: int) -> HttpResponse:
    _reader(request)
    claim = get_object_or_404(Claim.objects.select_related("speaker"), pk=number)
    reported = _quotes(Anchor.objects.filter(appearance__claim=number))
    original = originals(number)
    context = {
        **site.each_context(request),
        "opts": Claim._meta,
        "title": _("Quotes of claim %(number)d compared with the original") % {"number": number},
        "claim": claim,
        "pairs": [
            _pair(one, other)
            for one in reported
            for other in original
            if one.snapshot_id != other.snapshot_id
        ],
    }
    return TemplateResponse(request, "admin/claims/quotes.html", context)


def _pair(reported: Quote, original: Quote) -> Pair:
    row = Row("", *differing(reported.words, original.words))
    return Pair(reported, original, row)


def originals(number: int) -> list[Quote]:
    """Quotes of primary evidence that it was said, and of the claims that it repeats."""
    latest = Review.objects.filter(claim=number).order_by("-number").values("pk")[:1]
    evidence = Evidence.objects.filter(
        review__in=latest, bears_on=Bears.SAID, primary=True
    ).exclude(direction=Direction.CONTEXT)
    repeated = Relation.objects.filter(
        from_claim=number, kind=RelationKind.REPEATS, state=RelationState.CONFIRMED
    )
    return [
        *_quotes(Anchor.objects.filter(evidence__in=evidence)),
        *_quotes(Anchor.objects.filter(appearance__claim__in=repeated.values("to_claim"))),
    ]


def _quotes(anchors: Any) -> list[Quote]:
    found = anchors.select_related("snapshot__source").defer("snapshot__text").order_by("pk")
    return [
        Quote(each.exact, str(each.snapshot.source), each.snapshot_id) for each in found[:AT_MOST]
    ]


def _reader(request: HttpRequest) -> User:
    by = signed_in(request)
    if request.method != "GET" or not may(by, "read"):
        raise PermissionDenied
    return by
