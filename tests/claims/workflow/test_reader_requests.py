"""What editors decide on readers' requests: who may, what follows, what is kept and refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.capture import from_readers
from claims.models import Candidate, ReaderRequest, Subscription
from claims.publication import speakers as published_speakers
from claims.workflow import drafting, reader_requests
from newsroom.errors import Refused
from newsroom.identity import newsroom_name
from newsroom.models import Event
from sources import anchors
from sources.models import CaptureRequest, Snapshot
from tests import factories, sql, workers
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = pytest.mark.django_db

WORDS = "The minister said that 150 bridges were built since January."
READER = "reader@example.org"


def sent() -> ReaderRequest:
    return factories.reader_request(WORDS, READER)


def test_a_statement_is_captured_as_a_pasted_text_and_its_statements_wait_in_the_inbox() -> None:
    request, editor = sent(), factories.editor()
    from_readers.capture(request.pk, editor)
    workers.work_off()
    request.refresh_from_db()
    assert (request.state, request.decided_by) == ("captured", editor)
    assert request.capture
    assert request.capture.snapshot == Snapshot.objects.get(text=WORDS)
    assert Candidate.objects.filter(snapshot=request.capture.snapshot, state="pending").exists()
    with pytest.raises(Refused, match="decided on this request already"):
        from_readers.capture(request.pk, editor)


def test_a_link_is_captured_by_the_editor_who_chose_it() -> None:
    editor = factories.editor()
    request = factories.reader_request("https://news.example/a-story")
    from_readers.capture(request.pk, editor)
    made = CaptureRequest.objects.get()
    assert (made.url, made.requested_by) == ("https://news.example/a-story", editor)


def test_the_history_says_who_decided_and_knows_no_reader() -> None:
    request, editor = sent(), factories.editor()
    factories.reader_request(WORDS)
    reader_requests.decline(request.pk, editor, "opinion", "It is a  matter of\ntaste.")
    events = Event.objects.filter(table="claims_readerrequest").order_by("pk")
    assert [(each.action, each.actor_id) for each in events] == [
        ("insert", None),
        ("update", editor.pk),
    ]
    assert events[1].new["note"] == "It is a matter of taste."
    assert not any(READER in repr((each.old, each.new)) for each in Event.objects.all())
    assert all("senders" not in each.new for each in events)


def test_it_is_linked_to_a_claim_that_exists_and_declined_for_a_reason_on_the_list() -> None:
    request, editor = sent(), factories.editor()
    with pytest.raises(Refused, match="no claim 999"):
        reader_requests.link(request.pk, editor, 999)
    with pytest.raises(Refused, match="Choose why"):
        reader_requests.decline(request.pk, editor, "whim", "")
    first, second = factories.claim(), factories.claim()
    reader_requests.link(request.pk, editor, first.pk)
    assert reader_requests.link(request.pk, editor, second.pk).claim == second
    assert reader_requests.decline(request.pk, editor, "no_time", "").claim is None


# At the desk


def test_the_inbox_the_first_page_and_the_navigation_show_what_waits() -> None:
    once, often = sent(), factories.reader_request("It rained all year.")
    for _time in range(2):
        factories.reader_request("It rained all year.")
    desk = at_the_desk(factories.editor())
    for path in ("/admin/", "/admin/claims/candidate/", "/admin/claims/readerrequest/"):
        page = desk.get(f"{path}?state__exact=open").content.decode()
        assert page.index(often.text) < page.index(once.text), path
        assert READER not in page
    assert "sent by 3 readers" in desk.get("/admin/claims/candidate/").content.decode()
    assert Client().get("/admin/claims/readerrequest/").status_code == 302


def test_the_desk_shows_numbers_of_readers_and_no_address() -> None:
    request = sent()
    Subscription.objects.update(confirmed_at="2026-11-01T00:00:00Z")
    desk = at_the_desk(factories.senior())
    page = desk.get(url_of(request)).content.decode()
    assert "1 waits for an answer by e-mail." in page
    assert "answers to requests 1" in desk.get("/admin/claims/readerrequest/").content.decode()
    assert "reader@" not in page
    claim = factories.claim()
    reader_requests.link(request.pk, factories.editor(), claim.pk)
    assert "1 reader asked us to check this." in desk.get(url_of(claim)).content.decode()
    assert "asked us to check" not in Client().get(f"/claims/{claim.pk}/").content.decode()


def test_an_answer_is_read_before_it_is_sent() -> None:
    request = sent()
    Subscription.objects.update(confirmed_at="2026-11-01T00:00:00Z", language="es")
    desk, claim = at_the_desk(factories.editor()), factories.signed_claim()
    address, form = url_of(request, "link"), {"claim": claim.pk}
    page = words(desk.post(address, form))
    assert "Nothing is sent yet. 1 reader gets this e-mail." in " ".join(page.split())
    assert "Lo hemos verificado." in page
    assert f"/claims/{claim.pk}/" in page
    assert "Send the answer" in page
    request.refresh_from_db()
    assert request.state == "open"
    read = read_of(page)
    back = words(desk.post(address, {**form, "read": read, "back": ""}))
    assert "Nothing is sent yet." not in back
    assert desk.post(address, {**form, "read": read}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.claim) == ("linked", claim)


def read_of(page: str) -> str:
    """What the form sends of the letters that were shown."""
    found = re.search(r'name="read" value="(\w+)"', page)
    assert found
    return found[1]


def test_an_answer_that_was_changed_after_it_was_read_is_read_again() -> None:
    request = sent()
    Subscription.objects.update(confirmed_at="2026-11-01T00:00:00Z", language="en")
    desk, address = at_the_desk(factories.editor()), url_of(request, "decline")
    form = {"reason": "opinion", "note": "It is a taste."}
    page = words(desk.post(address, form))
    subject = f"{newsroom_name()}: Our answer to what you sent for checking"
    for part in (subject, settings.DEFAULT_FROM_EMAIL):
        assert f">{part}</" in page
    assert "No mail server is set" not in page
    read = read_of(page)
    for change in ({"note": "Ask Pia Private."}, {"reason": "no_source"}):
        page = words(desk.post(address, {**form, **change, "read": read}))
        assert "Nothing is sent yet." in page
    request.refresh_from_db()
    assert request.state == "open"
    assert desk.post(address, {**form, **change, "read": read_of(page)}).status_code == 302


def test_where_no_e_mail_is_sent_the_preview_and_the_message_say_so(
    settings: Any,
) -> None:
    request, desk = sent(), at_the_desk(factories.editor())
    settings.SENDS_EMAIL = False
    Subscription.objects.update(confirmed_at="2026-11-01T00:00:00Z", language="en")
    form = {"reason": "opinion", "note": ""}
    page = words(desk.post(url_of(request, "decline"), form))
    assert "No mail server is set (EMAIL_HOST)" in page
    done: Any = desk.post(url_of(request, "decline"), {**form, "read": read_of(page)}, follow=True)
    assert "No mail server is set (EMAIL_HOST)" in words(done)
    assert "on its way" not in words(done)


def test_where_nobody_waits_there_is_nothing_to_read() -> None:
    request, desk = factories.reader_request(), at_the_desk(factories.editor())
    answer: Any = desk.post(url_of(request, "decline"), {"reason": "opinion"})
    assert "No reader waits for an answer." in words(desk.get(answer.headers["Location"]))


def test_what_was_declined_before_is_said_and_claims_are_suggested() -> None:
    request, editor = sent(), factories.editor()
    reader_requests.decline(request.pk, editor, "no_source", "We looked at the record.")
    again = sent()
    desk = at_the_desk(editor)
    page = desk.get(url_of(again)).content.decode()
    assert "The same was sent before, and not checked:" in page
    assert "We looked at the record." in page
    assert desk.post(url_of(again, "capture")).status_code == 302
    workers.work_off()
    again.refresh_from_db()
    claim, snapshot = factories.claim(), Snapshot.objects.get()
    assert again.capture
    assert again.capture.snapshot == snapshot
    found = [anchors.find_one(snapshot.text, WORDS)]
    drafting.add_appearance(claim.pk, editor, snapshot, found, directness="direct", verb="said")
    page = desk.get(url_of(again)).content.decode()
    assert f"{url_of(again, 'link')}?claim={claim.pk}" in page
    answer = desk.post(url_of(again, "link"), {"claim": claim.pk})
    assert answer.status_code == 302
    again.refresh_from_db()
    assert (again.state, again.claim) == ("linked", claim)


def test_after_a_capture_the_desk_says_whether_statements_are_found() -> None:
    desk = at_the_desk(factories.editor())
    polish = "Minister robót publicznych powiedziała w poniedziałek, że zbudowano sto pięćdziesiąt mostów."
    request = factories.reader_request(polish)
    shown = desk.post(url_of(request, "capture"), follow=True).content.decode()
    request.refresh_from_db()
    assert request.capture
    text = f"/admin/claims/candidate/in/{request.capture.snapshot_id}/"
    assert "if they can be found in texts in its language" in shown
    workers.work_off()
    marking = desk.get(text).content.decode()
    assert "No statement has been found in it so far." in marking
    assert "All statements found in it are decided" not in marking
    shown = desk.post(url_of(sent(), "capture"), follow=True).content.decode()
    assert "will wait in the inbox" in shown


def test_hostile_words_are_shown_as_words() -> None:
    request = factories.reader_request("<script>alert(1)</script> \u202egnp.exe said so")
    desk = at_the_desk(factories.editor())
    for path in (url_of(request), "/admin/claims/candidate/"):
        page = desk.get(path).content.decode()
        assert "<script>alert(1)" not in page
        assert "\u202e" not in page
    link = factories.reader_request("https://news.example/?a=%22><b>x</b>")
    assert f'href="{link.url}' not in desk.get(url_of(link)).content.decode()


def test_a_longer_list_takes_no_more_queries() -> None:
    desk, counts = at_the_desk(factories.editor()), []
    for number in (1, 4):
        for each in range(number):
            factories.reader_request(f"It rained {number} times {each}.", f"{each}@example.org")
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/admin/claims/readerrequest/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# What the database refuses


def linked() -> ReaderRequest:
    return reader_requests.link(sent().pk, factories.editor(), factories.claim().pk)


def declined() -> ReaderRequest:
    return reader_requests.decline(sent().pk, factories.editor(), "opinion", "")


DECIDED = "decided_by_id = {by}, decided_at = now()"
DECLINE = f"state = 'declined', reason = 'opinion', {DECIDED}"
BROKEN: list[tuple[str, Callable[[], ReaderRequest], str, str]] = [
    ("reader_request_is_kept", sent, "senior", "text = 'Other words.'"),
    ("reader_request_is_kept", sent, "senior", "key = 'x'"),
    ("reader_request_is_kept", sent, "senior", "senders = 0"),
    ("reader_request_is_declined_once", declined, "senior", "note = 'Other words.'"),
    ("reader_request_goes_on", linked, "editor", "state = 'open', claim_id = NULL"),
    ("reader_request_goes_on", linked, "editor", "state = 'captured'"),
    ("reader_request_is_decided_by_who_acts", sent, "reporter", DECLINE),
    ("reader_request_is_decided_by_who_acts", linked, "senior", "decided_at = now()"),
    ("reader_request_has_its_outcome", sent, "editor", f"state = 'linked', {DECIDED}"),
    ("reader_request_has_its_outcome", sent, "editor", f"state = 'captured', {DECIDED}"),
    ("reader_request_has_its_outcome", sent, "editor", f"state = 'declined', {DECIDED}"),
    ("reader_request_has_its_outcome", linked, "editor", f"reason = 'opinion', {DECIDED}"),
]


@pytest.mark.parametrize(("rule", "make", "role", "change"), BROKEN)
def test_what_the_database_refuses(
    rule: str, make: Callable[[], ReaderRequest], role: str, change: str
) -> None:
    request, by = make(), getattr(factories, role)()
    with sql.broken(rule):
        sql.run_as(
            by,
            f"UPDATE claims_readerrequest SET {change.format(by=by.pk)} WHERE id = {request.pk}",
        )


def test_the_words_for_readers_name_nobody_protected() -> None:
    named = factories.speaker(name="Petra Hidden", description="a witness")
    published_speakers.protect(named.pk, factories.editor(), "a witness", "She asked for it.")
    with pytest.raises(Refused) as refused:
        reader_requests.decline(sent().pk, factories.editor(), "private", "Of Petra Hidden.")
    assert refused.value.rule == "reader_request_names_nobody_protected"


INSERT = "INSERT INTO claims_readerrequest (text, url, key, state, reason, note) VALUES "


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("reader_request_is_text_or_link", "('', '', 'k', 'open', '', '')"),
        ("reader_request_is_text_or_link", "('x', 'https://a.example/', 'k', 'open', '', '')"),
        (
            "reader_request_url_without_credentials",
            "('', 'https://u:p@a.example/', 'k', 'open', '', '')",
        ),
        ("reader_request_starts_open", "('x', '', 'k', 'declined', 'opinion', '')"),
        ("reader_request_once", "('x', '', 'k', 'open', '', ''), ('y', '', 'k', 'open', '', '')"),
    ],
)
def test_what_is_sent_is_one_thing_once_and_undecided(rule: str, values: Any) -> None:
    with sql.broken(rule):
        sql.run(INSERT + values)
