"""Long texts of events: once beside them, salted, put back for whoever reads, gone with one row."""

import hashlib
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim, Review, SavedView
from claims.workflow import approvals, review
from newsroom.event_texts import MARK
from newsroom.models import Event, EventText
from tests import factories, sql
from tests.as_owner import unguarded
from tests.claims.admin.desk import at_the_desk, url_of, words
from tests.history_replay import assert_history_equals_tables

pytestmark = pytest.mark.django_db

LONG = "The audit office counted them one by one, in every district. " * 40 + "So."
WITH_SIGNS = 'She said: "No." Ñandú\n\t\\ 😀 ' + LONG


def written(text: str = LONG) -> tuple[Claim, Event]:
    """A claim with this rationale in review, and the event of its writing."""
    claim = factories.claim_in_review()
    review.write(claim.pk, factories.editor(), rationale=text)
    return claim, events_of_rationale(claim).latest("pk")


def events_of_rationale(claim: Claim) -> Any:
    return Event.objects.about(claim.pk).filter(table="claims_review", new__has_key="rationale")


def stated(event: Event) -> Any:
    """What the event's own row holds."""
    return Event.objects.filter(pk=event.pk).values_list("new", flat=True).get()


def test_a_long_text_stands_as_a_salted_hash() -> None:
    _claim, event = written(WITH_SIGNS)
    mark = stated(event)["rationale"]
    text = EventText.objects.get()
    assert mark == MARK + text.sha256
    assert json.loads(text.value) == WITH_SIGNS == event.changes["rationale"][1]
    assert text.sha256 == hashlib.sha256(f"{text.salt}\n{text.value}".encode()).hexdigest()
    assert len(text.salt) == 32
    plain = hashlib.sha256(text.value.encode()).hexdigest()
    (everything,) = sql.run("SELECT string_agg(e::text, '') FROM newsroom_event e")[0]
    assert plain not in everything
    assert "counted them one by one" not in everything


def test_a_short_text_stays_in_its_event() -> None:
    _claim, event = written("They were counted.")
    assert stated(event)["rationale"] == "They were counted."
    assert not EventText.objects.exists()


def test_the_same_text_of_a_claim_stands_once() -> None:
    claim, event = written()
    by, round_ = factories.editor(), None
    review.write(claim.pk, by, rationale="Short.")
    review.write(claim.pk, by, rationale=LONG)
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    marks = {value for each in events_of_rationale(claim) if (value := stated(each)["rationale"])}
    assert {stated(event)["rationale"], "Short."} <= marks
    assert EventText.objects.count() == 1
    olds = [each.changes.get("rationale") for each in events_of_rationale(claim)]
    assert (LONG, "Short.") in olds
    assert ("Short.", LONG) in olds
    assert_history_equals_tables(connection)


def test_the_same_text_of_two_claims_stands_twice() -> None:
    """So that one of them can be erased, and nobody sees that the other has it."""
    _one, first = written()
    _other, second = written()
    assert stated(first)["rationale"] != stated(second)["rationale"]
    assert EventText.objects.count() == 2


def test_a_text_that_is_about_no_claim_stands_once_for_its_row() -> None:
    editor = factories.editor()
    for name in ("Bridges", "Roads"):
        made = SavedView.objects.create(person=editor, name=name, query=LONG[:1500])
        for query in ("x", LONG[:1500]):
            SavedView.objects.filter(pk=made.pk).update(query=query)
    assert EventText.objects.count() == 2


def test_what_a_request_carries_stands_beside_its_event() -> None:
    claim, _event = written()
    by = factories.editor()
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    deed = approvals.request_minor_edit(
        claim.pk, by, "A sign was missing.", rationale=LONG.replace("one, in", "one; in")
    )
    event = Event.objects.of(deed).get()
    assert stated(event)["payload"].startswith(MARK)
    assert event.changes["payload"] == (None, deed.payload)
    assert stated(event)["kind"] == "correct"
    assert_history_equals_tables(connection)


@pytest.mark.parametrize("reopens", [True, False])
def test_whoever_only_reopens_has_not_written_a_long_rationale(reopens: bool) -> None:
    claim, _event = written()
    by = factories.senior()
    round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    review.reopen(claim.pk, by, "A reader found a second count.", "routine")
    if not reopens:
        review.write(claim.pk, by, rationale=LONG + "I looked.")
    editor = factories.editor()
    review.write(claim.pk, editor, summary="They were counted.")
    round_ = review.propose(claim.pk, editor, "reported", "verified", harms=[])
    assert (by.pk in round_.authors) is not reopens


@pytest.mark.parametrize("forged", ["of another claim", "of nothing"])
def test_what_only_looks_like_a_mark_is_shown_as_what_it_is(forged: str) -> None:
    """Else whoever writes SQL could have another text shown as this row's history."""
    _other, event = written()
    mark = stated(event)["rationale"] if forged == "of another claim" else MARK + "0" * 64
    claim = factories.claim()
    sql.run("UPDATE claims_claim SET note = %s WHERE id = %s", mark, claim.pk)
    last = Event.objects.of(claim).latest("pk")
    assert last.changes == {"note": ("", mark)}
    assert stated(last)["note"] not in (mark, "")
    ((whole,),) = sql.run(
        "SELECT event_values(new) ->> 'note' FROM newsroom_event WHERE id = %s", last.pk
    )
    assert whole == mark


def test_events_with_texts_take_one_query_more() -> None:
    claim, _event = written()
    for number in range(5):
        review.write(claim.pk, factories.editor(), rationale=f"{number} {LONG}")
    with CaptureQueriesContext(connection) as queries:
        shown = [each.changes for each in Event.objects.about(claim.pk)]
    assert len(queries) == 2
    assert sum("rationale" in changes for changes in shown) == 8
    with CaptureQueriesContext(connection) as queries:
        list(Event.objects.about(factories.claim().pk).filter(table="claims_claim"))
    assert "newsroom_eventtext" not in str(queries.captured_queries)


@pytest.mark.django_db(transaction=True)
def test_one_row_less_erases_a_text_and_leaves_the_history_readable() -> None:
    claim, event = written()
    mark = stated(event)["rationale"]
    review.write(claim.pk, factories.editor(), rationale="Short.")
    client = at_the_desk(factories.senior())
    pages = [reverse("admin:newsroom_event_change", args=[event.pk]), url_of(claim)]
    assert all("one by one" in words(client.get(page)) for page in pages)
    # The text is tampered with: it isn't the one of which the event speaks.
    tamper = "UPDATE newsroom_eventtext SET value = replace(value, 'audit', 'other')"
    unguarded("newsroom_eventtext", tamper)
    assert Event.objects.get(pk=event.pk).changes["rationale"][1] == mark
    assert sql.run(
        "SELECT event_values(new) ->> 'rationale' FROM newsroom_event WHERE id = %s", event.pk
    ) == [(mark,)]
    # It is destroyed.
    unguarded("newsroom_eventtext", "DELETE FROM newsroom_eventtext")
    assert Event.objects.get(pk=event.pk).changes["rationale"][1] == mark
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert "one by one" not in words(answer)
    assert Review.objects.get(claim=claim).rationale == "Short."
