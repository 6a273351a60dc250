"""The desk's first page: what waits for whom, how the queue moved, and the chain's end."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import formats, timezone

from claims.admin.queue import first_steps, weekly_stats
from claims.models import Claim, Publication
from claims.publication import chain
from claims.workflow import approvals, planning, review
from newsroom import people
from newsroom.choices import ApprovalKind
from newsroom.history import acting
from newsroom.models import User
from sources.choices import CaptureState
from sources.models import CaptureRequest
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of, words
from tests.claims.changed_sources import changed_quote
from tests.claims.published import ask_lift, hold

pytestmark = pytest.mark.django_db


def first_page(by: User) -> str:
    answer = at_the_desk(by).get("/admin/")
    assert answer.status_code == 200
    return words(answer)


def part(page: str, title: str) -> str:
    """One panel of the page, by its heading."""
    (found,) = [each for each in page.split("<section") if f">{title}</a></h2>" in each]
    return found


@pytest.mark.long
def test_each_reads_what_waits_for_them() -> None:
    editor, senior = factories.editor(), factories.senior()
    mine = factories.claim_in_review(editor)
    waits = factories.proposed_claim(editor)
    own = factories.proposed_claim(senior)
    new = factories.anchored_claim()
    page = first_page(editor)
    assert mine.text in part(page, "My reviews")
    assert new.text not in part(page, "My reviews")
    assert new.text in part(page, "Unassigned")
    assert "Waiting for my signature" not in page
    signing = part(first_page(senior), "Waiting for my signature")
    assert waits.text in signing
    assert own.text not in signing
    assert "My reviews" not in first_page(factories.reporter())


@pytest.mark.long
def test_what_is_due_changed_or_contradicted_is_flagged() -> None:
    editor = factories.editor()
    due, later = factories.claim_in_review(editor), factories.claim_in_review(editor)
    today = timezone.localdate()
    planning.plan(due.pk, editor, 1, today)
    planning.plan(later.pk, editor, 1, today + timedelta(days=1))
    changed = factories.anchored_claim()
    changed_quote(changed)
    factories.relation(due, later, confirmed=False)
    correction = factories.error_report()
    page = first_page(editor)
    assert correction.words in part(page, "Error reports")
    claim_page = words(at_the_desk(editor).get(url_of(correction.claim)))
    assert "Error report</a>" in claim_page
    assert due.text in part(page, "Due today or overdue")
    assert later.text not in part(page, "Due today or overdue")
    assert changed.text in part(page, "Source changed")
    assert f"/admin/claims/claim/{due.pk}/beside/{later.pk}/" in part(
        page, "Possible contradictions"
    )


def test_what_is_offline_or_waits_for_a_second_person_is_listed_if_anything_is() -> None:
    editor, senior = factories.editor(), factories.senior()
    claim, titles = (
        factories.signed_claim(editor),
        ("Offline or blocked", "Waiting for a second person"),
    )
    assert not any(f">{title}</a></h2>" in first_page(senior) for title in titles)
    hold(claim)
    assert claim.text in part(first_page(factories.reporter()), "Offline or blocked")
    requested = approvals.request_hold_lift(claim.pk, editor, "legal", "It was answered.")
    rights = people.request(ApprovalKind.MAKE_SUPERUSER, editor, senior, "Needed.")
    own, other = first_page(editor), first_page(factories.senior())
    waiting = part(own, titles[1])
    assert url_of(requested) in waiting
    assert claim.text in waiting
    assert "requested by you" in waiting
    # Requests about people are for those who decide on them.
    assert url_of(rights) not in own
    assert url_of(rights) in part(other, titles[1])
    assert f"requested by {editor}" in " ".join(other.split())
    # One's own come last.
    page = first_page(senior)
    assert page.index(url_of(requested)) < page.index(url_of(rights))


def test_replies_that_are_awaited_are_listed_with_their_deadlines() -> None:
    editor = factories.editor()
    title = "Replies awaited"
    assert f">{title}</a></h2>" not in first_page(editor)
    later, soon = (
        factories.reply_request(
            factories.claim_in_review(editor),
            editor,
            addressee=addressee,
            deadline=timezone.now() + timedelta(days=days),
        )
        for addressee, days in (("The ministry", 9), ("The audit office", 7))
    )
    found = part(first_page(factories.reporter()), title)
    assert found.index("The audit office") < found.index("The ministry")
    for each in (soon, later):
        assert f"{url_of(each.claim)}#replies" in found
        assert str(formats.localize(timezone.localtime(each.deadline))) in found
        assert f"{each.get_state_display()} · {editor}" in " ".join(found.split())


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/admin/").status_code == 200
    return len(captured)


@pytest.mark.long
def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    editor, senior = factories.editor(), factories.senior()
    client = at_the_desk(senior)

    def more() -> None:
        factories.claim_in_review(senior)
        factories.proposed_claim(editor)
        factories.signed_claim(editor)
        changed_quote(factories.anchored_claim())
        factories.error_report()
        factories.reply_request(factories.claim_in_review(editor), editor)
        factories.relation(factories.claim(), factories.claim(), confirmed=False)
        hold(held := factories.signed_claim())
        ask_lift(held)

    more()
    before = queries(client)
    more()
    more()
    assert queries(client) == before


def test_the_weeks_count_what_was_signed_and_what_waited() -> None:
    signer, editor = factories.senior(), factories.editor()
    factories.anchored_claim()
    factories.claim_in_review()
    signed = factories.signed_claim(editor, signer)
    *earlier, now = weekly_stats.latest()
    assert len(earlier) == weekly_stats.WEEKS - 1
    assert (now.signed, now.waiting, now.days) == (1, 2, 0)
    assert {(week.signed, week.waiting) for week in earlier} == {(0, 0)}
    review.reopen(signed.pk, signer, "A reader wrote.", "routine")
    assert weekly_stats.latest()[-1].waiting == 3
    # As all days are written, without the year.
    begins = now.begins
    assert f">{formats.date_format(begins, 'N j')}</th>" in first_page(editor)


def test_bars_of_the_weeks_have_one_scale_and_are_explained() -> None:
    signer, editor = factories.senior(), factories.editor()
    for _each in range(4):
        factories.anchored_claim()
    factories.signed_claim(editor, signer)
    page = first_page(editor)
    bars = re.findall(r'class="desk-bar-(signed|waiting)"\s+width="(\d+)"', page)
    assert bars[-2:] == [("signed", "250"), ("waiting", "1000")]
    assert set(bars[:-2]) == {("signed", "0"), ("waiting", "0")}
    assert "Signed: conclusions signed in that week" in page


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_claims_wait_since_the_day_that_the_newsroom_had(zone: str) -> None:
    """Beside midnight and where clocks are changed, each claim is counted once, on its day."""
    first = date(2025, 11, 2)
    moments = [
        *(datetime(2025, 11, 2, hour, tzinfo=UTC) for hour in (3, 4, 5, 6, 23)),
        *(datetime(2026, 3, 8, hour, tzinfo=UTC) for hour in (4, 5, 7, 12)),
        datetime(2026, 4, 4, 12, 59, tzinfo=UTC),
        timezone.now(),
    ]
    for moment in moments:
        Claim.objects.filter(pk=factories.anchored_claim().pk).update(added_at=moment)
    with timezone.override(zone):
        days = [timezone.localdate(moment) for moment in moments]
        since = Counter(day if day >= first else weekly_stats.LONG_AGO for day in days)
        found = weekly_stats.open_since(first)
        assert {day: number for (day, _end), number in found.items() if number} == since


def test_a_claim_waits_from_when_it_was_reopened() -> None:
    signer, today = factories.senior(), timezone.localdate()
    old, new = factories.signed_claim(), factories.signed_claim()
    Claim.objects.filter(pk=old.pk).update(added_at=timezone.now() - timedelta(days=400))
    for each in (old, new):
        review.reopen(each.pk, signer, "A reader wrote.", "routine")
    first = today - timedelta(days=30)
    assert +weekly_stats.open_since(first) == {(today, None): 2}
    assert [week.waiting for week in weekly_stats.latest()] == [1] * 7 + [2]


@pytest.mark.parametrize(
    ("waits", "number"),
    [
        ({}, 0),
        ({(date(2026, 3, 1), None): 1}, 1),
        ({(date(2026, 3, 10), None): 1, (weekly_stats.LONG_AGO, None): 4}, 4),
        ({(date(2026, 3, 1), date(2026, 3, 9)): 5, (date(2026, 3, 5), None): 1}, 1),
        ({(date(2026, 3, 1), date(2026, 3, 10)): 2}, 2),
    ],
    ids=["none", "one", "added later", "concluded before", "concluded since"],
)
def test_how_many_waited(waits: dict[weekly_stats.Wait, int], number: int) -> None:
    assert weekly_stats.waiting(date(2026, 3, 10), waits) == number


@pytest.mark.parametrize(
    ("counts", "middle"),
    [({}, None), ({8: 1}, 8), ({1: 1, 8: 1}, 8), ({0: 3, 8: 1}, 0), ({2: 1, 4: 1, 9: 1}, 4)],
)
def test_the_median(counts: dict[int, int], middle: int | None) -> None:
    assert weekly_stats.median(counts) == middle


def test_the_time_that_signing_took_is_that_of_the_week_it_was_signed_in() -> None:
    signer, editor = factories.senior(), factories.editor()
    for days in (3, 5, 30):
        claim = factories.signed_claim(editor, signer)
        Claim.objects.filter(pk=claim.pk).update(added_at=timezone.now() - timedelta(days=days))
    *_earlier, now = weekly_stats.latest()
    assert (now.signed, now.waiting, now.days) == (3, 0, 5)
    assert "5 days" in first_page(editor)


def test_the_chains_end_is_checked_each_time() -> None:
    senior = factories.senior()
    assert "None yet." in first_page(senior)
    for _each in range(3):
        factories.signed_claim()
    assert "The hashes of the latest 3 publications are correct" in first_page(senior)
    assert chain.tail(2).checked == 2
    assert chain.tail(2).faults == []
    other = Publication.objects.get(number=1)
    other.sha256 = "0" * 64
    assert [number for number, _fault in chain.faults(other)] == [2, 2]


def test_a_user_without_a_role_gets_a_hint() -> None:
    page = first_page(factories.person(None))
    assert "You have no role yet" in page
    assert "Queue" not in page


@pytest.mark.parametrize(
    ("role", "says", "not_says"),
    [
        ("reporter", "An editor assigns a claim to you", "Take a claim from the queue"),
        ("reporter", "A senior editor signs what was proposed", "Read what a colleague proposes"),
        ("editor", "Take a claim from the queue", "An editor assigns a claim to you"),
        ("editor", "A senior editor signs what was proposed", "Read what a colleague proposes"),
        ("senior", "Read what a colleague proposes and sign it", "you get a notice"),
    ],
)
def test_each_role_reads_the_steps_that_it_can_take(role: str, says: str, not_says: str) -> None:
    page = first_page(getattr(factories, role)())
    assert says in page
    assert not_says not in page


def test_a_hold_is_marked_in_every_list() -> None:
    editor = factories.editor()
    mine = factories.claim_in_review(editor)
    hold(mine)
    page = first_page(editor)
    for title in ("My reviews", "Offline or blocked"):
        assert "Hold: not published</b>" in part(page, title)


@pytest.mark.parametrize("state", CaptureState)
def test_capture_is_done_once_a_text_is_stored(state: CaptureState) -> None:
    by = factories.editor()
    with acting(by):
        CaptureRequest.objects.create(
            url="https://news.example/a",
            requested_by=by,
            state=state,
            snapshot=factories.snapshot(),
            finished_at=timezone.now() if state in ("done", "failed") else None,
            message="It is not there.",
        )
    assert first_steps.of(by)[0].done == (state in ("stored", "done"))
