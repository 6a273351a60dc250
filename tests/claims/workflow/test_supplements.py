"""Changing what was signed without reopening it: two people supplement, two correct a slip."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from claims.models import Claim, Evidence, Round
from claims.publication import publishing, speakers
from claims.publication.chain import faults
from claims.workflow import approvals, review
from newsroom.approvals import decline, withdraw
from newsroom.errors import NotAllowed, Refused
from newsroom.models import Approval
from sources import anchors
from sources.models import Snapshot, Speaker
from tests import factories, sql
from tests.claims.published import body, hold, lift, listed, story

pytestmark = pytest.mark.django_db


def ask_appearance(claim: Claim, snapshot: Snapshot | None = None, **fields: Any) -> Approval:
    snapshot = snapshot or factories.snapshot()
    quote = fields.pop("quote", factories.QUOTE)
    place = anchors.find_one(snapshot.text, quote)
    fields = {"directness": "direct", "verb": "claimed"} | fields
    return approvals.request_appearance(
        claim.pk, factories.editor(), "It is there too.", snapshot, [place], **fields
    )


def ask_correction(claim: Claim, **words: str) -> Approval:
    return approvals.request_minor_edit(claim.pk, factories.editor(), "A slip.", **words)


def approve(deed: Approval) -> None:
    approvals.approve(deed.pk, factories.senior())


# Supplements


def test_two_people_add_an_appearance_and_the_rest_stays_as_signed() -> None:
    claim = factories.signed_claim()
    before = body(claim)
    relayer = factories.speaker("A Wire", kind="organisation")
    snapshot = factories.snapshot()
    deed = approvals.request_appearance(
        claim.pk,
        factories.editor(),
        "It is there too.",
        snapshot,
        [anchors.find_one(snapshot.text, factories.QUOTE)],
        [{"kind": "wire", "speaker": relayer, "verb": "reported"}],
        directness="indirect",
    )
    assert story(claim) == [("signed", "signed")]
    approve(deed)
    after = body(claim)
    assert story(claim)[1:] == [("supplemented", "signed")]
    assert len(after["appearances"]) == 2
    assert after["appearances"][0] == before["appearances"][0]
    assert after["appearances"][1]["relayed_from"][0]["speaker"]["id"] == relayer.pk
    assert set(after["signed"]["by"]) > set(before["signed"]["by"])
    for each in (before, after):
        del each["appearances"], each["signed"]
    assert before == after
    assert Claim.objects.get(pk=claim.pk).status == "verified"
    assert list(faults()) == []


def test_who_asks_does_not_carry_it_out() -> None:
    claim, by = factories.signed_claim(), factories.senior()
    snapshot = factories.snapshot()
    deed = approvals.request_appearance(
        claim.pk,
        by,
        "It is there too.",
        snapshot,
        [anchors.find_one(snapshot.text, factories.QUOTE)],
        directness="direct",
    )
    with pytest.raises(Refused):
        approvals.approve(deed.pk, by)
    with pytest.raises(NotAllowed):
        approvals.approve(deed.pk, factories.editor())
    assert len(body(claim)["appearances"]) == 1


@pytest.mark.parametrize("answer", ["declined", "withdrawn"])
def test_what_is_declined_or_withdrawn_is_not_done(answer: str) -> None:
    claim = factories.signed_claim()
    deed = ask_appearance(claim)
    if answer == "declined":
        decline(deed.pk, factories.senior(), "It is the same text.")
    else:
        with pytest.raises(Refused):
            withdraw(deed.pk, factories.senior())
        withdraw(deed.pk, deed.requested_by)
    with pytest.raises(Refused) as refused:
        approve(deed)
    assert refused.value.rule == "approval_decided_once"
    assert story(claim) == [("signed", "signed")]


def test_required_evidence_does_not_lose_its_independence() -> None:
    claim = factories.signed_claim()
    evidence = Evidence.objects.get(claim=claim)
    snapshot = Snapshot.objects.get(source=evidence.source)
    deed = ask_appearance(claim, snapshot, quote=factories.INDEPENDENT_QUOTE)
    with pytest.raises(Refused) as refused:
        approve(deed)
    assert refused.value.rule == "verified_needs_independent"
    assert len(body(claim)["appearances"]) == 1
    assert Approval.objects.get(pk=deed.pk).outcome == "open"


def _states(claim: Claim) -> list[str]:
    return [piece["independence"]["state"] for piece in body(claim)["evidence"]]


def test_what_evidence_beside_it_loses_is_said() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    factories.record(claim, editor)
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert _states(claim) == ["independent", "independent"]
    passage = Evidence.objects.filter(claim=claim).earliest("pk")
    snapshot = Snapshot.objects.get(source=passage.source)
    approve(ask_appearance(claim, snapshot, quote=factories.INDEPENDENT_QUOTE))
    assert _states(claim) == ["not_independent", "independent"]


@pytest.mark.parametrize("status", ["unreviewed", "in_review", "awaiting_signoff", "withdrawn"])
def test_only_what_is_signed_is_supplemented_or_corrected(status: str) -> None:
    claim = factories.claim_that_is(status)
    relation = factories.relation(claim, factories.claim(), confirmed=False)
    asks: tuple[Callable[[], Approval], ...] = (
        lambda: ask_appearance(claim),
        lambda: ask_correction(claim, text=claim.text + "."),
        lambda: approvals.request_relation(claim.pk, factories.editor(), "So.", relation),
    )
    for ask in asks:
        with pytest.raises(Refused, match="Only a signed claim"):
            ask()


def test_a_claim_reopened_meanwhile_is_not_supplemented() -> None:
    claim = factories.signed_claim()
    deed = ask_appearance(claim)
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    with pytest.raises(Refused, match="Only a signed claim"):
        approve(deed)
    assert Approval.objects.get(pk=deed.pk).outcome == "open"


def test_a_name_withheld_when_signed_is_not_supplemented_once_it_is_public_again() -> None:
    speaker = factories.speaker("Lucía Andrade")
    speakers.protect(speaker.pk, factories.editor(), "a witness", "She was threatened.")
    claim = factories.signed_claim(speaker=Speaker.objects.get(pk=speaker.pk))
    approve(speakers.unprotect(speaker, factories.editor(), "She agrees to be named.", ""))
    with pytest.raises(Refused, match="no longer protected") as refused:
        approve(ask_appearance(claim))
    assert refused.value.rule == "signed_name_is_not_withheld"
    assert body(claim)["speaker"]["id"] is None


def test_what_is_done_under_a_hold_is_told_when_it_is_lifted() -> None:
    claim = factories.signed_claim()
    hold(claim)
    approve(ask_appearance(claim))
    assert not listed(claim)
    lift(claim)
    assert len(body(claim)["appearances"]) == 2


@pytest.mark.long
def test_a_relation_is_asked_for_with_its_reasons() -> None:
    one, other = factories.signed_claim(), factories.signed_claim()
    bare = factories.relation(one, other, confirmed=False)
    sql.run("UPDATE claims_relation SET rationale = '', scope = '' WHERE id = %s", bare.pk)
    bare.refresh_from_db()
    with pytest.raises(Refused, match="rationale"):
        approvals.request_relation(one.pk, factories.editor(), "So.", bare)
    stranger = factories.signed_claim()
    with pytest.raises(Refused, match="does not belong"):
        approvals.request_relation(stranger.pk, factories.editor(), "So.", bare)
    deed = approvals.request_relation(
        one.pk, factories.editor(), "So.", bare, "Both can't be.", "the count"
    )
    approve(deed)
    (relation,) = body(other)["relations"]
    assert (relation["rationale"], relation["scope"]) == ("Both can't be.", "the count")
    bare.refresh_from_db()
    with pytest.raises(Refused, match="signed already"):
        approvals.request_relation(one.pk, factories.editor(), "Again.", bare)


# Corrections


def misspelt(**fields: Any) -> Claim:
    return factories.signed_claim(text="In all 150 brigdes were bulit.", **fields)


def test_two_people_correct_a_slip_in_wording_and_rationale() -> None:
    claim = misspelt()
    before = body(claim)
    approve(
        ask_correction(
            claim,
            text="In all 150 bridges were built.",
            rationale="The audit office's own count says the same!",
        )
    )
    after = body(claim)
    assert story(claim)[1:] == [("corrected", "signed")]
    assert after["text"] == "In all 150 bridges were built."
    assert after["rationale"] == "The audit office's own count says the same!"
    claim.refresh_from_db()
    assert claim.text == after["text"]
    assert claim.reviews.get().rationale == after["rationale"]
    for each in (before, after):
        del each["text"], each["rationale"], each["signed"]
    assert before == after


def test_a_second_correction_builds_on_the_first() -> None:
    claim = misspelt()
    approve(ask_correction(claim, text="In all 150 bridges were bulit."))
    approve(ask_correction(claim, text="In all 150 bridges were built."))
    assert body(claim)["text"] == "In all 150 bridges were built."
    assert [event for event, _ in story(claim)] == ["signed", "corrected", "corrected"]
    numbers = Round.objects.filter(claim=claim).order_by("number")
    assert [(each.number, each.outcome) for each in numbers] == [
        (1, "signed"),
        (2, "signed"),
        (3, "signed"),
    ]


def test_a_correction_of_words_that_have_changed_is_asked_for_again() -> None:
    claim = misspelt()
    deed = ask_correction(claim, text="In all 150 bridges were bulit.")
    approve(ask_appearance(claim))
    with pytest.raises(Refused, match="Request it again"):
        approve(deed)
    assert body(claim)["text"] == claim.text


@pytest.mark.parametrize(
    "text",
    [
        "In all 180 brigdes were bulit.",
        "In all 150 brigdes were never bulit.",
        "In all of Peru 150 brigdes were bulit.",
        "In all 150 brigdes were bulit.",
        "Somebody says that many brigdes were bulit.",
    ],
)
def test_what_is_no_slip_is_not_even_asked_for(text: str) -> None:
    claim = misspelt()
    with pytest.raises(Refused):
        ask_correction(claim, text=text)
    assert not Approval.objects.exists()


def test_what_was_corrected_is_copied_into_the_next_review() -> None:
    claim = misspelt()
    approve(ask_correction(claim, rationale="The audit office's own count says the same!"))
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    assert body(claim)["rationale"] == "The audit office's own count says the same!"
    review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert body(claim)["rationale"] == "The audit office's own count says the same!"


def test_a_correction_under_a_hold_is_told_when_it_is_lifted() -> None:
    claim = misspelt()
    hold(claim)
    approve(ask_correction(claim, text="In all 150 bridges were built."))
    lift(claim)
    assert story(claim)[-1] == ("shown", "signed")
    assert body(claim)["text"] == "In all 150 bridges were built."


# By raw SQL, while a deed of two is being done


def being_done(kind: str, claim: Claim) -> None:
    by, senior = factories.editor(), factories.senior()
    sql.run_as(
        by,
        "INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id, requested_at,"
        " outcome, answer) VALUES (%s, %s, '{}', 'So.', %s, now(), 'open', '')",
        kind,
        claim.pk,
        by.pk,
    )
    sql.run_as(
        senior,
        "UPDATE newsroom_approval SET outcome = 'done', decided_by_id = %s, decided_at = now()"
        " WHERE subject_id = %s",
        senior.pk,
        claim.pk,
    )


@pytest.mark.parametrize("kind", ["correct", "supplement"])
def test_a_deed_does_not_sign_another_answer(kind: str) -> None:
    claim = factories.signed_claim()
    stands = publishing.signed_round(claim)
    assert stands is not None
    being_done(kind, claim)
    words = json.dumps(json.loads(stands.body) | {"status": "unrated"})
    with sql.broken("round_matches_claim"):
        sql.run(
            "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body,"
            " version, proposed_by_id, proposed_at, outcome, reason, alone)"
            " SELECT review_id, claim_id, number + 1, 'unrated', attribution, %s,"
            " encode(sha256(convert_to(%s, 'UTF8')), 'hex'), proposed_by_id, now(), 'open', '',"
            " false FROM claims_round WHERE id = %s",
            *(words, words, stands.pk),
        )
