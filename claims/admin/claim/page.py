"""The claim page's context, read in a fixed number of queries."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, prefetch_related_objects

from claims.admin.claim import checklist, history, next_steps
from claims.admin.claim.actions import GROUPS
from claims.admin.claim.actions.availability import writes
from claims.admin.claim.actions.evidence import ADD_EVIDENCE
from claims.admin.claim.answers import answers
from claims.admin.claim.claimreview import export_of
from claims.admin.claim.evidence import Weighed, weighed
from claims.admin.claim.existing_rows import has_rows, if_any
from claims.admin.claim.published import published_version
from claims.admin.claim.quotes_to_hear import quotes_of
from claims.admin.claim.related_claims import Edge, edges_of
from claims.admin.claim.relation_forms import ANSWERS
from claims.admin.claim.reply_requests import requests_of
from claims.admin.claim.state import ClaimState
from claims.choices import EDITABLE, Attribution, RoundOutcome
from claims.models import (
    Anchor,
    Appearance,
    Claim,
    ErrorReport,
    ExternalReview,
    ImportRecord,
    Namesake,
    Quantity,
    ReaderRequest,
    Relay,
    ReplyRequest,
    Round,
)
from claims.presentation import review_policy
from claims.presentation.prose import Part, not_sought, post, quantity_words, when
from claims.publication.rationale import html_of
from claims.workflow import api_words
from newsroom.admin.actions import Offer
from newsroom.models import User
from newsroom.permissions import may
from sources.choices import UNPOOLED
from sources.models import Takedown

MOST = 100  # error reports that are shown
FURTHEST = 700  # code points of a paragraph shown on either side of a quote


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
    claim = state.claim
    places = _appearances(claim)
    latest = state.reviews[0] if state.reviews else None
    entries, older = history.page(claim.pk, before)
    edges = edges_of(claim, by)
    evidence = weighed(claim, latest)
    written_by, pieces_by = api_words.services(claim, [each.evidence for each in evidence])
    offered = {offer.action.name for offer in offers if not offer.blocked}
    now = state.working.present
    replies = requests_of(claim, by)
    return {
        "claim": claim,
        "state": state,
        "answers": answers(claim.status, claim.attribution, claim.nature, now.get("label")),
        "is_misattributed": (state.round or claim).attribution == Attribution.MISATTRIBUTED,
        "said_when": when(claim.said_from, claim.said_to, claim.said_basis, claim.said_note),
        "topics": [topic["name"] for topic in now["topics"]],
        "role": post(now["speaker"]["role"]),
        "groups": _grouped(offers),
        "revision": claim.revision,
        "places": [
            (each, _relays(claim, each), paragraphs(each.snapshot.text, each.anchors.all()))
            for each in places
        ],
        "quotes_to_hear": quotes_of(claim) if places or evidence else [],
        "quantities": [
            (each.pk, quantity_words(each))
            for each in if_any(claim, Quantity, lambda: claim.quantities.order_by("pk"))
        ],
        "has_primary": _has_primary_quote(places, evidence, edges),
        "sent_back": _sent_back(state),
        "next_steps": [
            *next_steps.of(
                claim,
                state.review,
                state.round,
                _unsettled(claim),
                offers,
                state.why_nobody_signs,
            ),
            *next_steps.of_no_answers(
                [each.request for each in replies if each.yet_to_publish], state.requests, by
            ),
            *next_steps.of_holds(state, by, offers),
        ],
        "review_policy": review_policy.in_words(state.review.policy) if state.review else [],
        "conflicts": state.conflicts,
        **_reports(claim),
        "sent_by_readers": sum(
            if_any(
                claim,
                ReaderRequest,
                lambda: claim.reader_requests.values_list("senders", flat=True),
            )
        ),
        "record": next(iter(if_any(claim, ImportRecord, lambda: _records(claim))), None),
        "external_reviews": if_any(
            claim,
            ExternalReview,
            lambda: (
                ExternalReview.objects.filter(claim=claim)
                .with_archive()
                .select_related("publisher", "added_by")
            ),
        ),
        "review": latest,
        "rationale": html_of(latest.rationale) if latest else "",
        "reply": not_sought(latest.reply_not_sought) if latest else "",
        "nobody_to_ask": claim.speaker.kind in UNPOOLED,
        "replies": replies,
        "written_by": written_by,
        "evidence": [(each, pieces_by.get(each.evidence.pk, "")) for each in evidence],
        "checklist": checklist.of(state, evidence, offered),
        "namesakes": if_any(
            claim,
            Namesake,
            lambda: claim.namesakes.select_related(
                "speaker", "recorded_by", "approval__requested_by"
            ),
        ),
        "taken_down": sum(each.is_taken_down for each in [*places, *evidence]),
        "relations": [edge for edge in edges if not edge.is_new],
        "suggestions": [edge for edge in edges if edge.is_new],
        "answers_to_suggestions": ANSWERS if may(by, "decide_relation") else (),
        "rounds": state.rounds,
        "earlier": [(each, html_of(each.rationale)) for each in state.reviews[1:]],
        "public": published_version(state),
        "export": export_of(state.round),
        "pending_approvals": state.requests,
        "history": entries,
        "older": older,
        "may_write": (writing := writes(state, by) == ""),
        "may_start_from_earlier": writing and latest and not (latest.rationale or evidence),
        "add_evidence": ADD_EVIDENCE,
        "may_edit": claim.status in EDITABLE and may(by, "edit_claim"),
    }


def _reports(claim: Claim) -> dict[str, list[ErrorReport]]:
    """Error reports on the claim: those to decide on, and what was decided."""
    reports = claim.error_reports.select_related("owner", "settled_by")
    latest = reports.order_by(F("settled_at").desc(nulls_first=True), "-pk")
    found = if_any(claim, ErrorReport, lambda: latest[:MOST])
    return {
        "error_reports": [each for each in found if not each.outcome],
        "decided_reports": [each for each in found if each.outcome],
    }


def _records(claim: Claim) -> Iterable[ImportRecord]:
    return ImportRecord.objects.filter(claim=claim).select_related("run", "source")[:1]


def _unsettled(claim: Claim) -> list[ReplyRequest]:
    return if_any(claim, ReplyRequest, lambda: next_steps.unsettled(claim))


def _appearances(claim: Claim) -> list[Any]:
    """With source, quotes and relays."""
    found: list[Any] = list(
        Appearance.objects.filter(claim=claim)
        .annotate(is_taken_down=Takedown.objects.standing().of("snapshot"))
        .select_related("snapshot__source__publisher")
        .prefetch_related("anchors")
    )
    if has_rows(claim, Relay):
        prefetch_related_objects(found, "relays__speaker")
    return found


def _relays(claim: Claim, appearance: Appearance) -> Iterable[Relay]:
    """Read with the appearances; where the claim has none, asking again would take a query."""
    return appearance.relays.all() if has_rows(claim, Relay) else ()


def _grouped(offers: list[Offer]) -> list[tuple[Any, list[Offer]]]:
    open_ = [offer for offer in offers if not offer.blocked]
    grouped = [(label, [o for o in open_ if o.action in verbs]) for label, verbs in GROUPS]
    return [(label, group) for label, group in grouped if group]


def _has_primary_quote(places: list[Any], evidence: list[Weighed], edges: list[Edge]) -> bool:
    """Whether there is a primary quote elsewhere with which the claim's can be compared."""
    here = {each.snapshot_id for each in places}
    held = (each.evidence.anchor for each in evidence if each.is_primary_quote)
    return any(edge.repeats for edge in edges) or any(each.snapshot_id not in here for each in held)


def _sent_back(state: ClaimState) -> Round | None:
    """The open review's latest proposal, if it was sent back."""
    if state.review is None or not state.rounds:
        return None
    last = state.rounds[0]
    is_its = last.review_id == state.review.pk
    return last if is_its and last.outcome == RoundOutcome.SENT_BACK else None
