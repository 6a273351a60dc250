"""The claim page's context, read in a fixed number of queries."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.admin.claim import checklist, history
from claims.admin.claim.actions import GROUPS
from claims.admin.claim.actions.availability import writes
from claims.admin.claim.actions.evidence import ADD_EVIDENCE
from claims.admin.claim.answers import answers
from claims.admin.claim.claimreview import export_of
from claims.admin.claim.evidence import Weighed, weighed
from claims.admin.claim.relation_forms import ANSWERS
from claims.admin.claim.state import ClaimState
from claims.choices import (
    AWAITED,
    EDITABLE,
    REPLIED,
    REQUESTS_ON_CLAIMS,
    RelationKind,
    RelationState,
    ReplyState,
    RoundOutcome,
    Standing,
    Status,
)
from claims.models import (
    Anchor,
    Appearance,
    Claim,
    ExternalReview,
    ImportRecord,
    Publication,
    Relation,
    ReplyRequest,
    Review,
    Round,
)
from claims.presentation import review_policy
from claims.presentation.prose import (
    Part,
    compare,
    differing,
    post,
    quantity_words,
    reply_of,
    request_words,
    when,
)
from claims.publication import representation
from claims.publication.publishing import signed_round
from claims.publication.rationale import html_of
from claims.workflow import next_steps, replies
from newsroom.admin.actions import Offer
from newsroom.models import Approval, User
from newsroom.permissions import may
from sources.choices import UNPOOLED
from sources.models import Takedown

MOST = 100  # relations and proposals that are shown
FURTHEST = 700  # code points of a paragraph shown on either side of a quote


@dataclass(frozen=True)
class Edge:
    relation: Relation
    other: Claim
    outward: bool
    may_confirm: bool
    may_dismiss: bool
    may_supplement: bool

    # The two statements, of which the words that only one has are marked.
    here: list[Part]
    there: list[Part]

    @property
    def has_review(self) -> bool:
        """Whether a review of this claim may start from that of the other."""
        return self.relation.state == RelationState.CONFIRMED and self.other.concluded

    @property
    def is_new(self) -> bool:
        """Suggested by a method, and nobody has looked at it."""
        is_suggested = self.relation.state == RelationState.SUGGESTED
        return is_suggested and self.relation.suggested_by_id is None

    @property
    def repeats(self) -> bool:
        is_repeat = self.relation.kind == RelationKind.REPEATS and self.outward
        return is_repeat and self.relation.state == RelationState.CONFIRMED


@dataclass(frozen=True)
class ShownRequest:
    """A request for a reply, and what this person may see of it and do with it."""

    request: ReplyRequest
    words: str
    shows_contact: bool
    overdue: bool
    verbs: list[tuple[str, Any]]


def paragraphs(text: str, anchors: Iterable[Anchor]) -> list[list[Part]]:
    """The paragraphs around the anchors, each in parts, of which the quoted ones are marked."""
    grouped: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for anchor in anchors:
        start, end = text.rfind("\n", 0, anchor.start) + 1, text.find("\n", anchor.end)
        start = max(start, anchor.start - FURTHEST)
        end = min(end if end >= 0 else len(text), anchor.end + FURTHEST)
        grouped.setdefault((start, end), []).append((anchor.start, anchor.end))
    shown = []
    for (start, end), spans in sorted(grouped.items()):
        parts, at = [], start
        for first, last in sorted(spans):
            parts += [Part(text[at:first], False), Part(text[max(at, first) : last], True)]
            at = max(at, last)
        parts.append(Part(text[at:end], False))
        shown.append([part for part in parts if part.words])
    return shown


def context(state: ClaimState, by: User, offers: list[Offer], before: int | None) -> dict[str, Any]:
    taken_down = Takedown.objects.standing().of("snapshot")
    appearances = Appearance.objects.annotate(is_taken_down=taken_down)
    claim: Claim = (
        representation.for_representation(Claim.objects.filter(pk=state.pk))
        .select_related("added_by", "speaker")
        .prefetch_related(
            "topics",
            "quantities",
            Prefetch("appearances", appearances),
            "appearances__snapshot__source__publisher",
            "appearances__anchors",
            "appearances__relays__speaker",
            Prefetch("reviews", Review.objects.order_by("-number")),
        )
        .get()
    )
    reviews = list(claim.reviews.all())  # newest first
    latest = reviews[0] if reviews else None
    entries, older = history.page(claim.pk, before)
    rounds = list(
        Round.objects.filter(claim=claim)
        .defer("body")
        .select_related("review", "proposed_by", "decided_by")[:MOST]
    )
    edges = _edges(claim, by)
    places: list[Any] = list(claim.appearances.all())
    evidence = weighed(latest)
    offered = {offer.action.name for offer in offers if not offer.blocked}
    external = ExternalReview.objects.filter(claim=claim)
    now = representation.present(claim)
    requests = Approval.objects.open().filter(subject_id=claim.pk, kind__in=REQUESTS_ON_CLAIMS)
    return {
        "claim": claim,
        "state": state,
        "answers": answers(claim.status, claim.attribution, claim.nature, now.get("label")),
        "said_when": when(claim.said_from, claim.said_to, claim.said_basis, claim.said_note),
        "role": post(now["speaker"]["role"]),
        "groups": _grouped(offers),
        "revision": claim.revision,
        "blocked": [offer for offer in offers if offer.blocked],
        "places": [(each, paragraphs(each.snapshot.text, each.anchors.all())) for each in places],
        "quantities": [(each.pk, quantity_words(each)) for each in claim.quantities.all()],
        "has_primary": _has_primary_quote(places, evidence, edges),
        "sent_back": _sent_back(state, rounds),
        "next_steps": next_steps.of(claim, state.review, state.round),
        "review_policy": review_policy.in_words(state.review.policy) if state.review else [],
        "conflicts": claim.conflicts.standing().select_related("person"),
        "error_reports": claim.error_reports.filter(settled_at__isnull=True)
        .select_related("owner")
        .order_by("-pk")[:MOST],
        "sent_by_readers": claim.reader_requests.aggregate(n=Sum("senders"))["n"],
        "record": ImportRecord.objects.filter(claim=claim).select_related("run", "source").first(),
        "external_reviews": external.select_related("publisher", "added_by"),
        "review": latest,
        "rationale": html_of(latest.rationale, latest.rationale_format) if latest else "",
        "reply": reply_of(latest),
        "nobody_to_ask": claim.speaker.kind in UNPOOLED,
        "replies": _replies(claim, by),
        "evidence": evidence,
        "checklist": checklist.of(state, evidence, offered),
        "namesakes": claim.namesakes.select_related(
            "speaker", "recorded_by", "approval__requested_by"
        ),
        "taken_down": sum(each.is_taken_down for each in [*places, *evidence]),
        "relations": [edge for edge in edges if not edge.is_new],
        "suggestions": [edge for edge in edges if edge.is_new],
        "answers_to_suggestions": ANSWERS if may(by, "decide_relation") else (),
        "rounds": rounds,
        "earlier": [
            (each, html_of(each.rationale, each.rationale_format))
            for each in claim.reviews.select_related("reviewer").order_by("-number")[1:]
        ],
        "public": _public(claim),
        "export": export_of(state.round),
        "pending_approvals": requests.select_related("requested_by"),
        "history": entries,
        "older": older,
        "may_write": (writing := writes(state, by) == ""),
        "may_start_from_earlier": writing and latest and not (latest.rationale or evidence),
        "add_evidence": ADD_EVIDENCE,
        "may_edit": claim.status in EDITABLE and may(by, "edit_claim"),
    }


def _replies(claim: Claim, by: User) -> list[ShownRequest]:
    """Whom we asked; what only editors see of it, for them."""
    asking = replies.may_ask(claim, by)
    found = ReplyRequest.objects.filter(claim=claim).select_related("asked_by")
    if asking:
        found = found.prefetch_related("letters__sent_by")
    now = timezone.now()
    unanswered = _published_as_unanswered(claim) if claim.concluded and found else set()
    return [
        ShownRequest(
            request,
            request_words(request),
            shows_contact=asking,
            overdue=request.state in AWAITED and request.deadline < now,
            verbs=list(_verbs_of(request, claim, by, asking, unanswered)),
        )
        for request in found[:MOST]
    ]


def _published_as_unanswered(claim: Claim) -> set[str]:
    """The addressees who did not answer in time, by the signed body."""
    signed = signed_round(claim)
    requests = json.loads(signed.body)["reply"].get("requests", []) if signed else []
    return {each["asked"] for each in requests if each["state"] == ReplyState.NO_ANSWER}


def _verbs_of(
    request: ReplyRequest, claim: Claim, by: User, asking: bool, unanswered: set[str]
) -> Iterator[tuple[str, Any]]:
    """The actions on this request that apply now, with their labels."""
    in_review = claim.status == Status.IN_REVIEW
    may_be_published = not request.left_out and request.state not in REPLIED
    if claim.concluded and may_be_published and may(by, "request_approval"):
        is_late = request.state == ReplyState.NO_ANSWER and request.addressee in unanswered
        late, reply = _("Publish a late answer (two people)"), _("Publish the reply (two people)")
        yield "supplement-reply", late if is_late else reply
    if not asking or not (in_review or claim.concluded):
        return
    if request.left_out:
        if in_review:
            yield "take-in-reply", _("Include")
        return
    if request.state in AWAITED:
        yield "remind-reply", _("Remind them")
        yield "move-deadline", _("Move the deadline")
        if request.deadline < timezone.now():
            yield "no-reply", _("No answer came")
    if in_review:
        if request.state not in REPLIED:
            yield "answer-reply", _("Record the answer")
        yield "leave-out-reply", _("Leave out")


def _grouped(offers: list[Offer]) -> list[tuple[Any, list[Offer]]]:
    open_ = [offer for offer in offers if not offer.blocked]
    grouped = [(label, [o for o in open_ if o.action in verbs]) for label, verbs in GROUPS]
    return [(label, group) for label, group in grouped if group]


def _has_primary_quote(places: list[Any], evidence: list[Weighed], edges: list[Edge]) -> bool:
    """Whether there is a primary quote elsewhere with which the claim's can be compared."""
    here = {each.snapshot_id for each in places}
    held = (each.evidence.anchor for each in evidence if each.is_primary_quote)
    return any(edge.repeats for edge in edges) or any(each.snapshot_id not in here for each in held)


def _sent_back(state: ClaimState, rounds: list[Round]) -> Round | None:
    """The open review's latest proposal, if it was sent back."""
    last = rounds[0] if rounds and state.review and rounds[0].review_id == state.review.pk else None
    return last if last is not None and last.outcome == RoundOutcome.SENT_BACK else None


def _edges(claim: Claim, by: User) -> list[Edge]:
    found = Relation.objects.of(claim.pk).select_related(
        "from_claim__speaker", "to_claim__speaker", "suggested_by", "decided_by"
    )[:MOST]
    deciding, asking = may(by, "decide_relation"), may(by, "request_approval")
    edges = []
    for relation in found:
        outward = relation.from_claim_id == claim.pk
        other = relation.to_claim if outward else relation.from_claim
        is_confirmed = relation.state == RelationState.CONFIRMED
        both_signed = claim.concluded and other.concluded
        is_new = relation.state == RelationState.SUGGESTED and relation.suggested_by_id is None
        here, there = differing(claim.text, other.text) if is_new else ([], [])
        edges.append(
            Edge(
                relation,
                other,
                outward,
                may_confirm=deciding and not is_confirmed and not both_signed,
                may_dismiss=deciding and relation.state != RelationState.DISMISSED,
                may_supplement=asking and not is_confirmed and both_signed,
                here=here,
                there=there,
            )
        )
    return edges


def _public(claim: Claim) -> dict[str, Any] | None:
    """The published version compared with the working one; None where it was never published."""
    current = Publication.objects.filter(claim=claim).current().first()
    if current is None:
        return None
    is_shown = current.standing != Standing.HIDDEN and not current.withheld
    shown = json.loads(current.body) if is_shown else {}
    working: dict[str, Any] = {}
    if is_shown:
        working = json.loads(representation.proposal(claim.pk, claim.attribution, claim.status))
    # Signers and the reason for a reopening belong to the publication, not to the claim.
    rows = compare({k: v for k, v in shown.items() if k not in ("signed", "reason")}, working)
    return {
        "current": current,
        "on_site": is_on_site(current),
        "rows": rows if current.standing != Standing.WITHDRAWN else [],
        "withdrawal_notice": shown if current.standing == Standing.WITHDRAWN else None,
        "differs": any(not row.same for row in rows),
    }


def is_on_site(current: Publication | None) -> bool:
    """Whether the claim of this latest publication has a public page."""
    if current is None or current.standing == Standing.HIDDEN:
        return False
    return current.standing == Standing.WITHDRAWN or not current.withheld
