"""Error reports of readers: sent at once, decided, answered; who may do what, and what is kept."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from claims.choices import Status
from claims.models import Claim, ErrorReport, Notice
from claims.notifications import notices, report_answers
from claims.workflow import error_reports, review
from newsroom.errors import NotAllowed, Refused
from newsroom.models import Event, User
from tests import factories, sql, workers
from tests.claims.admin.desk import at_the_desk, url_of, words
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_from_one_address_are_no_more_than_five() -> None:
    claims = [factories.signed_claim() for _each in range(2)]
    sent = at_once(
        *(
            partial(error_reports.send, claims[number % 2].pk, f"Words {number}.", "", "a")
            for number in range(16)
        )
    )
    refused = [each for each in sent if isinstance(each, Refused)]
    assert ErrorReport.objects.count() == error_reports.MOST_FROM_ADDRESS
    assert len(refused) == 16 - error_reports.MOST_FROM_ADDRESS
    assert {each.rule for each in refused} == {"reports_from_one_address"}


@pytest.mark.django_db(transaction=True)
def test_as_many_addresses_at_once_send_no_more_on_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(error_reports, "MOST_ON_CLAIM", 3)
    claim = factories.signed_claim()
    sent = at_once(
        *(
            partial(error_reports.send, claim.pk, "Words.", "", f"{number:064}")
            for number in range(16)
        )
    )
    assert ErrorReport.objects.count() == 3
    rules = [each.rule for each in sent if isinstance(each, Refused)]
    assert rules == ["reports_on_one_claim"] * 13


READER = "reader@example.org"


def reported(of: Claim | None = None, contact: str = "") -> ErrorReport:
    of = of or factories.signed_claim()
    return error_reports.send(of.pk, "The count is of March.", contact, "a" * 64)


def under_review(kind: str = "routine") -> Claim:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A check.", kind)
    return claim


# Each outcome, on a claim in each state in which it can be reported


def proposed_again() -> Claim:
    claim = under_review()
    review.propose(claim.pk, factories.editor(), "reported", "unrated", harms=[])
    return claim


STATES: dict[str, tuple[Callable[[], Claim], bool]] = {
    "signed": (factories.signed_claim, True),
    "under review again": (under_review, True),
    "reinstated": (factories.reinstated_claim, True),
    "proposed again": (proposed_again, False),
    "withdrawn": (factories.withdrawn_claim, False),
}


@pytest.mark.parametrize("state", STATES)
def test_what_each_outcome_does_to_the_claim(state: str) -> None:
    make, can_be_upheld = STATES[state]
    claim = make()
    status = Claim.objects.get(pk=claim.pk).status
    for outcome in ("not_upheld", "answered"):
        settled = error_reports.settle(reported(claim).pk, factories.editor(), outcome, "So.")
        assert (settled.outcome, settled.review) == (outcome, None)
        assert Claim.objects.get(pk=claim.pk).status == status
    report, senior = reported(claim), factories.senior()
    if not can_be_upheld:
        with pytest.raises(Refused):
            error_reports.uphold(report.pk, senior, "We misread it.", "our_error")
        return
    upheld = error_reports.uphold(report.pk, senior, "We misread it.", "our_error")
    assert upheld.outcome == "upheld"
    assert upheld.review == claim.reviews.get(state="open")
    assert Claim.objects.get(pk=claim.pk).status == Status.IN_REVIEW
    if state != "reinstated":
        shown = json.loads(factories.current_publication(claim).body)
        assert shown["reason_kind"] == upheld.review.reason_kind == "our_error"


def test_an_upheld_report_is_no_routine() -> None:
    report = reported()
    with pytest.raises(Refused, match="correction or brings new evidence"):
        error_reports.uphold(report.pk, factories.senior(), "We misread it.", "routine")
    with pytest.raises(Refused, match="reopen its claim"):
        error_reports.settle(report.pk, factories.senior(), "upheld", "We misread it.")


def test_it_is_assigned_to_an_editor() -> None:
    with pytest.raises(NotAllowed, match="is not an editor"):
        error_reports.assign(reported().pk, factories.editor(), factories.reporter(), None)


# Notices


def test_those_who_signed_it_are_told_and_whoever_it_is_assigned_to() -> None:
    editor, senior, third = factories.editor(), factories.senior(), factories.editor()
    claim = factories.signed_claim(editor, senior)
    report = reported(claim)

    def notified() -> set[int]:
        unseen = Notice.objects.filter(kind="report", seen_at__isnull=True)
        return set(unseen.values_list("person", flat=True))

    found = claim.added_by_id
    assert notified() == {editor.pk, senior.pk, found}
    error_reports.assign(report.pk, senior, third, factories.DAY)
    assert notified() == {editor.pk, senior.pk, third.pk, found}
    second = reported(claim)
    error_reports.settle(report.pk, third, "not_upheld", "No.")
    assert notified()
    error_reports.settle(second.pk, third, "not_upheld", "No.")
    assert notified() == set()


def test_where_they_have_left_every_senior_editor_is_notified() -> None:
    editor, senior, other = factories.editor(), factories.senior(), factories.senior()
    claim = factories.signed_claim(editor, senior)
    for person in (editor, senior):
        factories.take_role(person)
    reported(claim)
    assert Notice.objects.filter(kind="report", person=other, by=None).exists()
    assert b"a reader" in at_the_desk(other).get(url_of(claim)).content


def test_the_owner_changes_when_it_is_taken_or_assigned_and_is_told() -> None:
    first, second, decides = factories.editor(), factories.editor(), factories.editor()

    def kinds(person: User) -> list[str]:
        found = Notice.objects.filter(person=person).order_by("pk")
        return list(found.values_list("kind", flat=True))

    report = reported()
    assert report.owner is None
    error_reports.take(report.pk, first)
    error_reports.assign(report.pk, first, second, None)
    assert (kinds(first), kinds(second)) == ([], ["report"])
    error_reports.take(report.pk, first)
    assert kinds(second) == ["report", "taken_over"]
    settled = error_reports.settle(report.pk, decides, "not_upheld", "It is of April.")
    assert settled.owner == first
    assert kinds(first) == ["settled"]
    assert "takes it, gets it assigned" in words(at_the_desk(first).get(url_of(reported())))


# The reader's address


def test_only_the_owner_sees_the_address_and_the_history_never() -> None:
    report, owner, other = reported(contact=READER), factories.editor(), factories.senior()
    error_reports.take(report.pk, owner)
    assert READER in at_the_desk(owner).get(url_of(report)).content.decode()
    assert READER not in at_the_desk(other).get(url_of(report)).content.decode()
    error_reports.settle(report.pk, owner, "answered", "So.")
    error_reports.answer(report.pk, owner, "It is of March.")
    workers.work_off()
    error_reports.delete_address(report.pk, owner)
    assert not Event.objects.filter(new__icontains=READER).exists()
    assert not Event.objects.filter(old__icontains=READER).exists()


def test_it_is_deleted_some_time_after_the_decision(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = reported(contact=READER)
    reported(contact=READER)
    error_reports.settle(decided.pk, factories.editor(), "answered", "So.")

    def left() -> list[tuple[str, str]]:
        report_answers.delete_addresses()
        return list(ErrorReport.objects.order_by("pk").values_list("contact", "sender"))

    assert left() == [(READER, "a" * 64)] * 2
    settings.ERROR_REPORT_ADDRESS_DAYS = -1
    assert left() == [("", "a" * 64), (READER, "a" * 64)]
    monkeypatch.setattr(report_answers, "SENDER_KEPT", timedelta(days=-1))
    assert left() == [("", ""), (READER, "")]
    assert not Event.objects.filter(new__icontains=READER).exists()


# The answer


def test_the_answer_is_sent_by_a_click_in_the_readers_language() -> None:
    with translation.override("es"):
        report = reported(contact=READER)
    assert report.language == "es"
    owner = factories.editor()
    error_reports.settle(report.pk, owner, "not_upheld", "The page says March.")
    assert not mail.outbox
    desk = at_the_desk(owner)
    form = desk.get(url_of(report, "answer")).content.decode()
    assert "The page says March." in form
    for part in (READER, "El error del que nos avisó", settings.DEFAULT_FROM_EMAIL):
        assert part in form
    assert desk.post(url_of(report, "answer"), {"text": "Es de marzo."}).status_code == 302
    workers.work_off()
    report_answers.mail(report.pk)
    (sent,) = mail.outbox
    assert sent.to == [READER]
    assert sent.subject == "El error del que nos avisó"
    # Exactly what the editor sent.
    assert sent.body.strip() == "Es de marzo."
    report.refresh_from_db()
    assert report.mailed_at is not None
    with pytest.raises(Refused, match="answered already"):
        error_reports.answer(report.pk, owner, "Again.")


def test_the_answer_to_a_question_speaks_of_no_error() -> None:
    report, owner = reported(contact=READER), factories.editor()
    error_reports.settle(report.pk, owner, "answered", "The count is linked under Evidence.")
    report.refresh_from_db()
    assert report_answers.heading(report) == "What you wrote to us about our page"
    report.language = "es"
    assert report_answers.heading(report) == "Lo que nos escribió sobre nuestra página"


def test_the_page_says_that_an_answer_is_not_sent_where_there_is_no_mail_server(
    settings: Any,
) -> None:
    report, owner = reported(contact=READER), factories.editor()
    error_reports.settle(report.pk, owner, "not_upheld", "The page says March.")
    error_reports.answer(report.pk, owner, "It is March.")
    desk, unsent = at_the_desk(owner), "not sent: no mail server is set"
    shown = desk.get(url_of(report)).content.decode()
    assert "on its way" in shown
    assert unsent not in shown
    settings.SENDS_EMAIL = False
    assert unsent in desk.get(url_of(report)).content.decode()


def test_the_draft_thanks_says_when_the_address_is_deleted_and_is_signed(settings: Any) -> None:
    settings.NEWSROOM_NAME = "The Desk"
    report = reported(contact=READER)
    error_reports.settle(report.pk, factories.editor(), "not_upheld", "The page says March.")
    report.refresh_from_db()
    draft = report_answers.draft(report)
    assert draft.startswith("Hello,\n\nThank you for your report on this page:\n")
    assert "We delete your address" in draft
    assert draft.endswith("The Desk")


def test_an_answer_that_cannot_be_sent_is_refused() -> None:
    owner, other = factories.editor(), factories.editor()
    report = reported(contact=READER)
    with pytest.raises(Refused, match="Decide on the report first"):
        error_reports.answer(report.pk, owner, "So.")
    error_reports.settle(report.pk, owner, "answered", "So.")
    with pytest.raises(Refused, match="handles this report"):
        error_reports.answer(report.pk, other, "So.")
    error_reports.take(report.pk, other)
    error_reports.delete_address(report.pk, other)
    with pytest.raises(Refused, match="left no e-mail address"):
        error_reports.answer(report.pk, other, "So.")


def test_the_desk_says_what_each_outcome_does_under_its_one_name() -> None:
    shown = words(at_the_desk(factories.senior()).get(url_of(reported())))
    for name in ("Upheld", "Not upheld", "Answered"):
        # Its button, and what it does.
        assert shown.count(name) >= 2
    assert "it stands in the list Corrections" in shown


# What the database holds


def _settled(outcome: str = "not_upheld") -> ErrorReport:
    return error_reports.settle(reported(contact=READER).pk, factories.editor(), outcome, "No.")


def _answered() -> ErrorReport:
    report = _settled()
    assert report.owner is not None
    return error_reports.answer(report.pk, report.owner, "So.")


SETTLE = "outcome = '{outcome}', settled_by_id = {by}, settled_at = now(), settled_note = 'No.'"
BROKEN: list[tuple[str, Callable[[], ErrorReport], str, str]] = [
    ("error_report_is_kept", reported, "senior", "words = 'x'"),
    ("error_report_is_kept", reported, "senior", "id = id + 1"),
    ("error_report_is_kept", reported, "senior", "contact = 'other@example.org'"),
    ("error_report_is_kept", _settled, "senior", "sender = 'b'"),
    ("error_report_is_settled_once", _settled, "senior", "settled_note = 'Yes.'"),
    ("error_report_is_settled_once", _settled, "senior", "due_on = now()"),
    ("error_report_is_answered_once", _answered, "senior", "answer = 'Other words.'"),
    ("error_report_is_an_editors", reported, "senior", "owner_id = {reporter}"),
    ("error_report_is_settled_with_a_reason", reported, "editor", "settled_note = 'Done.'"),
    (
        "error_report_is_settled_with_a_reason",
        reported,
        "editor",
        SETTLE.replace("{outcome}", "whim"),
    ),
    (
        "error_report_is_settled_by_who_acts",
        reported,
        "reporter",
        SETTLE.replace("{outcome}", "answered"),
    ),
    (
        "error_report_is_settled_by_who_acts",
        reported,
        "senior",
        SETTLE.replace("{outcome}", "answered").replace("{by}", "{reporter}"),
    ),
    (
        "error_report_is_settled_by_who_acts",
        _settled,
        "senior",
        "answer = 'So.', answered_by_id = {reporter}, answered_at = now()",
    ),
    (
        "error_report_answer_is_complete",
        reported,
        "editor",
        "answer = 'So.', answered_by_id = {by}, answered_at = now()",
    ),
    ("error_report_answer_is_complete", reported, "editor", "mailed_at = now()"),
    (
        "error_report_is_upheld_by_a_senior",
        reported,
        "editor",
        SETTLE.replace("{outcome}", "upheld"),
    ),
    (
        "error_report_reopens_its_claim",
        reported,
        "senior",
        SETTLE.replace("{outcome}", "upheld"),
    ),
    (
        "error_report_upheld_reopens",
        reported,
        "senior",
        SETTLE.replace("{outcome}", "answered") + ", review_id = {review}",
    ),
]


@pytest.mark.parametrize(("rule", "make", "role", "change"), BROKEN)
def test_what_the_database_refuses(
    rule: str, make: Callable[[], ErrorReport], role: str, change: str
) -> None:
    report = make()
    by = getattr(factories, role)()
    values = {
        "by": by.pk,
        "reporter": by.pk if role == "reporter" else factories.reporter().pk,
        "review": report.claim.reviews.get().pk,
    }
    with sql.broken(rule):
        sql.run_as(
            by,
            f"UPDATE claims_errorreport SET {change.format(**values)} WHERE id = {report.pk}",
        )


# Nobody judges their own conclusion

SETTLING = "UPDATE claims_errorreport SET {change} WHERE id = {report}"


def settling(report: ErrorReport, by: User) -> str:
    change = SETTLE.format(outcome="not_upheld", by=by.pk)
    return SETTLING.format(change=change, report=report.pk)


@pytest.mark.parametrize("outcome", ["not_upheld", "answered"])
@pytest.mark.parametrize("who", ["proposer", "author", "signer"])
def test_nobody_decides_alone_that_nothing_is_wrong_with_their_own_conclusion(
    who: str, outcome: str
) -> None:
    people = {
        "proposer": factories.editor(),
        "author": factories.editor(),
        "signer": factories.senior(),
    }
    claim = factories.claim_in_review(people["proposer"])
    factories.record(claim, people["author"])
    review.propose(claim.pk, people["proposer"], "reported", "unrated", harms=[])
    review.sign(claim.pk, people["signer"], factories.version_of(claim))
    report, by, another = reported(claim), people[who], factories.editor()
    with pytest.raises(Refused, match="another editor decides"):
        error_reports.settle(report.pk, by, outcome, "It is right.")
    assert "another editor decides" in at_the_desk(by).get(url_of(report)).content.decode()
    with sql.broken("error_report_is_settled_by_another"):
        sql.run_as(by, settling(report, by))
    error_reports.take(report.pk, by)
    error_reports.settle(report.pk, another, outcome, "It is right.")


def test_where_there_is_no_other_editor_they_do() -> None:
    editor, senior = factories.editor(), factories.senior()
    claim = factories.signed_claim(editor, senior)
    rest = User.objects.exclude(pk__in=[editor.pk, senior.pk])
    for each in rest:
        factories.take_role(each)
    error_reports.settle(reported(claim).pk, editor, "not_upheld", "It is right.")


def test_where_by_the_policy_one_person_is_enough_they_do(
    owner_connection: psycopg.Connection,
) -> None:
    editor = factories.editor()
    report = reported(factories.signed_claim(editor))
    owner_connection.execute("UPDATE newsroom_policy SET one_person = true, reason = 'one of us'")
    try:
        error_reports.settle(report.pk, editor, "not_upheld", "It is right.")
    finally:
        owner_connection.execute("UPDATE newsroom_policy SET one_person = false, reason = ''")


def report_reason(outcome: str) -> str:
    return "We misread it." if outcome == "upheld" else "It says March."


@pytest.mark.parametrize(("outcome", "kind"), [("upheld", "upheld"), ("not_upheld", "settled")])
def test_whoever_handles_it_and_whoever_made_the_conclusion_are_told_of_the_decision(
    outcome: str, kind: str
) -> None:
    editor, signer, owner, senior = (
        *(factories.editor(), factories.senior(), factories.editor(), factories.senior()),
    )
    report = reported(factories.signed_claim(editor, signer))
    error_reports.assign(report.pk, signer, owner, None)
    if outcome == "upheld":
        error_reports.uphold(report.pk, senior, report_reason(outcome), "our_error")
    else:
        error_reports.settle(report.pk, senior, outcome, report_reason(outcome))
    waiting = Notice.objects.filter(kind=kind, seen_at__isnull=True)
    people = {(each.person, each.by) for each in waiting}
    found = report.claim.added_by
    assert people == {(each, senior) for each in (editor, signer, owner, found)}
    mailed = notices.outside_words(waiting[0])
    assert str(report.claim_id) in mailed
    assert "March" not in mailed
    # The page that the notice leads to says why.
    assert report_reason(outcome) in words(at_the_desk(owner).get(url_of(report.claim)))


def test_a_report_says_something() -> None:
    claim = factories.signed_claim()
    number = factories.current_publication(claim).number
    with sql.broken("error_report_has_text"):
        sql.run(
            "INSERT INTO claims_errorreport (claim_id, publication_id, words, contact, sender,"
            f" settled_note) VALUES ({claim.pk}, {number}, '', '', '', '')"
        )


def test_a_report_is_of_its_claims_publication_and_starts_open() -> None:
    one, other = factories.signed_claim(), factories.signed_claim()
    number = factories.current_publication(other).number
    with sql.broken("error_report_starts_open"):
        sql.run(
            "INSERT INTO claims_errorreport (claim_id, publication_id, words, contact, sender,"
            f" settled_note) VALUES ({one.pk}, {number}, 'x', '', '', '')"
        )


def test_a_report_is_due_and_waits_at_the_desk() -> None:
    report = reported()
    assert report.due_on is not None
    assert report.due_on > timezone.localdate() + timedelta(days=5)
    page = at_the_desk(factories.editor()).get("/admin/").content.decode()
    assert "Error reports" in page
    assert report.words in page
    listed_page = at_the_desk(factories.editor()).get("/admin/claims/errorreport/")
    shown = " ".join(listed_page.content.decode().split())
    assert "Error reports" in shown
    assert "Select error report" not in shown
    assert "Not empty" not in shown
    listed = Client()
    assert listed.get("/admin/claims/errorreport/").status_code == 302
