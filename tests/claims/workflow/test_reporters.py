"""Reporters check what is assigned to them; an editor proposes or returns it, another signs."""

from collections.abc import Callable
from typing import Any

import pytest

from claims.admin.claim import next_steps
from claims.admin.queue import queue
from claims.choices import CONCLUDED
from claims.models import Claim, Notice, Review, Round
from claims.workflow import approvals as deciding
from claims.workflow import conflicts, reporters, review
from claims.workflow.evidence import remove_evidence
from newsroom import people
from newsroom.choices import Role
from newsroom.errors import NotAllowed, Refused
from newsroom.models import Approval, User
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, url_of

pytestmark = pytest.mark.django_db


def assigned(to: User, **fields: Any) -> Claim:
    claim = factories.claim_in_review(**fields)
    review.assign(claim.pk, factories.editor(), to)
    return Claim.objects.get(pk=claim.pk)


def notified(kind: str) -> set[int]:
    unseen = Notice.objects.filter(kind=kind, seen_at__isnull=True)
    return set(unseen.values_list("person", flat=True))


def remove(claim: Claim, by: User) -> None:
    piece = Review.objects.get(claim=claim).evidence.latest("pk")
    remove_evidence(claim.pk, by, piece.pk)


WRITING: dict[str, Callable[[Claim, User], Any]] = {
    "summary": lambda claim, by: review.write(claim.pk, by, summary="The office counted 83."),
    "rationale": lambda claim, by: review.write(claim.pk, by, rationale="The count of June."),
    "reply": lambda claim, by: review.write(claim.pk, by, reply_not_sought="She is dead."),
    "evidence": factories.record,
    "no evidence": remove,
}


@pytest.mark.parametrize("what", WRITING)
def test_a_reporter_writes_in_what_is_assigned_to_them_and_nowhere_else(what: str) -> None:
    reporter = factories.reporter()
    WRITING[what](assigned(reporter), reporter)
    other = assigned(colleague := factories.reporter())
    with pytest.raises(NotAllowed, match=str(colleague)):
        WRITING[what](other, reporter)


def test_reporter_editor_and_senior_editor() -> None:
    reporter, editor, senior = factories.reporter(), factories.editor(), factories.senior()
    claim = factories.anchored_claim()
    review.assign(claim.pk, editor, reporter)
    assert notified("assigned") == {reporter.pk}
    review.write(
        claim.pk,
        reporter,
        summary=factories.SUMMARY,
        rationale="The audit office's own count says the same.",
    )
    factories.add_independent_evidence(claim, reporter)
    reporters.hand_in(claim.pk, reporter)
    assert (notified("assigned"), notified("handed_in")) == (set(), {editor.pk, senior.pk})
    assert claim in queue.handed_in(Claim.objects.all())
    reporters.return_to_reporter(claim.pk, editor, "Ask the office.")
    assert (notified("sent_back"), notified("handed_in")) == ({reporter.pk}, set())
    assert not queue.handed_in(Claim.objects.all()).exists()
    reporters.hand_in(claim.pk, reporter)
    round_ = review.propose(claim.pk, editor, "reported", "verified", harms=[])
    assert {reporter.pk, editor.pk} <= set(round_.authors)
    assert (notified("handed_in"), notified("to_sign")) == (set(), {senior.pk})
    review.sign(claim.pk, senior, round_.version)
    assert Claim.objects.get(pk=claim.pk).status in CONCLUDED


def test_nothing_is_handed_in_before_something_is_written() -> None:
    reporter = factories.reporter()
    claim = factories.anchored_claim()
    review.assign(claim.pk, factories.editor(), reporter)
    with pytest.raises(Refused, match="Nothing is written yet"):
        reporters.hand_in(claim.pk, reporter)
    factories.record(claim, reporter)
    reporters.hand_in(claim.pk, reporter)


@pytest.mark.parametrize("who", ["an editor", "another reporter", "in conflict"])
def test_who_does_not_hand_it_in(who: str) -> None:
    reporter = factories.reporter()
    claim = assigned(factories.editor() if who == "an editor" else reporter)
    if who == "in conflict":
        conflicts.declare(claim.pk, reporter, "My sister works there.")
        with pytest.raises(NotAllowed, match="conflict of interest"):
            review.assign(claim.pk, factories.editor(), reporter)
        return
    by = factories.reporter() if who == "another reporter" else Review.objects.get().reviewer
    with pytest.raises(Refused, match="to whom a review is assigned"):
        reporters.hand_in(claim.pk, by)


def test_only_what_was_handed_in_is_returned_and_with_a_reason() -> None:
    reporter, editor = factories.reporter(), factories.editor()
    claim = assigned(reporter)
    with pytest.raises(Refused, match="Nobody has handed it in"):
        reporters.return_to_reporter(claim.pk, editor, "Ask the office.")
    reporters.hand_in(claim.pk, reporter)
    with pytest.raises(Refused, match="handed in already"):
        reporters.hand_in(claim.pk, reporter)
    with pytest.raises(Refused, match="what is missing"):
        reporters.return_to_reporter(claim.pk, editor, " ")
    # Somebody else begins afresh.
    review.assign(claim.pk, editor, factories.reporter())
    assert Review.objects.get().handed_in_at is None


def test_a_reporter_proposes_nothing_unless_the_policy_says_so() -> None:
    reporter = factories.reporter()
    claim = assigned(reporter)
    with pytest.raises(NotAllowed, match="An editor proposes"):
        review.propose(claim.pk, reporter, "reported", "verified", harms=[])
    factories.review_policy(reporters_propose=True)
    # It began before.
    with pytest.raises(NotAllowed, match="An editor proposes"):
        review.propose(claim.pk, reporter, "reported", "verified", harms=[])
    body = "SELECT body::text FROM claims_round"
    assert sql.run(body) == []


def test_by_policy_a_reporter_proposes_their_own_and_one_senior_editor_signs() -> None:
    factories.review_policy(reporters_propose=True)
    reporter, other = factories.reporter(), factories.reporter()
    claim = assigned(reporter)
    with pytest.raises(NotAllowed):
        review.propose(claim.pk, other, "reported", "verified", harms=[])
    round_ = review.propose(claim.pk, reporter, "reported", "verified", harms=[])
    with pytest.raises(NotAllowed):
        review.sign(claim.pk, reporter, round_.version)
    review.withdraw_proposal(claim.pk, reporter)
    round_ = review.propose(claim.pk, reporter, "reported", "verified", harms=[])
    with pytest.raises(NotAllowed):
        review.withdraw_proposal(claim.pk, other)
    review.sign(claim.pk, senior := factories.senior(), round_.version)
    signed = Round.objects.get(claim=claim, outcome="signed")
    assert (signed.proposed_by, signed.decided_by, signed.alone) == (reporter, senior, False)


def test_nobody_signs_what_a_second_account_of_theirs_proposes() -> None:
    factories.review_policy(reporters_propose=True)
    senior, other = factories.senior(), factories.senior()
    account = people.invite(senior, "second")
    people.request_role(account, Role.REPORTER, senior, "She writes.")
    account = User.objects.get(pk=account.pk)
    claim = assigned(account)
    with pytest.raises(NotAllowed, match="two senior editors"):
        review.propose(claim.pk, account, "reported", "verified")
    with sql.broken("proposal_is_of_an_editor"):
        sql.run_as(account, INSERT.format(by=account.pk, claim=claim.pk))
    people.request_role(account, Role.REPORTER, senior, "She writes.", proposes=True)
    deciding.approve(Approval.objects.get().pk, other)
    account = User.objects.get(pk=account.pk)
    round_ = review.propose(claim.pk, account, "reported", "verified")
    with pytest.raises(Refused, match="gave its proposer"):
        review.sign(claim.pk, senior, round_.version)
    with sql.broken("sign_off_by_no_author"):
        sql.run_as(
            senior,
            "UPDATE claims_round SET outcome = 'signed', decided_by_id = %s, decided_at = now() WHERE id = %s",
            senior.pk,
            round_.pk,
        )
    review.sign(claim.pk, other, round_.version)


INSERT = (
    "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body, version,"
    " proposed_by_id, outcome, reason, alone)"
    " SELECT id, claim_id, 1, 'unrated', 'reported', '{{}}', '', {by}, 'open', '', false"
    " FROM claims_review WHERE claim_id = {claim}"
)


@pytest.mark.parametrize("why", ["default", "another's review", "left"])
def test_nor_by_sql(why: str) -> None:
    if why != "default":
        factories.review_policy(reporters_propose=True)
    reporter = factories.reporter()
    claim = assigned(factories.reporter() if why == "another's review" else reporter)
    if why == "left":
        factories.name_person(reporter, None, is_active=False)
    with sql.broken("proposal_is_of_an_editor"):
        sql.run_as(reporter, INSERT.format(by=reporter.pk, claim=claim.pk))


def test_the_desk_offers_a_reporter_what_they_may_do() -> None:
    reporter, editor = factories.reporter(), factories.editor()
    claim = assigned(reporter)
    desk = at_the_desk(reporter)
    page = desk.get(url_of(claim)).content.decode()
    for name in ("write", "add-record", "hand-in"):
        assert url_of(claim, name) in page
    for name in ("propose", "assign", "take"):
        assert url_of(claim, name) not in page
    other = assigned(factories.reporter())
    page = desk.get(url_of(other)).content.decode()
    assert not any(url_of(other, name) in page for name in ("write", "add-record", "hand-in"))
    sent = desk.post(url_of(claim, "hand-in"), {"revision": claim.revision})
    assert sent.status_code == 302
    claim.refresh_from_db()
    assert "handed it in" in at_the_desk(editor).get(url_of(claim)).content.decode()
    assert "Checked by reporters" in at_the_desk(editor).get("/admin/").content.decode()
    reason = {"revision": claim.revision, "reason": "Ask the office."}
    assert at_the_desk(editor).post(url_of(claim, "return"), reason).status_code == 302
    assert "Ask the office." in desk.get(url_of(claim)).content.decode()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (factories.anchored_claim, "An editor starts the review"),
        (factories.claim_in_review, "they or another editor propose"),
        (lambda: assigned(factories.reporter()), "checks it and hands it in"),
        (factories.proposed_claim, "A senior editor who wrote none of it"),
    ],
)
def test_what_must_happen_next(make: Callable[[], Claim], sentence: str) -> None:
    factories.senior()
    claim = make()
    latest = claim.reviews.first()
    proposal = Round.objects.filter(claim=claim, outcome="open").first()
    assert any(sentence in each for each in next_steps.of(claim, latest, proposal))
    assert next_steps.in_short(claim, latest, proposal)
