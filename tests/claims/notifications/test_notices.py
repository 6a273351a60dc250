"""What waits for somebody is told them, at the desk and by e-mail, as each chooses; once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from claims.choices import NoticeKind
from claims.locking import sql_scalar
from claims.models import Claim, Notice
from claims.notifications import notices
from claims.workflow import drafting, error_reports, notes, review
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Event, Job, User
from sources import anchors
from tests import factories, sql, workers
from tests.claims.admin.desk import at_the_desk, list_of, url_of, words
from tests.claims.notifications.people import notified, with_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_goes_out(settings: Any) -> None:
    settings.SENDS_EMAIL = True


def test_each_step_tells_whom_it_waits_for() -> None:
    editor, senior, other = factories.editor(), factories.senior(), factories.senior()
    reporter = factories.reporter()
    claim = factories.anchored_claim()
    review.assign(claim.pk, senior, editor)
    assert (notified(editor), notified(senior)) == (["assigned"], [])
    review.write(
        claim.pk,
        editor,
        summary=factories.SUMMARY,
        rationale="The audit office's own count says the same.",
    )
    factories.add_independent_evidence(claim, editor)
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    assert notified(editor) == []
    assert notified(senior) == notified(other) == ["to_sign"]
    review.send_back(claim.pk, senior, "Ask the office.")
    assert notified(senior) == notified(other) == []
    assert notified(editor) == ["sent_back"]
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    review.sign(claim.pk, other, factories.version_of(claim))
    assert notified(editor) == ["signed"]
    assert notified(senior) == notified(other) == notified(reporter) == []


def test_whoever_wrote_part_of_it_is_not_asked_to_sign() -> None:
    editor, senior, author = factories.editor(), factories.senior(), factories.senior()
    claim = factories.claim_in_review(editor)
    review.write(claim.pk, author, rationale="Counted twice.")
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    assert (notified(senior), notified(author)) == (["to_sign"], [])


def test_one_who_is_assigned_an_unreviewed_claim_is_its_reviewer() -> None:
    by, editor, other = factories.senior(), factories.editor(), factories.editor()
    claim = factories.anchored_claim()
    opened = review.assign(claim.pk, by, editor)
    assert (opened.reviewer, Claim.objects.get(pk=claim.pk).status) == (editor, "in_review")
    review.assign(claim.pk, by, other)
    # It waits for the other one now.
    assert (notified(editor), notified(other)) == ([], ["assigned"])
    review.assign(claim.pk, other, other)
    assert notified(other) == []


def test_two_hundred_are_one_mail_and_what_was_told_is_not_told_again() -> None:
    editor, by = with_mail(factories.editor()), factories.senior()
    claims = [factories.anchored_claim() for _each in range(3)]
    for claim in claims:
        review.assign(claim.pk, by, editor)
    assert Job.objects.filter(task_name="claims.mail_notices").count() == 1
    workers.work_off()
    sent = mail.outbox.pop()
    assert (mail.outbox, sent.to) == ([], [editor.email])
    assert sent.subject == "3 notices for you"
    for claim in claims:
        assert url_of(claim) in sent.body
        # An e-mail leaves the house.
        assert claim.text not in sent.body
    last = Notice.objects.order_by("pk").last()
    assert last is not None
    assert sent.extra_headers["Message-ID"].startswith(f"<notice-{last.pk}.{editor.pk}@")
    notices.mail(editor.pk)
    assert mail.outbox == []
    assert not Notice.objects.filter(mailed_at__isnull=True).exists()


def test_what_no_longer_waits_is_not_mailed() -> None:
    editor = with_mail(factories.editor())
    notes.write(factories.claim().pk, factories.reporter(), f"@{editor.username}, look.")
    notices.mark_seen(editor)
    workers.work_off()
    assert mail.outbox == []


@pytest.mark.parametrize(("how", "at_the_desk", "mails"), [
    ("mail", 1, 1), ("desk", 1, 0), ("not", 0, 0),
])  # fmt: skip
def test_each_says_how_they_are_told(how: str, at_the_desk: int, mails: int) -> None:
    editor = with_mail(factories.editor())
    notices.choose_delivery(editor, how)
    notes.write(factories.claim().pk, factories.reporter(), f"@{editor.username}, look.")
    workers.work_off()
    assert (len(notified(editor)), len(mail.outbox)) == (at_the_desk, mails)


def test_there_are_no_other_ways() -> None:
    with pytest.raises(Refused):
        notices.choose_delivery(factories.editor(), "pigeon")


def test_one_who_left_is_told_nothing_more() -> None:
    editor = with_mail(factories.editor())
    notes.write(factories.claim().pk, factories.reporter(), f"@{editor.username}, look.")
    User.objects.filter(pk=editor.pk).update(is_active=False)
    workers.work_off()
    assert mail.outbox == []


def test_only_ones_own_notices_are_seen() -> None:
    editor, other = factories.editor(), factories.editor()
    claim = factories.claim()
    notes.write(claim.pk, factories.reporter(), f"@{editor.username} @{other.username}, look.")
    own_notice, other_notice = Notice.objects.to(editor.pk).get(), Notice.objects.to(other.pk).get()
    client = at_the_desk(editor)
    listed = words(client.get(list_of(Notice)))
    assert claim.text in listed
    assert client.get(url_of(other_notice)).status_code == 404
    assert client.get(url_of(own_notice))["Location"] == url_of(claim)
    client.post(f"{list_of(Notice)}see/", {"notice": [own_notice.pk, other_notice.pk]})
    assert (notified(editor), notified(other)) == ([], ["mentioned"])
    assert client.get(f"{list_of(Notice)}see/").status_code == 403


def test_the_sidebar_says_how_many_wait() -> None:
    editor = factories.editor()
    client = at_the_desk(editor)
    for _each in range(2):
        notes.write(factories.claim().pk, factories.reporter(), f"@{editor.username}, look.")
    notices.mark_seen(editor, Notice.objects.to(editor.pk).latest("pk").pk)
    page = words(client.get(list_of(Notice)))
    parts = page.split("Notices")[1:]
    assert any(">1<" in "".join(part[:800].split()) for part in parts)


def test_the_switch_is_on_a_page() -> None:
    editor = factories.editor()
    client = at_the_desk(editor)
    url = f"{list_of(Notice)}delivery/"
    assert "at the desk only" in words(client.get(url))
    assert client.post(url, {"notice_delivery": "desk"}).status_code == 302
    editor.refresh_from_db()
    assert editor.notice_delivery == "desk"
    assert client.post(url, {"notice_delivery": "pigeon"}).status_code == 200


def test_a_notice_of_a_mention_names_its_note() -> None:
    editor = factories.editor()
    claim = factories.claim()
    notes.write(claim.pk, factories.reporter(), f"@{editor.username}, look.")
    assert Notice.objects.get().note is not None
    with sql.broken("notice_of_a_mention_has_its_note"):
        Notice.objects.create(
            person=editor, kind=NoticeKind.MENTIONED, claim=claim, by=editor, at=timezone.now()
        )


def test_a_notice_is_of_a_claim_of_a_request_or_about_people() -> None:
    editor, claim = factories.editor(), factories.claim()
    about_people = {"person": editor, "kind": NoticeKind.PEOPLE}
    for fields in (
        about_people,
        about_people | {"sentence": "Ida was deactivated.", "claim": claim},
        {"person": editor, "kind": NoticeKind.JOBS},
        {"person": editor, "kind": NoticeKind.JOBS, "sentence": "It stands.", "claim": claim},
        {"person": editor, "kind": NoticeKind.TO_SIGN, "by": editor},
        {"person": editor, "kind": NoticeKind.TO_SIGN, "claim": claim},
        {"person": editor, "kind": NoticeKind.OFFLINE, "by": editor},
        {"person": editor, "kind": NoticeKind.TO_APPROVE, "by": editor, "claim": claim},
        {"person": editor, "kind": NoticeKind.DECIDED, "claim": claim},
    ):
        with sql.broken("notice_says_its_subject"):
            Notice.objects.create(**fields)


def test_notices_are_removed_after_a_year_and_not_before() -> None:
    editor, claim = factories.editor(), factories.claim()
    with acting(None):
        for days in (400, 366, 364, 0):
            at = timezone.now() - timedelta(days=days)
            fields = {"person": editor, "kind": NoticeKind.ASSIGNED, "claim": claim, "at": at}
            Notice.objects.create(by=factories.senior(), **fields)
    notices.remove_old()
    kept = Notice.objects.order_by("at")
    assert [(timezone.now() - notice.at).days for notice in kept] == [364, 0]
    with acting(None):
        assert sql_scalar("SELECT remove_old_notices()") == 0


@pytest.mark.parametrize(
    "change",
    ["at = at - interval '2 years'", "id = -id", "by_id = person_id", "kind = 'to_sign'"],
)
def test_no_notice_is_made_older_to_be_removed_or_another(change: str) -> None:
    with acting(None):
        Notice.objects.create(
            person=factories.editor(),
            kind=NoticeKind.ASSIGNED,
            claim=factories.claim(),
            by=factories.senior(),
        )
    with sql.broken(""):
        sql.run(f"UPDATE claims_notice SET {change}")
    # It is only marked, and no event says so.
    sql.run("UPDATE claims_notice SET seen_at = now(), mailed_at = now()")
    assert not Event.objects.filter(table="claims_notice").exists()


# Those who found a claim


def proposed_for(capturer: User, accepter: User, reviewer: User) -> Claim:
    """Captured by one reporter, accepted by a second, checked by a third; an editor proposed it."""
    claim = factories.claim(accepter)
    snap = factories.snapshot(by=capturer)
    place = anchors.find_one(snap.text, factories.QUOTE)
    drafting.add_appearance(claim.pk, accepter, snap, [place], directness="direct", verb="said")
    editor = factories.editor()
    review.assign(claim.pk, editor, reviewer)
    review.write(claim.pk, reviewer, summary=factories.SUMMARY, rationale="Counted twice.")
    factories.add_independent_evidence(claim, reviewer)
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    return claim


def sign(claim: Claim, by: User | None = None) -> None:
    review.sign(claim.pk, by or factories.senior(), factories.version_of(claim))


def test_who_found_or_checked_a_claim_is_notified_that_it_is_signed_and_of_errors() -> None:
    found = [factories.reporter() for _each in range(3)]
    claim = proposed_for(*found)
    sign(claim)
    assert [notified(each)[-1:] for each in found] == [["signed"]] * 3
    report = error_reports.send(claim.pk, "The count is of March.", "", "a" * 64)
    assert [notified(each)[-2:] for each in found] == [["signed", "report"]] * 3
    notice = Notice.objects.get(person=found[0], kind="report")
    assert "An editor decides on it." in notices.outside_words(notice)
    error_reports.settle(report.pk, factories.editor(), "not_upheld", "It is of April.")
    assert [notified(each)[-2:] for each in found] == [["signed", "settled"]] * 3


def test_one_who_did_all_of_it_gets_one_notice_and_who_has_left_none() -> None:
    reporter, left = factories.reporter(), factories.reporter()
    claim, other = (
        proposed_for(reporter, reporter, reporter),
        proposed_for(left, left, reporter),
    )
    factories.take_role(left)
    for each in (claim, other):
        sign(each)
    signed = Notice.objects.filter(kind="signed", person__in=[reporter, left]).order_by("claim")
    assert list(signed.values_list("claim", "person")) == [
        (claim.pk, reporter.pk),
        (other.pk, reporter.pk),
    ]
