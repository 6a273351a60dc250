"""Whoever declares a conflict of interest neither proposes nor signs; what was done before stays."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from claims.admin.queue import queue
from claims.choices import CONCLUDED, Status
from claims.models import Claim, Conflict, Notice, Round
from claims.workflow import approvals, conflicts, error_reports, review
from newsroom.approvals import withdraw
from newsroom.errors import NotAllowed, Refused
from newsroom.history import acting
from newsroom.models import Approval, Event, User
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, url_of

pytestmark = pytest.mark.django_db

WHY = "My sister works there."


def in_conflict(claim: Claim, who: User) -> Conflict:
    return conflicts.declare(claim.pk, who, WHY)


def notified() -> set[int]:
    unseen = Notice.objects.filter(kind="conflict", seen_at__isnull=True)
    return set(unseen.values_list("person", flat=True))


# What is refused


def propose(claim: Claim, by: User) -> None:
    review.propose(claim.pk, by, "reported", "unrated", harms=[])


def sign(claim: Claim, by: User) -> None:
    review.sign(claim.pk, by, factories.version_of(claim))


def assign(claim: Claim, by: User) -> None:
    review.assign(claim.pk, factories.senior(), by)


def supplement(claim: Claim, by: User) -> None:
    """As the one who requests it, which makes them its proposer."""
    request = approvals.request_external_review(
        claim.pk, by, "Theirs.", factories.publisher(), {"rating": "False"}
    )
    approvals.approve(request.pk, factories.senior())


def approve_supplement(claim: Claim, by: User) -> None:
    request = approvals.request_external_review(
        claim.pk, factories.editor(), "Theirs.", factories.publisher(), {"rating": "False"}
    )
    approvals.approve(request.pk, by)


CONCLUDING: dict[str, tuple[Callable[[], Claim], Callable[[Claim, User], None]]] = {
    "propose": (factories.claim_in_review, propose),
    "sign": (factories.proposed_claim, sign),
    "be the reviewer": (factories.claim_in_review, assign),
    "request a supplement": (factories.signed_claim, supplement),
    "approve a supplement": (factories.signed_claim, approve_supplement),
}


@pytest.mark.parametrize("what", CONCLUDING)
@pytest.mark.parametrize("is_superuser", [False, True])
def test_what_a_person_in_conflict_may_not_do(what: str, is_superuser: bool) -> None:
    make, do = CONCLUDING[what]
    by = factories.person(None, is_superuser=True) if is_superuser else factories.senior()
    do(make(), by)
    claim = make()
    declared = in_conflict(claim, by)
    with pytest.raises((Refused, NotAllowed), match="conflict of interest"):
        do(claim, by)
    conflicts.lift(claim.pk, factories.senior(), declared.pk, "She has left.")
    for waiting in Approval.objects.open():
        withdraw(waiting.pk, waiting.requested_by)
    do(claim, by)


KEPT: dict[str, Callable[[Claim, User], Any]] = {
    "write": lambda claim, by: review.write(claim.pk, by, would_settle="The ledger."),
    "add evidence": factories.record,
    "withdraw": lambda claim, by: review.withdraw(claim.pk, by, "It was retracted."),
}


@pytest.mark.parametrize("what", KEPT)
def test_what_they_still_may(what: str) -> None:
    claim, by = factories.claim_in_review(), factories.senior()
    in_conflict(claim, by)
    KEPT[what](claim, by)


@pytest.mark.parametrize("status", Status)
def test_it_is_declared_in_every_state(status: Status) -> None:
    claim = factories.claim_that_is(status)
    in_conflict(claim, factories.reporter())
    assert Claim.objects.get(pk=claim.pk).status == status


def test_others_are_not_concerned() -> None:
    claim = factories.proposed_claim()
    in_conflict(claim, factories.senior())
    sign(claim, factories.senior())
    assert Claim.objects.get(pk=claim.pk).status in CONCLUDED


def test_the_queue_and_the_notice_to_sign_leave_them_out() -> None:
    editor, senior = factories.editor(), factories.senior()
    claim = factories.claim_in_review(editor)
    in_conflict(claim, senior)
    round_ = review.propose(claim.pk, editor, "reported", "unrated", harms=[])
    assert senior not in review.who_may_sign(round_)
    assert not Notice.objects.filter(person=senior, kind="to_sign").exists()
    assert claim not in queue.waiting_for(Claim.objects.all(), senior)
    other = factories.senior()
    assert claim in queue.waiting_for(Claim.objects.all(), other)


# Error reports

DECIDING: dict[str, Callable[[int, User], Any]] = {
    "settle": lambda report, by: error_reports.settle(report, by, "answered", "It says so."),
    "uphold": lambda report, by: error_reports.uphold(report, by, "We misread it.", "our_error"),
    "take": error_reports.take,
    "be assigned": lambda report, by: error_reports.assign(report, factories.senior(), by, None),
}


@pytest.mark.parametrize("what", DECIDING)
def test_nor_decide_on_an_error_report_of_the_claim(what: str) -> None:
    report, by = factories.error_report(), factories.senior()
    declared = in_conflict(report.claim, by)
    with pytest.raises((Refused, NotAllowed), match="conflict of interest"):
        DECIDING[what](report.pk, by)
    conflicts.lift(report.claim_id, factories.senior(), declared.pk, "She has left.")
    DECIDING[what](report.pk, by)


@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'answered', settled_by_id = {by}, settled_at = now(), settled_note = 'No.'",
        "owner_id = {by}",
    ],
)
def test_nor_by_sql(change: str) -> None:
    report, by = factories.error_report(), factories.senior()
    in_conflict(report.claim, by)
    with sql.broken("error_report_without_a_conflict"):
        sql.run_as(by, f"UPDATE claims_errorreport SET {change.format(by=by.pk)}")


def test_nor_answer_it_once_they_have_declared_one() -> None:
    report, by = factories.error_report(), factories.senior()
    report = error_reports.settle(report.pk, by, "answered", "It says so.")
    in_conflict(report.claim, by)
    assert "conflict of interest" in error_reports.why_not_answer(report, by)
    with sql.broken("error_report_without_a_conflict"):
        sql.run_as(
            by,
            f"UPDATE claims_errorreport SET answer = 'So.', answered_by_id = {by.pk},"
            " answered_at = now()",
        )


def test_they_are_not_notified_of_one() -> None:
    editor, senior, other = factories.editor(), factories.senior(), factories.senior()
    claim = factories.signed_claim(editor, senior)
    for each in (editor, senior):
        in_conflict(claim, each)
    factories.error_report(claim)
    notices = Notice.objects.filter(kind="report").values_list("person", flat=True)
    assert other.pk in notices
    assert not {editor.pk, senior.pk} & set(notices)


# Declared afterwards


def test_nothing_that_was_signed_is_undone_and_senior_editors_are_notified() -> None:
    editor, senior, other = factories.editor(), factories.senior(), factories.senior()
    claim = factories.signed_claim(editor, senior)
    in_conflict(claim, senior)
    assert Claim.objects.get(pk=claim.pk).status == Status.VERIFIED
    assert factories.current_publication(claim).event == "signed"
    assert notified() == {other.pk}
    page = at_the_desk(other).get(url_of(claim)).content.decode()
    assert WHY in page
    assert "This person has already worked on the claim." in page
    declared = Conflict.objects.get()
    conflicts.lift(claim.pk, other, declared.pk, "A slip: another ministry.")
    assert notified() == set()


def test_a_proposal_stays_until_somebody_decides() -> None:
    editor, senior = factories.editor(), factories.senior()
    claim = factories.proposed_claim(editor)
    in_conflict(claim, editor)
    assert Round.objects.get(claim=claim).outcome == "open"
    assert senior.pk in notified()
    review.send_back(claim.pk, senior, "Somebody else proposes it.")


def test_who_has_done_nothing_alarms_nobody() -> None:
    factories.senior()
    claim = factories.signed_claim()
    in_conflict(claim, factories.senior())
    assert notified() == set()
    page = at_the_desk(factories.senior()).get(url_of(claim)).content.decode()
    assert WHY in page
    assert "This person has already worked on the claim." not in page


# Kept, and never public


def test_it_is_in_the_history_and_nowhere_public() -> None:
    claim, senior = factories.signed_claim(), factories.senior()
    in_conflict(claim, senior)
    event = Event.objects.about(claim.pk).filter(table="claims_conflict").get()
    assert (event.actor, event.new["reason"]) == (senior.get_username(), WHY)
    for address in (f"/claims/{claim.pk}/", f"/api/v1/claims/{claim.pk}/", "/api/v1/changes/"):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert WHY not in answer.content.decode()


def test_the_desk_declares_and_lifts() -> None:
    claim, senior, other = factories.claim_in_review(), factories.senior(), factories.senior()
    form = {"reason": WHY, "revision": claim.revision}
    claim.refresh_from_db()
    form["revision"] = claim.revision
    assert at_the_desk(senior).post(url_of(claim, "declare-conflict"), form).status_code == 302
    declared = Conflict.objects.get()
    lifted = {"conflict_id": declared.pk, "reason": "She has left."}
    # One's own is not on offer.
    assert at_the_desk(senior).post(url_of(claim, "lift-conflict"), lifted).status_code == 200
    assert at_the_desk(other).post(url_of(claim, "lift-conflict"), lifted).status_code == 302
    with pytest.raises(Refused, match="does not stand any more"):
        conflicts.lift(claim.pk, other, declared.pk, "Again.")


# What the database holds

STANDS = "lifted_by_id = {by}, lifted_at = now(), lifted_reason = 'She has left.'"


@pytest.mark.parametrize(
    ("rule", "who", "statement"),
    [
        ("conflict_has_a_reason", "other", "INSERT {columns} ({claim}, {by}, '')"),
        (
            "conflict_is_declared_by_the_person",
            "other",
            "INSERT {columns} ({claim}, {editor}, 'His wife.')",
        ),
        ("conflict_stands_once", "declared", "INSERT {columns} ({claim}, {by}, 'Again.')"),
        ("conflict_is_kept", "lifted", "UPDATE claims_conflict SET lifted_reason = 'None.'"),
        ("conflict_is_lifted_by_a_senior", "editor", f"UPDATE claims_conflict SET {STANDS}"),
        (
            "conflict_is_lifted_by_a_senior",
            "other",
            f"UPDATE claims_conflict SET {STANDS.replace('{by}', '{editor}')}",
        ),
        ("conflict_is_lifted_by_another", "declared", f"UPDATE claims_conflict SET {STANDS}"),
        (
            "conflict_is_lifted_with_a_reason",
            "other",
            "UPDATE claims_conflict SET lifted_by_id = {by}, lifted_at = now()",
        ),
    ],
)
def test_what_the_database_refuses(rule: str, who: str, statement: str) -> None:
    claim = factories.claim_in_review()
    people = {"declared": factories.senior(), "other": factories.senior()}
    people |= {"editor": factories.editor()}
    declared = in_conflict(claim, people["declared"])
    if who == "lifted":
        conflicts.lift(claim.pk, people["other"], declared.pk, "She has left.")
        who = "other"
    values = {
        "columns": "INTO claims_conflict (claim_id, person_id, reason) VALUES",
        "claim": claim.pk,
        "by": people[who].pk,
        "editor": people["editor"].pk,
    }
    with sql.broken(rule):
        sql.run_as(people[who], statement.format(**values))


def test_the_database_takes_no_proposal_and_no_signature_either() -> None:
    senior = factories.senior()
    claim = factories.proposed_claim()
    in_conflict(claim, senior)
    with sql.broken("no_signature_in_a_conflict"):
        sql.run_as(
            senior,
            f"UPDATE claims_round SET outcome = 'signed', decided_by_id = {senior.pk},"
            f" decided_at = now() WHERE claim_id = {claim.pk}",
        )
    other = factories.claim_in_review()
    in_conflict(other, senior)
    with sql.broken("no_proposal_in_a_conflict"):
        sql.run_as(
            senior,
            "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body, version,"
            " proposed_by_id, outcome, reason, alone)"
            f" SELECT id, claim_id, 1, 'unrated', 'reported', '{{}}', '', {senior.pk}, 'open', '', false"
            f" FROM claims_review WHERE claim_id = {other.pk}",
        )


def test_nobody_deletes_one() -> None:
    claim, senior = factories.claim_in_review(), factories.senior()
    in_conflict(claim, senior)
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql.run_as(senior, "DELETE FROM claims_conflict")


def test_postgresql_says_when_a_conflict_was_declared_and_lifted() -> None:
    claim, by = factories.claim_in_review(), factories.editor()
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    with acting(by, WHY):
        made = Conflict.objects.create(claim=claim, person=by, reason=WHY, declared_at=long_ago)
    made.refresh_from_db()
    assert made.declared_at > long_ago
    senior = factories.senior()
    with acting(senior, "A slip."):
        made.lifted_by, made.lifted_at, made.lifted_reason = senior, long_ago, "A slip."
        made.save(update_fields=["lifted_by", "lifted_at", "lifted_reason"])
    made.refresh_from_db()
    assert made.lifted_at is not None
    assert made.lifted_at >= made.declared_at
