"""Replies: asked, reminded, answered, or not by the deadline; frozen, signed and supplemented."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Notice, Publication, ReplyLetter, ReplyRequest, Round
from claims.notifications import announcements
from claims.publication import document
from claims.workflow import approvals, replies, review
from newsroom import approvals as requests_
from newsroom.errors import Refused
from newsroom.history import recorded_as
from newsroom.models import Approval, Event, User
from sources import anchors
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = pytest.mark.django_db

PRIVATE = ("Pia Prensa", "pia@ministry.example")


def answered(words: str = "It stands by the number.", **more: Any) -> replies.Outcome:
    day = timezone.localdate()
    return {"state": "answered", "answered_on": day, "answer": words, **more}  # type: ignore[typeddict-item]


def asked_claim(by: User | None = None, ask: Callable[..., Any] = factories.reply_request) -> Any:
    """A claim in review, its editor, and a request of theirs that is awaited."""
    by = by or factories.editor()
    claim = factories.claim_in_review(by)
    return claim, by, ask(claim, by)


def signed_before_the_reply(ask: Callable[..., Any] = factories.reply_request) -> Any:
    claim, by, request = asked_claim(ask=ask)
    review.write(claim.pk, by, reply_not_awaited="It is on everybody's lips.")
    sign(claim, by)
    return Claim.objects.get(pk=claim.pk), by, request


def sign(claim: Claim, by: User) -> Round:
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    return review.sign(claim.pk, factories.senior(), round_.version)


def two_overdue_requests(claim: Claim, by: User) -> ReplyRequest:
    factories.overdue_request(claim, by, addressee="The ministry")
    return factories.overdue_request(claim, by)


def published_reply(claim: Claim) -> Any:
    return json.loads(factories.current_publication(claim).body)["reply"]


def test_several_are_asked_and_the_first_also_stands_where_the_only_one_stood() -> None:
    claim, by, first = asked_claim()
    second = factories.overdue_request(claim, by, addressee="The builders", role="")
    replies.record_answer(claim.pk, by, first.pk, answered())
    replies.record_no_answer(claim.pk, by, second.pk)
    sign(claim, by)
    reply = published_reply(claim)
    assert [each["asked"] for each in reply["requests"]] == ["The builders", "Her office"]
    assert [each["state"] for each in reply["requests"]] == ["no_answer", "answered"]
    assert (reply["asked"], reply["how"], reply["answer"]) == ("The builders", "email", "")
    office = reply["requests"][1]
    assert office["role"] == "press office"
    assert office["time_zone"] == "Europe/Madrid"
    assert len(office["deadline"]) == len("2026-03-01T17:00")


def test_nobody_outside_reads_the_contact(client: Any) -> None:
    claim, by, request = asked_claim()
    replies.record_answer(claim.pk, by, request.pk, answered())
    sign(claim, by)
    live = document.with_parts(Claim.objects.filter(pk=claim.pk)).get()
    pages = [
        client.get(f"/claims/{claim.pk}/").content.decode(),
        client.get(f"/api/v1/claims/{claim.pk}/").content.decode(),
        json.dumps(document.present(live)),
        *Publication.objects.values_list("body", flat=True),
        *(str(event.new) + str(event.old) for event in Event.objects.all()),
        words(at_the_desk(factories.reporter()).get(url_of(claim))),
    ]
    assert "Her office" in pages[0]
    for page in pages:
        assert not any(private in page for private in PRIVATE)
    assert all(private in words(at_the_desk(by).get(url_of(claim))) for private in PRIVATE)


def test_a_reporter_reads_the_contact_of_a_review_that_is_theirs() -> None:
    claim, _by, request = asked_claim()
    reporter = factories.reporter()
    pages = [url_of(claim), f"{url_of(claim, 'remind-reply')}?request={request.pk}"]
    for is_theirs in (False, True):
        if is_theirs:
            review.assign(claim.pk, factories.editor(), reporter)
        for page in pages:
            assert ("Pia Prensa" in words(at_the_desk(reporter).get(page))) is is_theirs
    replies.remind(claim.pk, reporter, request.pk, factories.letter())


def test_only_editors_read_the_file_with_the_answer() -> None:
    claim, by, request = asked_claim()
    replies.record_answer(claim.pk, by, request.pk, answered("", raw=b"We stand by it."))
    address = f"/admin/claims/claim/{claim.pk}/answer/{request.pk}/"
    assert at_the_desk(by).get(address).content == b"We stand by it."
    assert at_the_desk(factories.reporter()).get(address).status_code == 403
    sign(claim, by)
    body = factories.current_publication(claim).body
    assert ReplyRequest.objects.get().file_sha256 not in body


def test_a_conclusion_before_the_reply_says_why_and_the_public_reads_it(client: Any) -> None:
    claim, by, _request = asked_claim()
    with pytest.raises(Refused) as refused:
        sign(claim, by)
    assert refused.value.rule == "reply_is_awaited"
    review.write(claim.pk, by, reply_not_awaited="It is on everybody's lips.")
    sign(claim, by)
    page = " ".join(client.get(f"/claims/{claim.pk}/").content.decode().split())
    assert "We asked Her office (press office) on" in page
    assert "We will add any answer." in page
    assert "everybody&#x27;s lips" in page


def test_what_is_published_as_unanswered_is_offered_for_a_late_answer_only() -> None:
    claim, by, request = asked_claim(ask=factories.overdue_request)
    replies.record_no_answer(claim.pk, by, request.pk)
    sign(claim, by)
    page = words(at_the_desk(by).get(url_of(claim)))
    assert "Publish a late answer (two people)" in page
    assert "Publish the reply" not in page
    claim, by, _request = signed_before_the_reply()
    assert "Publish the reply (two people)" in words(at_the_desk(by).get(url_of(claim)))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            r"to answer by [^;]+ \(Europe/Madrid\); we reminded them on [^;]+\. They did not answer",
        ),
        (
            "es",
            r"con plazo hasta el [^;]+ a las [\d:]+ \(Europe/Madrid\); se lo recordamos el [^;.]+\. No",
        ),
    ],
)
def test_the_public_sentence_has_no_stray_space(client: Any, language: str, sentence: str) -> None:
    claim, by, request = asked_claim(ask=factories.overdue_request)
    replies.remind(claim.pk, by, request.pk, factories.letter())
    replies.record_no_answer(claim.pk, by, request.pk)
    sign(claim, by)
    html = client.get(f"/claims/{claim.pk}/", headers={"accept-language": language}).content
    assert re.search(sentence, " ".join(html.decode().split()))


def test_either_asked_or_a_reason_why_not() -> None:
    claim, by, request = asked_claim(ask=factories.overdue_request)
    replies.record_no_answer(claim.pk, by, request.pk)
    review.write(claim.pk, by, reply_not_sought="She no longer answers.")
    with pytest.raises(Refused) as refused:
        sign(claim, by)
    assert refused.value.rule == "reply_sought_or_not"


@pytest.mark.parametrize("field", ["summary", "rationale", "reply_not_awaited"])
def test_a_proposal_names_no_press_contact(field: str) -> None:
    claim, by, _request = asked_claim()
    fields: Any = {"reply_not_awaited": "Urgent.", field: "PIA PRENSA told us by telephone."}
    review.write(claim.pk, by, **fields)
    with pytest.raises(Refused) as refused:
        review.propose(claim.pk, by, "reported", "verified", harms=[])
    assert refused.value.rule == "press_contact_is_private"


def test_the_speakers_own_name_is_no_secret() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    name = claim.speaker.name
    factories.reply_request(claim, by, addressee=name, contact_name=name)


def test_asked_again_after_reopening_who_asked_before_stays() -> None:
    claim, by, request = asked_claim()
    replies.record_answer(claim.pk, by, request.pk, answered())
    sign(claim, by)
    senior = factories.senior()
    review.reopen(claim.pk, senior, "A second count.", "routine")
    factories.answered_request(claim, by)
    sign(claim, by)
    assert len(published_reply(claim)["requests"]) == 2


# Signed, then answered


def test_a_late_answer_is_published_by_two(client: Any) -> None:
    claim, by, request = signed_before_the_reply()
    assert "requests" in published_reply(claim)
    with pytest.raises(Refused) as refused:
        replies.record_answer(claim.pk, by, request.pk, answered())
    assert refused.value.rule == "claim_status_transition"
    approval = approvals.request_reply(
        claim.pk, by, "They wrote.", request.pk, answered("No comment")
    )
    assert published_reply(claim)["requests"][0]["state"] == "asked"
    with pytest.raises(Refused):
        approvals.approve(approval.pk, by)
    approvals.approve(approval.pk, factories.senior())
    reply = published_reply(claim)
    assert (reply["requests"][0]["state"], reply["answer"]) == ("answered", "No comment")
    current = factories.current_publication(claim)
    assert (current.event, current.standing) == ("supplemented", "signed")
    assert "No comment" in client.get(f"/claims/{claim.pk}/").content.decode()
    assert ReplyRequest.objects.get().state == "answered"


def test_that_none_came_is_published_by_two() -> None:
    claim, by, request = signed_before_the_reply(factories.overdue_request)
    replies.remind(claim.pk, by, request.pk, factories.letter())
    replies.record_no_answer(claim.pk, by, request.pk)
    assert published_reply(claim)["requests"][0]["state"] == "asked"
    approval = approvals.request_reply(
        claim.pk, by, "They had a week.", request.pk, {"state": "no_answer"}
    )
    approvals.approve(approval.pk, factories.senior())
    (published,) = published_reply(claim)["requests"]
    assert published["state"] == "no_answer"
    assert len(published["reminded_on"]) == 1


def test_who_must_publish_that_none_came_is_told_until_somebody_requests_it() -> None:
    claim, by, request = signed_before_the_reply(factories.overdue_request)
    replies.record_no_answer(claim.pk, factories.editor(), request.pk)
    notices = Notice.objects.filter(kind="unanswered")
    assert [each.person for each in notices.unseen()] == [by]
    assert "publish that no answer came" in words(
        at_the_desk(by).get(reverse("admin:claims_notice_changelist"))
    )
    approvals.request_reply(claim.pk, by, "A week.", request.pk, {"state": "no_answer"})
    assert not notices.unseen().exists()


def test_the_notice_stays_until_all_are_requested_and_comes_back_when_one_is_declined() -> None:
    claim, by, request = signed_before_the_reply(two_overdue_requests)
    first = ReplyRequest.objects.exclude(pk=request.pk).get()
    replies.record_no_answer(claim.pk, factories.editor(), first.pk)
    waiting = Notice.objects.filter(kind="unanswered").unseen()
    first_made = approvals.request_reply(claim.pk, by, "More time.", request.pk, {"state": "asked"})
    assert waiting.exists()
    approvals.approve(first_made.pk, factories.senior())
    replies.record_no_answer(claim.pk, factories.editor(), request.pk)
    none_came: replies.Outcome = {"state": "no_answer"}
    made = approvals.request_reply(claim.pk, by, "A week.", request.pk, none_came)
    assert [each.person for each in waiting.all()] == [by]
    approvals.approve(made.pk, factories.senior())
    last = approvals.request_reply(claim.pk, by, "A week.", first.pk, none_came)
    assert not waiting.exists()
    requests_.decline(last.pk, factories.senior(), "They wrote to me.")
    assert [each.person for each in waiting.all()] == [by]


def test_nobody_is_told_to_publish_a_request_that_is_left_out() -> None:
    claim, by, request = asked_claim(ask=factories.overdue_request)
    replies.set_left_out(claim.pk, by, request.pk, True)
    review.write(claim.pk, by, reply_not_sought="A mistake.")
    sign(claim, by)
    replies.record_no_answer(claim.pk, factories.editor(), request.pk)
    assert not Notice.objects.filter(kind="unanswered").exists()


def test_a_deadline_is_moved_with_a_reason_and_readers_see_the_new_one(client: Any) -> None:
    claim, by, request = asked_claim(ask=factories.overdue_request)
    later = timezone.now() + timedelta(days=3)
    announcements.of_overdue_reply(claim.pk)
    assert Notice.objects.to(by.pk).unseen().filter(kind="reply").exists()
    replies.move_deadline(claim.pk, by, request.pk, later, "Her spokesman is ill.")
    assert not Notice.objects.to(by.pk).unseen().filter(kind="reply").exists()
    event = Event.objects.filter(table="claims_replyrequest").latest("pk")
    assert event.reason == "Her spokesman is ill."
    assert event.old["deadline"] < event.new["deadline"]
    review.write(claim.pk, by, reply_not_awaited="It is on everybody's lips.")
    sign(claim, by)
    local = later.astimezone(ZoneInfo("Europe/Madrid"))
    assert published_reply(claim)["requests"][0]["deadline"] == local.strftime("%Y-%m-%dT%H:%M")
    assert f"{local.day}, {local.year}" in client.get(f"/claims/{claim.pk}/").content.decode()


def test_of_a_signed_claim_two_publish_the_moved_deadline() -> None:
    claim, by, request = signed_before_the_reply()
    before = published_reply(claim)["requests"][0]["deadline"]
    later = request.deadline + timedelta(days=30)
    replies.move_deadline(claim.pk, by, request.pk, later, "They asked for it.")
    assert published_reply(claim)["requests"][0]["deadline"] == before
    approval = approvals.request_reply(claim.pk, by, "More time.", request.pk, {"state": "asked"})
    replies.remind(claim.pk, by, request.pk, factories.letter())
    approvals.approve(approval.pk, factories.senior())
    (published,) = published_reply(claim)["requests"]
    assert published["deadline"] > before
    assert (published["state"], len(published["reminded_on"])) == ("reminded", 1)
    with pytest.raises(Refused):
        approvals.request_reply(claim.pk, by, "Again.", request.pk + 1, {"state": "asked"})


def test_a_reopening_keeps_the_reason_for_not_waiting_until_the_deadline() -> None:
    senior = factories.senior()
    for ask, reason in (
        (factories.reply_request, "It is on everybody's lips."),
        (factories.overdue_request, ""),
    ):
        claim, by, _request = signed_before_the_reply(ask=ask)
        review.reopen(claim.pk, senior, "There is a second count.", "routine")
        assert claim.reviews.latest("number").reply_not_awaited == reason
        if reason:
            # Whoever reopened it has not written the reason.
            round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
            review.sign(claim.pk, senior, round_.version)


def test_a_supplement_publishes_nothing_of_another_request() -> None:
    claim, by, first = asked_claim(ask=factories.overdue_request)
    second = factories.reply_request(claim, by, addressee="The builders")
    review.write(claim.pk, by, reply_not_awaited="Urgent.")
    sign(claim, by)
    replies.record_no_answer(claim.pk, by, first.pk)
    approval = approvals.request_reply(claim.pk, by, "They wrote.", second.pk, answered("We did."))
    approvals.approve(approval.pk, factories.senior())
    states = [each["state"] for each in published_reply(claim)["requests"]]
    assert states == ["asked", "answered"]


def test_who_reminded_may_approve_another_supplement() -> None:
    claim, by, request = signed_before_the_reply()
    senior = factories.senior()
    replies.remind(claim.pk, senior, request.pk, factories.letter())
    snap = factories.snapshot()
    place = anchors.find_one(snap.text, factories.QUOTE)
    approval = approvals.request_appearance(
        claim.pk, by, "Another report.", snap, [place], directness="direct"
    )
    assert approvals.approve(approval.pk, senior).outcome == "done"


def test_who_approves_a_late_answer_reads_the_file_with_it_first() -> None:
    claim, by, request = signed_before_the_reply()
    address = f"/admin/claims/claim/{claim.pk}/answer/{request.pk}/"
    senior = at_the_desk(factories.senior())
    assert senior.get(address).status_code == 404
    outcome = answered("No comment", raw=b"We stand by it.")
    approval = approvals.request_reply(claim.pk, by, "They wrote.", request.pk, outcome)
    assert f'href="{address}"' in words(senior.get(url_of(approval)))
    assert f'href="{address}"' in words(senior.get(url_of(approval, "approve")))
    assert senior.get(address).content == b"We stand by it."
    assert at_the_desk(factories.reporter()).get(address).status_code == 403
    requests_.withdraw(approval.pk, by)
    assert senior.get(address).status_code == 404


def test_a_late_answer_names_no_contact_and_is_complete() -> None:
    claim, by, request = signed_before_the_reply()
    for outcome in (answered("Pia Prensa says no."), answered("")):
        with pytest.raises(Refused):
            approvals.request_reply(claim.pk, by, "They wrote.", request.pk, outcome)
    assert not Approval.objects.exists()


# The deadline


def test_who_asked_and_who_reviews_are_told_once_that_it_passed() -> None:
    claim, by, request = asked_claim(ask=factories.overdue_request)
    other = factories.editor()
    review.assign(claim.pk, factories.senior(), other)
    announcements.enqueue_overdue_replies()
    for _time in range(2):
        announcements.of_overdue_reply(claim.pk)
    notices = Notice.objects.filter(kind="reply")
    assert {notice.person for notice in notices} == {by, other}
    assert notices.count() == 2
    page = words(at_the_desk(by).get(f"/admin/claims/claim/{claim.pk}/change/"))
    assert "A reply is overdue" in page
    assert "a reader" not in page
    replies.record_no_answer(claim.pk, by, request.pk)
    assert not notices.unseen().exists()


def test_a_reply_that_is_not_due_is_announced_to_nobody() -> None:
    claim, _by, _request = asked_claim()
    announcements.of_overdue_reply(claim.pk)
    assert not Notice.objects.filter(kind="reply").exists()


def test_the_board_lists_replies_by_their_deadline() -> None:
    claim, by, _request = asked_claim()
    factories.overdue_request(claim, by, addressee="The builders")
    gone = factories.overdue_request(claim, by, addressee="The bank")
    replies.record_no_answer(claim.pk, by, gone.pk)
    factories.reply_request(
        claim, by, addressee="Nobody", deadline=timezone.now() + timedelta(days=30)
    )
    page = words(at_the_desk(by).get("/admin/claims/claim/deadlines/"))
    assert page.index("The builders:") < page.index("Her office:")
    assert "The bank" not in page
    assert "Nobody" not in page
    assert "next: record the answer or that none came" in page
    assert "next: wait for the answer, or remind" in page


def test_an_overdue_reply_is_due_and_the_claim_says_what_to_do() -> None:
    awaited, by, request = asked_claim()
    overdue, _by, _request = asked_claim(ask=factories.overdue_request)
    client = at_the_desk(by)

    def page(claim: Claim) -> str:
        return words(client.get(f"/admin/claims/claim/{claim.pk}/change/"))

    assert f"{request.addressee}: a reply is awaited until" in page(awaited)
    assert "the deadline for a reply has passed. Record the answer" in page(overdue)
    for address in ("/admin/", "/admin/claims/claim/?queue=due"):
        shown = words(client.get(address))
        due = shown.partition("Due today or overdue</a>")[2] if address == "/admin/" else shown
        assert f"/claim/{overdue.pk}/change/" in due
    assert f"/claim/{awaited.pk}/change/" not in words(client.get(address))


# By raw SQL


def _answered() -> ReplyRequest:
    claim, by, request = asked_claim()
    return replies.record_answer(claim.pk, by, request.pk, answered())


def _asked() -> ReplyRequest:
    return asked_claim()[2]  # type: ignore[no-any-return]


def _returned() -> ReplyRequest:
    claim, by, request = asked_claim()
    return replies.record_return(claim.pk, by, request.pk)


def _overdue() -> ReplyRequest:
    return asked_claim(ask=factories.overdue_request)[2]  # type: ignore[no-any-return]


def _proposed() -> ReplyRequest:
    claim, by, request = asked_claim(ask=factories.overdue_request)
    review.write(claim.pk, by, reply_not_awaited="Urgent.")
    review.propose(claim.pk, by, "reported", "verified", harms=[])
    return request  # type: ignore[no-any-return]


def _signed() -> ReplyRequest:
    return signed_before_the_reply()[2]  # type: ignore[no-any-return]


DONE = "state = 'answered', answered_on = now(), answer = 'Yes.'"
CHANGES: list[tuple[str, Callable[[], ReplyRequest], str]] = [
    ("no_answer_after_the_deadline", _asked, "state = 'no_answer'"),
    ("reply_is_asked_by_a_letter", _asked, "state = 'unreached'"),
    ("reply_is_asked_by_a_letter", _returned, "state = 'asked'"),
    ("reply_is_asked_by_a_letter", _returned, DONE),
    ("reply_state_goes_forward", _answered, "state = 'unreached', answered_on = NULL, answer = ''"),
    ("reply_request_stays_as_sent", _asked, "sent_at = sent_at - interval '1 hour'"),
    ("reminder_has_its_letter", _asked, "state = 'reminded'"),
    ("reply_state_goes_forward", _answered, "state = 'declined'"),
    ("reply_state_goes_forward", _answered, "answer = 'No.'"),
    (
        "reply_state_goes_forward",
        _answered,
        "state = 'asked', answered_on = NULL, answer = ''",
    ),
    ("reply_deadline_moves_later", _asked, "deadline = deadline - interval '1 hour'"),
    ("reply_deadline_moves_later", _overdue, "deadline = deadline + interval '1 hour'"),
    ("reply_deadline_moves_later", _answered, "deadline = deadline + interval '1 day'"),
    ("claim_is_frozen", _proposed, "deadline = now() + interval '1 day'"),
    ("reply_answer_is_complete", _asked, "state = 'answered', answered_on = now()"),
    ("reply_answer_is_complete", _asked, "state = 'answered', answer = 'Yes.'"),
    ("reply_answer_is_complete", _asked, "answer = 'Yes.'"),
    ("reply_answer_is_complete", _asked, "state = 'declined'"),
    ("press_contact_is_private", _asked, DONE.replace("Yes.", "Ask pia@ministry.example")),
    ("claim_is_frozen", _proposed, DONE),
    ("claim_is_frozen", _proposed, "state = 'no_answer'"),
    ("claim_is_frozen", _proposed, "left_out = true"),
    ("claim_is_frozen", _signed, DONE),
    ("claim_is_frozen", _signed, "left_out = true"),
]


@pytest.mark.parametrize(("rule", "make", "change"), CHANGES)
def test_a_request_only_goes_forward(
    rule: str, make: Callable[[], ReplyRequest], change: str
) -> None:
    request, by = make(), factories.senior()
    with sql.broken(rule):
        sql.run_as(by, f"UPDATE claims_replyrequest SET {change} WHERE id = {request.pk}")


def test_who_may_not_ask_moves_no_deadline() -> None:
    request = _asked()
    with sql.broken("reply_deadline_is_moved_by_who_may_ask"):
        sql.run_as(
            factories.reporter(),
            "UPDATE claims_replyrequest SET deadline = deadline + interval '1 day'"
            f" WHERE id = {request.pk}",
        )


def test_no_answer_after_the_deadline_stands_and_may_still_be_followed_by_one() -> None:
    request, by = _overdue(), factories.editor()
    for change in ("state = 'no_answer'", DONE):
        sql.run_as(by, f"UPDATE claims_replyrequest SET {change} WHERE id = {request.pk}")


INSERTS: list[tuple[str, dict[str, Any]]] = [
    ("reply_request_says_whom", {"addressee": ""}),
    (
        "reply_deadline_is_later",
        {"deadline": datetime(2026, 3, 1, tzinfo=UTC), "deadline_reason": "Urgent."},
    ),
    ("short_deadline_says_why", {"deadline": timezone.now() + timedelta(hours=30)}),
    (
        "short_deadline_says_why",
        {"deadline_reason": " ", "deadline": timezone.now() + timedelta(hours=30)},
    ),
    ("reply_time_zone_exists", {"time_zone": "Europe/Nowhere"}),
    ("reply_request_starts_unsent", {"state": "asked"}),
    ("reply_request_starts_unsent", {"left_out": True}),
    ("press_contact_is_private", {"role": "Pia Prensa's desk"}),
]


@pytest.mark.parametrize(("rule", "fields"), INSERTS)
def test_how_a_request_begins(rule: str, fields: dict[str, Any]) -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    values = {**factories.reply_details(), **fields}
    with sql.broken(rule), recorded_as(by):
        ReplyRequest.objects.create(claim=claim, asked_by=by, **values)


def test_a_request_is_in_ones_own_name_and_of_a_claim_that_can_be_edited() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    with sql.broken("reply_is_requested_by_who_acts"), recorded_as(factories.senior()):
        ReplyRequest.objects.create(claim=claim, asked_by=by, **factories.reply_details())
    signed = factories.signed_claim()
    with sql.broken("claim_is_frozen"), recorded_as(by):
        ReplyRequest.objects.create(claim=signed, asked_by=by, **factories.reply_details())


def test_a_letter_sent_by_hand_is_not_mailed() -> None:
    request, by = _asked(), factories.senior()
    with sql.broken("reply_letter_by_hand_is_not_mailed"):
        sql.run_as(by, "UPDATE claims_replyletter SET mailed_at = now()")
    assert request.letters.count() == 1


@pytest.mark.parametrize("change", ["failed_at = NULL", "failed_at = failed_at + interval '1 day'"])
def test_what_came_back_stays_so(change: str) -> None:
    request, by = _returned(), factories.senior()
    with sql.broken("reply_letter_is_kept"):
        sql.run_as(by, f"UPDATE claims_replyletter SET {change} WHERE request_id = {request.pk}")


def test_of_two_asked_one_whose_letter_came_back_supplements_nothing() -> None:
    claim, by, request = asked_claim()
    other = factories.reply_request(claim, by, addressee="The builders")
    review.write(claim.pk, by, reply_not_awaited="Urgent.")
    sign(claim, by)
    replies.record_return(claim.pk, by, request.pk)
    approval = approvals.request_reply(claim.pk, by, "They wrote.", other.pk, answered())
    with pytest.raises(Refused) as refused:
        approvals.approve(approval.pk, factories.senior())
    assert refused.value.rule == "signed_request_was_sent"


LETTERS: list[tuple[str, dict[str, Any]]] = [
    ("reply_letter_has_text", {"text": ""}),
    ("reply_letter_is_of_an_open_request", {"kind": "request"}),
    ("reply_letter_is_of_an_open_request", {"claim_id": None}),
    ("reply_letter_is_by_who_acts", {"sent_by": None}),
]


@pytest.mark.parametrize(("rule", "fields"), LETTERS)
def test_a_letter_reminds_of_an_awaited_request(rule: str, fields: dict[str, Any]) -> None:
    request, by = _asked(), factories.editor()
    given: dict[str, Any] = {"kind": "reminder", "heading": "Again", "text": "We wait."}
    given |= {"claim_id": request.claim_id, "sent_by": by, "by_hand": True, **fields}
    if given["claim_id"] is None:
        given["claim_id"] = factories.claim().pk
    given["sent_by"] = given["sent_by"] or factories.senior()
    with sql.broken(rule), recorded_as(by):
        ReplyLetter.objects.create(request=request, **given)


def test_no_reminder_while_a_conclusion_waits_for_its_signature() -> None:
    request, by = _proposed(), factories.editor()
    with pytest.raises(Refused) as refused:
        replies.remind(request.claim_id, by, request.pk, factories.letter())
    assert refused.value.rule == "claim_is_frozen"
    with sql.broken("claim_is_frozen"), recorded_as(by):
        ReplyLetter.objects.create(
            request=request,
            claim_id=request.claim_id,
            kind="reminder",
            heading="Again",
            text="We wait.",
            by_hand=True,
            sent_by=by,
        )
