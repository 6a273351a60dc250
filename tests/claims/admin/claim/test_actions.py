"""Each verb's form, once as it should go and once refused: with a sentence, and nothing lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from claims.admin.claim.actions import VERBS
from claims.models import (
    Appearance,
    Assent,
    Claim,
    Evidence,
    ExternalReview,
    Hold,
    Quantity,
    Relation,
    Review,
    Round,
)
from claims.publication import publishing, speakers
from claims.workflow import approvals, conflicts, external_reviews, replies, reporters, review
from newsroom.choices import Via
from newsroom.history import through
from newsroom.models import Approval, Event, User
from sources.models import Speaker
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words
from tests.factories import SPANISH

pytestmark = pytest.mark.django_db

Data = Callable[[Claim], dict[str, Any]]
Who = Callable[[], User]


def nothing(claim: Claim) -> dict[str, Any]:
    return {}


def because(claim: Claim) -> dict[str, Any]:
    return {"reason": "A reader wrote to us."}


@dataclass
class Case:
    verb: str
    who: Who
    made: Callable[..., Claim]
    happened: Callable[[Claim], bool]
    data: Data = nothing
    # What is refused: the claim it is tried on, what is sent, and part of the sentence.
    on: Callable[..., Claim] | None = None
    refused: Data | None = None
    sentence: str = "does not apply now"
    keep: dict[str, str] = field(default_factory=dict)


def status(*wanted: str) -> Callable[[Claim], bool]:
    return lambda claim: claim.status in wanted


def passage(claim: Claim, quote: str = factories.INDEPENDENT_QUOTE) -> dict[str, Any]:
    return {
        "snapshot": factories.snapshot(factories.INDEPENDENT_TEXT).pk,
        "quote": quote,
        "bears_on": "so",
        "direction": "supports",
        "description": "The audit office's count.",
    }


def weighed(**more: Any) -> Data:
    return lambda claim: {
        "bears_on": "so",
        "direction": "context",
        "description": "What we found.",
        **{name: value() if callable(value) else value for name, value in more.items()},
    }


PICTURE = b"\x89PNG\r\n\x1a\n of the bridge"


def uploaded(raw: bytes) -> Data:
    return weighed(
        source=lambda: factories.source().pk,
        file=lambda: SimpleUploadedFile("bridge.exe", raw),
    )


def appearing(claim: Claim, quote: str = factories.QUOTE) -> dict[str, Any]:
    return {
        "snapshot": factories.snapshot().pk,
        "quote": quote,
        "directness": "direct",
        "reason": "Another report of it.",
    }


def edited(claim: Claim, **changes: Any) -> dict[str, Any]:
    return {
        "text": claim.text,
        "speaker": claim.speaker_id,
        "nature": claim.nature,
        "said_basis": claim.said_basis,
        "language": claim.language,
        **changes,
    }


# Somewhere the next day has begun.
TOMORROW, IN_THREE_DAYS = (datetime.now(UTC).date() + timedelta(days=ahead) for ahead in (1, 3))


def said_on(day: date) -> dict[str, str]:
    return {"said_from": f"{day}", "said_to": f"{day}", "said_basis": "stated"}


def with_relation(state: str, claim: Claim) -> dict[str, Any]:
    relation = factories.relation(claim, factories.anchored_claim(), confirmed=state == "confirmed")
    return {"relation": relation.pk, "rationale": "Both can't hold.", "reason": "They agree."}


def just_started() -> Claim:
    claim = factories.anchored_claim()
    review.start(claim.pk, factories.editor())
    return Claim.objects.get(pk=claim.pk)


def with_earlier(claim: Claim, status: str = "signed") -> dict[str, Any]:
    earlier = factories.signed_claim() if status == "signed" else factories.anchored_claim()
    return {"relation": factories.relation(claim, earlier, "repeats").pk}


def with_signed_other(claim: Claim) -> dict[str, Any]:
    relation = factories.relation(claim, factories.signed_claim(), confirmed=False)
    return {"relation": relation.pk, "reason": "Both are signed."}


def held(**fields: Any) -> Claim:
    claim = factories.anchored_claim(**fields)
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    return Claim.objects.get(pk=claim.pk)


def saying_a_protected_name() -> Claim:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    speaker = factories.speaker("Lucía Andrade")
    speakers.protect(speaker.pk, factories.editor(), "a witness", "She was threatened.", [])
    return Claim.objects.get(pk=claim.pk)


def part(model: Any, name: str, related: str) -> Data:
    return lambda claim: {name: getattr(claim, related).first().pk}


def counted() -> Claim:
    return factories.anchored_claim(quantities=[{"low": 150, "high": 150, "unit": "bridges"}])


def over_the_api() -> Claim:
    with through(Via.API):
        return factories.claim()


def conclusion(claim: Claim, **fields: str) -> dict[str, Any]:
    given = {"rating": "So", "url": "https://checks.example/1", "reason": "They published."}
    return {"publisher": factories.publisher().pk, **given, **fields}


def concluded_elsewhere() -> Claim:
    claim = factories.anchored_claim()
    external_reviews.add(claim.pk, factories.editor(), factories.publisher(), {"rating": "So"})
    return Claim.objects.get(pk=claim.pk)


def left_out() -> Claim:
    claim = concluded_elsewhere()
    number = ExternalReview.objects.get(claim=claim).pk
    external_reviews.set_excluded(claim.pk, factories.editor(), number, True)
    return Claim.objects.get(pk=claim.pk)


def reopened() -> Claim:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count.", "routine")
    return Claim.objects.get(pk=claim.pk)


def in_conflict() -> Claim:
    claim = factories.anchored_claim()
    conflicts.declare(claim.pk, factories.reporter(), "My sister works there.")
    return Claim.objects.get(pk=claim.pk)


def before_legal_read() -> Claim:
    factories.review_policy(second_sign_off="legal read")
    return factories.proposed_claim()


def of_a_reporter() -> Claim:
    claim = factories.claim_in_review()
    review.assign(claim.pk, factories.editor(), factories.reporter())
    return Claim.objects.get(pk=claim.pk)


def the_reviewer() -> User:
    return Review.objects.latest("pk").reviewer


def handed_in() -> Claim:
    claim = of_a_reporter()
    reporters.hand_in(claim.pk, the_reviewer())
    return Claim.objects.get(pk=claim.pk)


def evidence_of(claim: Claim) -> dict[str, Any]:
    return {"evidence": Evidence.objects.filter(claim=claim).get().pk}


def weighed_again(**more: Any) -> Data:
    return lambda claim: weighed(piece=Evidence.objects.get(claim=claim).pk, **more)(claim)


def asking(**fields: Any) -> Data:
    return lambda claim: {
        "addressee": "Her office",
        "channel": "phone",
        "contact_name": "Pia Prensa",
        "deadline": (timezone.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"),
        "time_zone": "Europe/Madrid",
        "language": "en",
        "questions": "Who counted?",
        "sending": "by_hand",
        "by_hand_at": "2025-03-03T10:00",
        "heading": "A statement",
        "text": "Who counted?",
        **fields,
    }


def awaited() -> Claim:
    claim = factories.claim_in_review()
    factories.reply_request(claim)
    return Claim.objects.get(pk=claim.pk)


def overdue() -> Claim:
    claim = factories.claim_in_review()
    factories.overdue_request(claim)
    return Claim.objects.get(pk=claim.pk)


def reply_left_out() -> Claim:
    claim = awaited()
    number = claim.reply_requests.get().pk
    replies.set_left_out(claim.pk, factories.editor(), number, True)
    return Claim.objects.get(pk=claim.pk)


def of_request(**fields: Any) -> Data:
    return lambda claim: {"request": claim.reply_requests.get().pk, **fields}


def reply_is(state: str) -> Callable[[Claim], bool]:
    return lambda claim: claim.reply_requests.get().state == state


PROPOSAL = {"attribution": "reported", "harms_nobody": "on"}
ANSWERED = {"state": "answered", "answered_on": "2026-11-20", "answer": "The ledger."}


def is_requested(claim: Claim) -> bool:
    return Approval.objects.open().filter(subject_id=claim.pk).exists()


E, S, R = factories.editor, factories.senior, factories.reporter
UNREVIEWED, IN_REVIEW = factories.anchored_claim, factories.claim_in_review
PROPOSED, SIGNED, WITHDRAWN = (
    factories.proposed_claim,
    factories.signed_claim,
    factories.withdrawn_claim,
)
REASON = {"reason": ""}

CASES = [
    Case("start", E, UNREVIEWED, status("in_review"), on=IN_REVIEW),
    Case(
        "take",
        E,
        IN_REVIEW,
        lambda claim: Review.objects.get(claim=claim).reviewer.username.startswith("person"),
        on=PROPOSED,
    ),
    Case(
        "sign",
        S,
        PROPOSED,
        status("verified"),
        lambda claim: {"version": factories.version_of(claim)},
        refused=lambda claim: {"version": "0" * 64},
        sentence="proposed another version",
    ),
    Case(
        "agree",
        factories.legal_reader,
        before_legal_read,
        lambda claim: Assent.objects.filter(claim=claim).exists(),
        lambda claim: {"version": factories.version_of(claim)},
        refused=lambda claim: {"version": "0" * 64},
        sentence="proposed another version",
    ),
    Case(
        "object",
        factories.legal_reader,
        before_legal_read,
        status("in_review"),
        because,
        on=IN_REVIEW,
    ),
    Case(
        "hand-in",
        the_reviewer,
        of_a_reporter,
        lambda claim: Review.objects.get(claim=claim).handed_in_at is not None,
        on=IN_REVIEW,
        sentence="does not apply now|hands it in",
    ),
    Case(
        "return",
        E,
        handed_in,
        lambda claim: Review.objects.get(claim=claim).handed_in_at is None,
        because,
        on=IN_REVIEW,
        sentence="does not apply now|handed it in",
    ),
    Case("send-back", S, PROPOSED, status("in_review"), because, on=IN_REVIEW),
    Case(
        "write",
        E,
        IN_REVIEW,
        lambda claim: (
            (found := Review.objects.get(claim=claim)).rationale == "Because it is."
            and found.summary == "It is."
        ),
        lambda claim: {"summary": "It is.", "rationale": "Because it is."},
        on=PROPOSED,
        refused=lambda claim: {"rationale": "Kept as typed"},
        keep={"rationale": "Kept as typed"},
    ),
    Case(
        "add-passage",
        E,
        IN_REVIEW,
        lambda claim: Evidence.objects.filter(claim=claim).count() == 2,
        passage,
        refused=lambda claim: passage(claim, "words that stand nowhere"),
        sentence="are not in the text",
        keep={"quote": "words that stand nowhere"},
    ),
    Case(
        "add-record",
        E,
        IN_REVIEW,
        lambda claim: Evidence.objects.filter(claim=claim, kind="record").exists(),
        weighed(source=lambda: factories.source().pk, consulted_on="2026-03-01"),
        on=UNREVIEWED,
    ),
    Case(
        "add-file",
        E,
        IN_REVIEW,
        lambda claim: (
            Evidence.objects.get(claim=claim, kind="file").file_sha256
            == sha256(PICTURE).hexdigest()
        ),
        uploaded(PICTURE),
        refused=uploaded(b"PK\x03\x04 packed"),
        sentence="Unpack an archive first",
    ),
    Case(
        "add-contact",
        E,
        IN_REVIEW,
        lambda claim: Evidence.objects.filter(claim=claim, kind="contact").exists(),
        weighed(contacted="the ministry, by mail", consulted_on="2026-03-01"),
        on=UNREVIEWED,
    ),
    Case(
        "add-calculation",
        E,
        IN_REVIEW,
        lambda claim: Evidence.objects.filter(claim=claim, kind="calculation").exists(),
        lambda claim: {
            **weighed()(claim),
            "inputs": [Evidence.objects.get(claim=claim).pk],
        },
        refused=weighed(),
        sentence="This field is required",
    ),
    Case(
        "edit-evidence",
        E,
        IN_REVIEW,
        lambda claim: Evidence.objects.get(claim=claim).description == "What we found.",
        weighed_again(),
        refused=weighed_again(direction=""),
        sentence="This field is required",
        keep={"description": "What we found."},
    ),
    Case(
        "remove-evidence",
        E,
        IN_REVIEW,
        lambda claim: not Evidence.objects.filter(claim=claim).exists(),
        evidence_of,
        on=PROPOSED,
        refused=evidence_of,
        sentence="Select a valid choice|does not apply now",
    ),
    Case(
        "propose",
        E,
        IN_REVIEW,
        status("awaiting_signoff"),
        lambda claim: PROPOSAL | {"status": "verified"},
        refused=lambda claim: PROPOSAL | {"status": "refuted"},
        sentence="needs public independent evidence that refutes it",
    ),
    Case(
        "assign",
        E,
        IN_REVIEW,
        lambda claim: Review.objects.get(claim=claim).reviewer.username == "next",
        lambda claim: {"reviewer": factories.person("Editor", username="next").pk},  # type: ignore[arg-type]
        on=SIGNED,
        refused=lambda claim: {"reviewer": factories.editor().pk},
    ),
    Case(
        "plan",
        E,
        UNREVIEWED,
        lambda claim: (claim.priority, claim.due_on) == (3, factories.DAY),
        lambda claim: {"priority": "3", "due_on": "2026-03-01"},
        on=SIGNED,
        sentence="Nothing is due on a claim that is concluded",
    ),
    Case(
        "note",
        R,
        SIGNED,
        lambda claim: claim.notes.get().text == "Who counted?",
        lambda claim: {"text": "Who counted?"},
        refused=lambda claim: {"text": "x" * 10_001},
        sentence="at most 10000 characters",
        keep={"text": "x" * 10_001},
    ),
    Case(
        "edit",
        E,
        UNREVIEWED,
        lambda claim: claim.text == "151 bridges were built.",
        lambda claim: edited(claim, text="151 bridges were built."),
        refused=lambda claim: edited(claim, text="Kept as typed", said_from="2026-03-01"),
        sentence="Give the first and the last day",
        keep={"text": "Kept as typed"},
    ),
    Case(
        "edit",
        E,
        UNREVIEWED,
        lambda claim: claim.said_to == TOMORROW,
        lambda claim: edited(claim, **said_on(TOMORROW)),
        refused=lambda claim: edited(claim, text="Kept as typed", **said_on(IN_THREE_DAYS)),
        sentence="nobody can have said it yet",
        keep={"text": "Kept as typed"},
    ),
    Case(
        "add-appearance",
        E,
        UNREVIEWED,
        lambda claim: Appearance.objects.filter(claim=claim).count() == 2,
        appearing,
        on=PROPOSED,
        sentence="can't be edited",
    ),
    Case(
        "remove-appearance",
        E,
        UNREVIEWED,
        lambda claim: not Appearance.objects.filter(claim=claim).exists(),
        part(Appearance, "appearance", "appearances"),
        on=PROPOSED,
        sentence="can't be edited",
    ),
    Case(
        "accept-api-words",
        E,
        over_the_api,
        lambda claim: not claim.via_api,
        on=UNREVIEWED,
        sentence="Nothing here is marked",
    ),
    Case(
        "add-quantity",
        E,
        UNREVIEWED,
        lambda claim: str(Quantity.objects.get(claim=claim).high) == "150.000000",
        lambda claim: {"low": "150", "unit": "bridges", "bound": "exactly"},
        refused=lambda claim: {"low": "9", "high": "3", "unit": "bridges", "bound": "exactly"},
        sentence="a range from low to high",
    ),
    Case(
        "remove-quantity",
        E,
        counted,
        lambda claim: not Quantity.objects.filter(claim=claim).exists(),
        part(Quantity, "quantity", "quantities"),
        refused=lambda claim: {"quantity": 0},
        sentence="Select a valid choice",
    ),
    Case(
        "note-review",
        E,
        UNREVIEWED,
        lambda claim: ExternalReview.objects.get(claim=claim).rating == "So",
        conclusion,
        refused=lambda claim: conclusion(claim, rating="", url=""),
        sentence="Give their rating or the address",
    ),
    Case(
        "leave-out-review",
        E,
        concluded_elsewhere,
        lambda claim: not ExternalReview.objects.filter(claim=claim).public().exists(),
        part(ExternalReview, "external_review", "external_reviews"),
        refused=lambda claim: {"external_review": 0},
        sentence="Select a valid choice",
    ),
    Case(
        "take-in-review",
        E,
        left_out,
        lambda claim: ExternalReview.objects.filter(claim=claim).public().exists(),
        part(ExternalReview, "external_review", "external_reviews"),
        refused=lambda claim: {"external_review": 0},
        sentence="Select a valid choice",
    ),
    Case(
        "suggest-relation",
        R,
        UNREVIEWED,
        lambda claim: Relation.objects.of(claim.pk).exists(),
        lambda claim: {"other": UNREVIEWED().pk, "kind": "repeats"},
        refused=lambda claim: {"other": claim.pk, "kind": "repeats"},
        sentence="joins two different claims",
    ),
    Case(
        "settle-relation",
        E,
        UNREVIEWED,
        lambda claim: Relation.objects.of(claim.pk).confirmed().filter(kind="repeats").exists(),
        lambda claim: with_relation("suggested", claim) | {"kind": "repeats"},
        refused=lambda claim: with_relation("confirmed", claim) | {"kind": "repeats"},
        sentence="already decided this",
    ),
    Case(
        "start-from-earlier",
        E,
        just_started,
        lambda claim: claim.reviews.get().evidence.exists(),
        with_earlier,
        refused=lambda claim: with_earlier(claim, "unreviewed"),
        sentence="The other claim is not concluded.",
    ),
    Case(
        "confirm-relation",
        E,
        UNREVIEWED,
        lambda claim: Relation.objects.of(claim.pk).confirmed().exists(),
        lambda claim: with_relation("suggested", claim),
        refused=lambda claim: with_relation("confirmed", claim),
        sentence="already decided this",
    ),
    Case(
        "dismiss-relation",
        E,
        UNREVIEWED,
        lambda claim: Relation.objects.of(claim.pk).get().state == "dismissed",
        lambda claim: with_relation("confirmed", claim),
        refused=lambda claim: with_relation("confirmed", claim) | REASON,
        sentence="This field is required",
    ),
    Case(
        "reopen",
        S,
        SIGNED,
        status("in_review"),
        lambda claim: {**because(claim), "reason_kind": "routine"},
        on=IN_REVIEW,
    ),
    Case(
        "reason-kind",
        S,
        reopened,
        lambda claim: Review.objects.get(claim=claim, state="open").reason_kind == "our_error",
        lambda claim: {"reason_kind": "our_error"},
        on=SIGNED,
    ),
    Case(
        "declare-conflict",
        R,
        UNREVIEWED,
        lambda claim: claim.conflicts.standing().exists(),
        because,
        refused=lambda claim: REASON,
        sentence="This field is required",
    ),
    Case(
        "lift-conflict",
        S,
        in_conflict,
        lambda claim: not claim.conflicts.standing().exists(),
        lambda claim: {**because(claim), "conflict_id": claim.conflicts.get().pk},
        refused=lambda claim: REASON,
        sentence="This field is required",
    ),
    Case(
        "supplement",
        E,
        SIGNED,
        is_requested,
        appearing,
        refused=lambda claim: appearing(claim, "words that stand nowhere"),
        sentence="are not in the text",
    ),
    Case(
        "supplement-relation",
        E,
        SIGNED,
        is_requested,
        with_signed_other,
        refused=lambda claim: with_signed_other(claim) | REASON,
        sentence="This field is required",
    ),
    Case(
        "supplement-review",
        E,
        SIGNED,
        is_requested,
        conclusion,
        refused=lambda claim: conclusion(claim) | REASON,
        sentence="This field is required",
    ),
    Case(
        "translate",
        E,
        SIGNED,
        is_requested,
        lambda claim: {**SPANISH, "reason": "For readers.", "reads_both": "on"},
        refused=lambda claim: {**SPANISH, "reason": "For readers."},
        sentence="State that you read both languages",
    ),
    Case(
        "correct",
        E,
        SIGNED,
        is_requested,
        lambda claim: {
            "text": claim.text,
            "summary": factories.SUMMARY,
            "rationale": "The audit office's own count says the same!",
            "reason": "A slip.",
        },
        refused=lambda claim: {
            "text": claim.text,
            "summary": factories.SUMMARY,
            "rationale": "The audit office's own count says 160.",
            "reason": "A slip.",
        },
        sentence="Reopen the claim instead",
    ),
    Case(
        "embargo",
        E,
        UNREVIEWED,
        lambda claim: claim.embargo_until is not None,
        lambda claim: {"until": (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")},
        refused=lambda claim: {"until": "2001-01-01T00:00"},
        sentence="must end in the future",
    ),
    Case(
        "hold",
        R,
        SIGNED,
        lambda claim: Hold.objects.filter(claim=claim).exists(),
        lambda claim: {"kind": "safety", **because(claim)},
        refused=lambda claim: {"kind": "legal", **because(claim), "reason": ""},
        sentence="This field is required",
    ),
    Case(
        "block",
        R,
        UNREVIEWED,
        lambda claim: Hold.objects.filter(claim=claim).exists(),
        lambda claim: {"kind": "safety", **because(claim)},
        on=held,
        refused=lambda claim: {"kind": "legal", **because(claim)},
        sentence="has a hold of this kind already",
    ),
    Case(
        "lift-hold",
        E,
        held,
        is_requested,
        lambda claim: {"kind": "legal", **because(claim)},
        refused=lambda claim: {"kind": "legal"} | REASON,
        sentence="This field is required",
    ),
    Case(
        "another-person",
        E,
        saying_a_protected_name,
        is_requested,
        lambda claim: {
            "speaker": Speaker.objects.get(protected=True).pk,
            "reason": "A minister of that name.",
        },
        refused=lambda claim: {"speaker": Speaker.objects.get(protected=True).pk} | REASON,
        sentence="This field is required",
    ),
    Case(
        "ask-reply",
        E,
        IN_REVIEW,
        reply_is("asked"),
        asking(),
        refused=asking(deadline="2020-01-01T10:00"),
        sentence="The deadline is before the letter. Choose a later day.",
        keep={"contact_name": "Pia Prensa"},
    ),
    Case(
        "remind-reply",
        E,
        awaited,
        reply_is("reminded"),
        of_request(
            sending="by_hand", by_hand_at="2025-03-03T10:00", heading="Again", text="We wait."
        ),
        refused=of_request(sending="here", heading="Kept as typed", text=""),
        sentence="This field is required",
        keep={"heading": "Kept as typed"},
    ),
    Case(
        "move-deadline",
        E,
        awaited,
        lambda claim: claim.reply_requests.get().deadline.year == 2099,
        of_request(deadline="2099-03-01T10:00", reason="They asked for it."),
        refused=of_request(deadline="2020-03-01T10:00", reason="Kept as typed."),
        sentence="The deadline is in the past. Choose a later day.",
        keep={"reason": "Kept as typed."},
    ),
    Case(
        "answer-reply",
        E,
        awaited,
        reply_is("answered"),
        of_request(**ANSWERED),
        refused=of_request(**ANSWERED | {"answer": "Pia Prensa says so."}),
        sentence="never public",
        keep={"answer": "Pia Prensa says so."},
    ),
    Case(
        "reply-came-back",
        E,
        awaited,
        reply_is("unreached"),
        of_request(),
        refused=lambda claim: {"request": 0},
        sentence="Select a valid choice",
    ),
    Case(
        "no-reply",
        E,
        overdue,
        reply_is("no_answer"),
        of_request(),
        on=awaited,
        refused=of_request(),
        sentence="until the deadline",
    ),
    Case(
        "leave-out-reply",
        E,
        awaited,
        lambda claim: claim.reply_requests.get().left_out,
        of_request(),
        refused=lambda claim: {"request": 0},
        sentence="Select a valid choice",
    ),
    Case(
        "take-in-reply",
        E,
        reply_left_out,
        lambda claim: not claim.reply_requests.get().left_out,
        of_request(),
        refused=lambda claim: {"request": 0},
        sentence="Select a valid choice",
    ),
    Case(
        "supplement-reply",
        E,
        factories.signed_before_the_reply,
        is_requested,
        of_request(**ANSWERED, reason="They wrote."),
        refused=of_request(state="no_answer", reason="They wrote."),
        sentence="until the deadline",
    ),
    Case("withdraw", S, SIGNED, status("withdrawn"), because, on=WITHDRAWN),
    Case("reinstate", S, WITHDRAWN, status("in_review"), because, on=SIGNED),
]


def case_names(case: Case) -> str:
    return case.verb


@pytest.mark.parametrize("case", CASES, ids=case_names)
def test_the_form_does_the_deed(case: Case) -> None:
    claim, by = case.made(), case.who()
    client = at_the_desk(by)
    data = case.data(claim)
    # An address names no file.
    named = {key: value for key, value in data.items() if not isinstance(value, File)}
    opened = client.get(url_of(claim, case.verb), named)
    assert opened.status_code == 200
    answer = do(client, claim, case.verb, **data)
    assert answer.status_code == 302, words(answer)
    assert case.happened(Claim.objects.get(pk=claim.pk))
    last = Event.objects.order_by("pk").last()
    assert last is not None
    assert (last.actor, last.via) == (by.username, "admin")


@pytest.mark.parametrize("case", CASES, ids=case_names)
def test_a_refusal_is_a_sentence_and_changes_nothing(case: Case) -> None:
    claim = (case.on or case.made)()
    data = (case.refused or case.data)(claim)
    before = Claim.objects.values().get(pk=claim.pk)
    answer = do(at_the_desk(case.who()), claim, case.verb, **data)
    assert answer.status_code in (200, 409)
    text = words(answer).replace("&#x27;", "'")
    assert any(sentence in text for sentence in case.sentence.split("|")), text[-4000:]
    for typed in case.keep.values():
        assert typed in text
    assert Claim.objects.values().get(pk=claim.pk) == before


def test_every_verb_has_a_case() -> None:
    # tests/claims/workflow/test_listening.py tries what needs a transcript.
    covered = {case.verb for case in CASES} | {"withdraw-proposal", "listen", "unlisten"}
    assert covered == {action.name for action in VERBS}


def test_only_the_proposer_withdraws() -> None:
    by = factories.editor()
    claim = factories.proposed_claim(by)
    other = at_the_desk(factories.editor())
    assert "who proposed this, can withdraw it" in words(do(other, claim, "withdraw-proposal"))
    assert 'do/withdraw-proposal/"' not in words(other.get(url_of(claim)))
    assert do(at_the_desk(by), claim, "withdraw-proposal").status_code == 302
    assert Claim.objects.get(pk=claim.pk).status == "in_review"


def test_a_superuser_does_not_sign_what_they_proposed() -> None:
    owner = factories.person(None, is_superuser=True)
    claim = factories.proposed_claim(owner)
    client = at_the_desk(owner)
    page = words(client.get(url_of(claim)))
    assert "another senior editor signs it" in page
    assert 'do/sign/"' not in page
    answer = do(client, claim, "sign", version=factories.version_of(claim))
    assert answer.status_code == 409
    assert "You proposed this conclusion" in words(answer)
    assert Round.objects.get(claim=claim).outcome == "open"


def test_the_sign_form_names_and_shows_the_version_that_is_signed() -> None:
    claim = factories.proposed_claim()
    version = factories.version_of(claim)
    client = at_the_desk(factories.senior())
    page = words(client.get(url_of(claim, "sign")))
    assert f'name="version" value="{version}"' in page
    assert factories.QUOTE in page
    proposer = Round.objects.get(claim=claim).proposed_by
    review.withdraw_proposal(claim.pk, proposer)
    review.write(claim.pk, proposer, rationale="Another rationale altogether.")
    review.propose(claim.pk, proposer, "reported", "verified", harms=[])
    answer = do(client, claim, "sign", version=version)
    assert answer.status_code == 409
    assert "proposed another version" in words(answer)
    assert "Another rationale altogether." in words(answer)
    assert f'value="{factories.version_of(claim)}"' in words(answer)
    assert Claim.objects.get(pk=claim.pk).status == "awaiting_signoff"


def test_two_people_correct_through_the_desk() -> None:
    claim, by = factories.signed_claim(), factories.editor()
    deed = approvals.request_minor_edit(
        claim.pk, by, "A slip.", rationale="The audit office's own count says the same!"
    )
    own = words(at_the_desk(by).get(url_of(deed)))
    assert "<ins>same!</ins>" in own
    assert 'do/approve/"' not in own
    second = at_the_desk(factories.senior())
    assert 'do/approve/"' in words(second.get(url_of(deed)))
    assert do(second, deed, "approve").status_code == 302
    again = do(second, deed, "approve")
    assert again.status_code == 409
    assert "has already decided this" in words(again)


def test_declining_and_withdrawing_a_request() -> None:
    by, senior = factories.editor(), factories.senior()
    first, second = held(), held()
    one = approvals.request_hold_lift(first.pk, by, "legal", "It was settled.")
    other = approvals.request_hold_lift(second.pk, by, "legal", "It was settled.")
    assert do(at_the_desk(senior), one, "decline", answer="Not yet.").status_code == 302
    assert Approval.objects.get(pk=one.pk).answer == "Not yet."
    assert "Only the person who requested" in words(do(at_the_desk(senior), other, "withdraw"))
    assert do(at_the_desk(by), other, "withdraw").status_code == 302
    assert Approval.objects.get(pk=other.pk).outcome == "withdrawn"


def test_a_step_that_does_not_apply_says_who_did_what() -> None:
    claim = factories.proposed_claim(by := factories.editor())
    page = words(at_the_desk(factories.senior()).get(url_of(claim, "write")))
    assert f"{by.get_full_name()} proposed a conclusion" in page


def test_a_language_that_is_none_is_refused_in_a_sentence() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    typed = {"text": claim.text, "speaker": claim.speaker_id, "nature": claim.nature}
    typed |= {"said_basis": claim.said_basis, "language": "zz_bad!"}
    answer = do(at_the_desk(by), claim, "edit", **typed)
    assert "Give the language as a BCP 47 code" in words(answer)
    assert Claim.objects.get(pk=claim.pk).language == "en"
