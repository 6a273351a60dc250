"""What waits for a second person, and holds, are announced to whom they concern, and to nobody else."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from claims.choices import LegalBasis, NoticeKind
from claims.models import Claim, LogAhead, Notice
from claims.notifications import announcements, notices
from claims.publication import publishing, speakers, takedowns
from claims.workflow import approvals as deciding
from claims.workflow import dossiers, erasures, labels, review
from newsroom import approvals, signer_keys
from newsroom.choices import PEOPLE_KINDS, ApprovalKind, Role
from newsroom.history import acting
from newsroom.models import Approval, Job, User
from sources.models import Speaker, SpeakerMerge
from tests import factories, sql, workers
from tests.claims.admin.desk import at_the_desk, list_of, url_of, words
from tests.claims.notifications.people import notified, with_mail
from tests.newsroom.test_people import ASKED, subject_of
from tests.passkeys import Passkey

pytestmark = pytest.mark.django_db

REASON = "It was answered by the lawyers."


@pytest.fixture(autouse=True)
def _mail_goes_out(settings: Any) -> None:
    settings.SENDS_EMAIL = True


def hold(claim: Claim, by: User | None = None, kind: str = "legal") -> None:
    publishing.hold(claim.pk, by or factories.reporter(), kind, "A letter came.")


# One way to request each kind; what it needs beforehand is done by others.


def lift_hold(by: User) -> Any:
    claim = factories.signed_claim()
    hold(claim)
    return deciding.request_hold_lift(claim.pk, by, "legal", REASON)


def lift_takedown(by: User) -> Any:
    snapshot = factories.snapshot()
    takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")
    return takedowns.request_lift(snapshot.pk, by, REASON)


def supplement(by: User) -> Any:
    claim, publisher = factories.signed_claim(), factories.publisher()
    review_ = {"rating": "Nope"}
    return deciding.request_external_review(claim.pk, by, REASON, publisher, review_)  # type: ignore[arg-type]


def correct(by: User) -> Any:
    claim = factories.signed_claim(text="150 bridges  were built.")
    return deciding.request_minor_edit(claim.pk, by, REASON, text="150 bridges were built.")


def change_speaker(by: User) -> Any:
    return speakers.change(factories.signed_claim().speaker, by, REASON, description="minister")


def merge(by: User) -> Any:
    return speakers.merge(factories.speaker(), factories.signed_claim().speaker, by, REASON)


def unmerge(by: User) -> Any:
    request_ = merge(factories.editor())
    deciding.approve(request_.pk, factories.senior())
    return speakers.unmerge(SpeakerMerge.objects.get(), by, REASON)


def protected(name: str) -> Speaker:
    speaker = factories.speaker(name)
    return speakers.protect(speaker.pk, factories.editor(), "a witness", "She was threatened.")


def unprotect(by: User) -> Any:
    return speakers.unprotect(protected("Lucía Andrade"), by, REASON, "a witness")


def another_person(by: User) -> Any:
    claim = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    return deciding.request_another_person(claim.pk, by, REASON, protected("Lucía Andrade"))


def sign_dossier(by: User) -> Any:
    claim = factories.signed_claim()
    return dossiers.add(by, "bridges", "Bridges", "What was said of them.", [claim.pk])


def sign_label(by: User) -> Any:
    return labels.add(by, "half-true", **factories.HALF_TRUE)


def enrol_key(by: User) -> Any:
    return signer_keys.request(by, Passkey().register(by).pk, REASON)


def open_epoch(by: User) -> Any:
    with acting(None, "read from the log"):
        ahead = LogAhead.objects.create(origin="news.example/log", size=4, root="0" * 64, number=3)
    return approvals.request(
        ApprovalKind.OPEN_EPOCH, ahead.pk, by, REASON, origin="news.example/log/2"
    )


SUBJECTS: dict[ApprovalKind, Callable[[], Any]] = {
    ApprovalKind.ERASE_PERSON: lambda: factories.speaker("Lucía Andrade"),
    ApprovalKind.ERASE_SOURCE: factories.source,
    ApprovalKind.ERASE_REPORT: factories.error_report,
    ApprovalKind.ERASE_REQUEST: factories.reader_request,
}


def erase(kind: ApprovalKind) -> Callable[[User], Any]:
    return lambda by: erasures.request(
        kind, SUBJECTS[kind]().pk, by, REASON, LegalBasis.DATA_SUBJECT
    )


def about_a_person(kind: ApprovalKind) -> Callable[[User], Any]:
    return lambda by: ASKED[kind](subject_of(kind), by)


REQUESTS: dict[ApprovalKind, Callable[[User], Any]] = {
    ApprovalKind.LIFT_HOLD: lift_hold,
    ApprovalKind.LIFT_TAKEDOWN: lift_takedown,
    ApprovalKind.SUPPLEMENT: supplement,
    ApprovalKind.CORRECT: correct,
    ApprovalKind.CHANGE_SPEAKER: change_speaker,
    ApprovalKind.MERGE_SPEAKERS: merge,
    ApprovalKind.UNMERGE_SPEAKERS: unmerge,
    ApprovalKind.UNPROTECT_SPEAKER: unprotect,
    ApprovalKind.ANOTHER_PERSON: another_person,
    ApprovalKind.SIGN_DOSSIER: sign_dossier,
    ApprovalKind.SIGN_LABEL: sign_label,
    ApprovalKind.ENROL_KEY: enrol_key,
    ApprovalKind.OPEN_EPOCH: open_epoch,
    **{kind: erase(kind) for kind in SUBJECTS},
    **{kind: about_a_person(kind) for kind in PEOPLE_KINDS},
}


def request(kind: ApprovalKind, by: User) -> Approval:
    REQUESTS[kind](by)
    # What people did beforehand is not looked at here.
    made: Approval = Approval.objects.open().get()
    Notice.objects.exclude(approval=made).update(seen_at=timezone.now())
    return made


def everybody() -> dict[str, User]:
    return {
        "nobody": factories.person(None),
        "reporter": factories.reporter(),
        "editor": factories.editor(),
        "senior": factories.senior(),
        "superuser": factories.person(None, is_superuser=True),
        "former senior": factories.person(Role.SENIOR, is_active=False),
    }


def test_every_kind_is_in_the_table() -> None:
    assert set(REQUESTS) == set(ApprovalKind)


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_request_is_announced_to_exactly_those_who_may_decide_it(kind: ApprovalKind) -> None:
    people, by = everybody(), factories.senior()
    approval = request(kind, by)
    sent = Notice.objects.filter(kind=NoticeKind.TO_APPROVE, approval=approval)
    assert approval.requested_by == by
    assert {each.person for each in sent} == set(approvals.who_may_approve(approval))
    assert {name for name, each in people.items() if notified(each)} == {"senior", "superuser"}
    assert notified(by) == []
    # The list, the badge and the refusal agree.
    for each in [by, *people.values()]:
        waits = Approval.objects.for_approval_by(each.pk).filter(pk=approval.pk).exists()
        assert waits == (approvals.why_not_approve(approval, each) == "")


@pytest.mark.parametrize("kind", REQUESTS)
def test_what_is_approved_waits_for_nobody_and_its_requester_is_notified(
    kind: ApprovalKind,
) -> None:
    people, by = everybody(), factories.senior()
    approval = request(kind, by)
    deciding.approve(approval.pk, people["superuser"])
    assert NoticeKind.TO_APPROVE not in notified(people["senior"])
    (notice,) = Notice.objects.to(by.pk).unseen()
    expected: str = NoticeKind.DECIDED
    if kind == ApprovalKind.LIFT_HOLD:
        expected = NoticeKind.LIFTED
    elif kind in PEOPLE_KINDS:
        expected = NoticeKind.PEOPLE
    assert (notice.kind, notice.by) == (expected, people["superuser"])


@pytest.mark.parametrize("kind", REQUESTS)
@pytest.mark.few(4)
def test_what_is_declined_too(kind: ApprovalKind) -> None:
    people, by = everybody(), factories.senior()
    approval = request(kind, by)
    approvals.decline(approval.pk, people["senior"], "Not yet.")
    assert notified(people["superuser"]) == []
    assert notified(by) == [NoticeKind.DECIDED]


@pytest.mark.parametrize("kind", REQUESTS)
@pytest.mark.few(4)
def test_what_is_withdrawn_waits_for_nobody(kind: ApprovalKind) -> None:
    people, by = everybody(), factories.senior()
    approvals.withdraw(request(kind, by).pk, by)
    assert [notified(each) for each in (by, *people.values())] == [[]] * 7


def test_an_editors_request_is_announced_and_answered() -> None:
    editor, senior = factories.editor(), factories.senior()
    approval = lift_hold(editor)
    assert notified(senior) == ["offline", "to_approve"]
    deciding.approve(approval.pk, senior)
    # Whoever lifted it needs no notice of it.
    assert notified(senior) == []
    assert notified(editor) == ["lifted"]


def test_whoever_set_a_hold_is_told_that_it_was_lifted_and_the_approver_why_it_was_set() -> None:
    reporter, editor, senior = factories.reporter(), factories.editor(), factories.senior()
    claim = factories.signed_claim()
    publishing.hold(claim.pk, reporter, "legal", "A letter came.")
    desk = at_the_desk(editor)
    page = desk.get(url_of(claim)).content.decode()
    assert ("do/hold" in page, "do/block" in page) == (False, True)
    form = desk.get(url_of(claim, "lift-hold")).content.decode()
    assert re.search(r'value="legal"[^>]* checked', form)
    approval = deciding.request_hold_lift(claim.pk, editor, "legal", "Settled.")
    page = at_the_desk(senior).get(url_of(approval)).content.decode()
    assert "A letter came." in page
    assert str(reporter) in page
    deciding.approve(approval.pk, senior)
    assert notified(reporter) == ["lifted"]
    assert "A letter came." in at_the_desk(senior).get(url_of(approval)).content.decode()


def test_of_rights_the_person_concerned_is_notified_and_not_asked() -> None:
    person, by, other = factories.senior(), factories.senior(), factories.senior()
    ASKED[ApprovalKind.CHANGE_EMAIL](person, by)
    assert (notified(person), notified(other)) == (["people"], ["to_approve"])
    assert person.username in Notice.objects.to(person.pk).get().sentence
    # These can't be switched off.
    for each in (person, other):
        notices.choose_delivery(each, "not")
    ASKED[ApprovalKind.RESET_SIGN_IN](person, by)
    assert (notified(person), notified(other)) == (["people"] * 2, ["to_approve"] * 2)


def test_in_a_newsroom_of_one_their_own_request_waits_for_them() -> None:
    alone = factories.senior()
    sql.run("SELECT tests_let_one_person_decide()")
    approval = lift_hold(alone)
    assert list(Approval.objects.for_approval_by(alone.pk)) == [approval]
    assert "to_approve" not in notified(alone)


# Holds


def test_a_hold_is_announced_to_seniors_and_to_the_claims_editor() -> None:
    editor, other, by = factories.editor(), factories.editor(), factories.reporter()
    claim = factories.signed_claim(editor)
    people = everybody()
    hold(claim, by)
    assert notified(people["senior"]) == notified(people["superuser"]) == ["offline"]
    assert notified(editor) == ["signed", "offline"]
    for each in (by, other, people["reporter"], people["editor"], people["former senior"]):
        assert notified(each) == []


def test_it_stays_until_the_last_hold_is_lifted() -> None:
    claim, senior = factories.signed_claim(), factories.senior()
    for kind in ("legal", "safety"):
        hold(claim, kind=kind)
    for kind in ("legal", "safety"):
        request_ = deciding.request_hold_lift(claim.pk, factories.editor(), kind, REASON)
        deciding.approve(request_.pk, factories.senior())
        offline = ["offline"] * 2 if kind == "legal" else []
        assert [each for each in notified(senior) if each == "offline"] == offline
    assert notified(senior) == ["lifted"] * 2


def test_what_leaves_the_newsroom_says_number_what_to_do_deadline_and_address() -> None:
    senior, editor = with_mail(factories.senior()), with_mail(factories.editor())
    claim = factories.claim_in_review(editor)
    hold(claim)
    Claim.objects.filter(pk=claim.pk).update(due_on="2026-11-28")
    request_ = deciding.request_hold_lift(claim.pk, editor, "legal", REASON)
    merge(factories.editor())
    workers.work_off()
    (sent,) = [each for each in mail.outbox if each.to == [senior.email]]
    assert sent.subject == "3 notices for you"
    paragraphs = sent.body.split("\n\n")
    offline, lift, merged = (each.split("\n") for each in paragraphs[:3])
    assert offline == [
        f"Claim {claim.pk} is offline or blocked. Read why; lifting it takes two people.",
        "Due: Nov. 28, 2026",
        f"http://127.0.0.1:8000{url_of(claim)}",
    ]
    assert lift == [
        f"Claim {claim.pk}, “Lift a hold”, waits for a second person. Approve or decline it.",
        "Due: Nov. 28, 2026",
        f"http://127.0.0.1:8000{url_of(request_)}",
    ]
    assert merged[0].startswith("Request ")
    assert "“Merge a published speaker”, waits for a second person." in merged[0]
    for secret in (claim.text, str(claim.speaker), REASON, "A letter came.", "Nuñez", str(editor)):
        assert secret not in sent.body
    mail.outbox.clear()
    approvals.decline(request_.pk, senior, "They write again tomorrow.")
    workers.work_off()
    (answer,) = mail.outbox
    assert answer.to == [editor.email]
    assert f"Claim {claim.pk}, “Lift a hold”, which you requested, was declined." in answer.body
    assert "tomorrow" not in answer.body


def test_a_request_to_erase_is_mailed_without_the_name() -> None:
    senior = with_mail(factories.senior())
    erase(ApprovalKind.ERASE_PERSON)(factories.editor())
    workers.work_off()
    (sent,) = [each for each in mail.outbox if each.to == [senior.email]]
    assert "“Erase a person's data”, waits for a second person. Approve or decline it." in sent.body
    assert url_of(Approval.objects.open().get()) in sent.body
    for secret in ("Andrade", REASON):
        assert secret not in sent.body


@pytest.mark.parametrize(("how", "at_the_desk_", "mails"), [
    ("mail", 2, 1), ("desk", 2, 0), ("not", 0, 0),
])  # fmt: skip
def test_each_is_notified_as_they_chose(how: str, at_the_desk_: int, mails: int) -> None:
    senior = with_mail(factories.senior())
    notices.choose_delivery(senior, how)
    lift_hold(factories.editor())
    workers.work_off()
    assert (len(notified(senior)), len(mail.outbox)) == (at_the_desk_, mails)


def test_one_who_is_no_senior_editor_any_more_gets_no_mail_of_requests() -> None:
    senior = with_mail(factories.senior())
    merge(factories.editor())
    factories.take_role(senior)
    factories.name_person(senior, Role.EDITOR)
    workers.work_off()
    assert mail.outbox == []


# Reminders


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """25 hours pass for reminders; later notices are from then, and no earlier one changes."""
    passed = timedelta()

    def now() -> datetime:
        return timezone.now() + passed

    def pass_time() -> None:
        nonlocal passed
        passed += timedelta(hours=25)

    def create(made: Iterable[Notice]) -> list[Notice]:
        made = list(made)
        for notice in made:
            notice.at = now()
        return at_once(made)

    at_once = notices.create
    monkeypatch.setattr(notices, "create", create)
    monkeypatch.setattr(announcements, "timezone", SimpleNamespace(now=now))
    return pass_time


def test_what_waits_longer_than_a_day_is_announced_again_once_a_day(
    wait: Callable[[], None],
) -> None:
    senior, by = with_mail(factories.senior()), factories.editor()
    approval = merge(by)
    workers.work_off()
    mail.outbox.clear()

    def hour_later() -> int:
        announcements.enqueue_reminders()
        workers.work_off()
        sent = len(mail.outbox)
        mail.outbox.clear()
        return sent

    assert hour_later() == 0
    wait()
    new = factories.senior()
    assert hour_later() == 1
    # Seen or not, one notice waits, also for whoever became a senior editor since.
    assert notified(senior) == notified(new) == ["to_approve"]
    assert hour_later() == 0
    wait()
    notices.mark_seen(senior)
    assert hour_later() == 1
    assert notified(senior) == ["to_approve"]
    assert notified(by) == []
    wait()
    approvals.withdraw(approval.pk, by)
    assert hour_later() == 0
    announcements.remind(approval.pk)
    assert notified(senior) == []


def test_a_reminder_is_one_job_each() -> None:
    merge(factories.editor())
    for _each in range(2):
        announcements.enqueue_reminders()
    assert Job.objects.filter(task_name="claims.remind_of_request", status="todo").count() == 1


# At the desk


def test_the_list_of_notices_leads_to_the_request() -> None:
    senior = factories.senior()
    approval = merge(factories.editor())
    client = at_the_desk(senior)
    page = words(client.get(list_of(Notice)))
    assert url_of(approval) in page
    assert str(Speaker.objects.get(pk=approval.subject_id)) in page
    notice = Notice.objects.to(senior.pk).unseen().get(kind="to_approve")
    assert client.get(url_of(notice))["Location"] == url_of(approval)
    deciding.approve(approval.pk, senior)
    page = words(at_the_desk(approval.requested_by).get(list_of(Notice)))
    assert "Your request: done" in page


def test_the_editor_of_a_claim_is_the_latest_reviewer() -> None:
    first, second = factories.editor(), factories.editor()
    claim = factories.signed_claim(first)
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    review.assign(claim.pk, factories.senior(), second)
    hold(claim)
    assert ("offline" in notified(first), "offline" in notified(second)) == (False, True)
