"""Readers send something for checking: the same once, a few at a time, and nothing is fetched."""

import re
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from claims.matching import indexing
from claims.models import ReaderRequest, ReaderSending, Subscription
from claims.site import reader_forms
from claims.workflow import reader_requests
from newsroom.errors import Refused
from newsroom.models import Event
from sources.models import CaptureRequest
from tests import factories
from tests.claims.site.test_claim_page import read
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_no_hurry")]

WORDS = "The minister said that 150 bridges were built."


def send(what: str = WORDS, client: Client | None = None, **given: str) -> Any:
    client = client or Client()
    form = client.get("/send/")
    assert form.status_code == 200
    assert "no-store" in form["Cache-Control"]
    stamp = re.search(r'name="stamp" value="([^"]+)"', form.content.decode())
    assert stamp
    return client.post("/send/", {"what": what, "contact": "", "stamp": stamp[1], **given})


def from_network(number: int) -> Client:
    return Client(REMOTE_ADDR=f"192.0.2.{number}")


def test_a_statement_waits_for_an_editor_and_its_sender_stays_unknown() -> None:
    answer = send(contact="Reader@example.org")
    assert (answer.status_code, answer["Location"]) == (302, "/send/?sent=confirm")
    assert "Now confirm your address" in read(answer["Location"])
    assert "Now confirm" not in read("/send/?sent")
    request = ReaderRequest.objects.get()
    assert (request.text, request.url, request.senders, request.state) == (WORDS, "", 1, "open")
    kept = repr([*Subscription.objects.values(), *ReaderSending.objects.values()])
    kept += repr(list(Event.objects.values()))
    for secret in ("eader@example", "127.0.0.1"):
        assert secret not in kept


def test_the_page_says_what_it_is_not() -> None:
    page = read("/send/")
    assert "This is not a secure channel." in page
    assert "nothing about private persons" in page
    assert "<script" not in Client().get("/send/").content.decode()


def test_without_e_mail_no_address_is_asked_for(settings: Any) -> None:
    settings.SENDS_EMAIL = False
    assert 'name="contact"' not in Client().get("/send/").content.decode()
    assert send(contact="reader@example.org").status_code == 302
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "other",
    [
        "the minister said that 150 BRIDGES were built",
        "  “The minister said,   that 150 bridges were built…”  ",
        "The\u202eminister said that 150 bridgés were built!",
    ],
)
def test_the_same_statement_is_one_row_with_a_count(other: str) -> None:
    send(client=from_network(1))
    send(client=from_network(1))
    send(other, from_network(2))
    request = ReaderRequest.objects.get()
    assert request.senders == 2
    assert "\u202e" not in request.text


@pytest.mark.parametrize(
    "other",
    [
        "The minister said that 180 bridges were built.",
        "The minister said that 1.50 bridges were built.",
        "The minister said that -150 bridges were built.",
        "The minister said that 150% bridges were built.",
        "The minister said that no 150 bridges were built.",
    ],
)
def test_another_number_or_a_denial_is_another_statement(other: str) -> None:
    assert reader_requests.key_of(WORDS, "") != reader_requests.key_of(other, "")


def test_the_same_page_is_one_row() -> None:
    links = (
        "https://news.example/a-story?id=7&utm_source=x",
        "http://www.NEWS.example/a-story/?fbclid=1&id=7#below",
        "www.news.example/a-story?id=7",
    )
    for number, link in enumerate(links, 1):
        assert send(link, from_network(number)).status_code == 302
    request = ReaderRequest.objects.get()
    assert (request.url, request.text, request.senders) == (links[0], "", 3)
    send("https://news.example/a-story?id=8")
    assert ReaderRequest.objects.count() == 2
    # Nothing that a reader sends is fetched before an editor wants it.
    assert not CaptureRequest.objects.exists()


def test_what_was_declined_and_is_sent_again_is_a_new_request() -> None:
    first = reader_requests.send(WORDS, "", "a")
    reader_requests.decline(first.pk, factories.editor(), "opinion", "")
    again = reader_requests.send(WORDS, "", "b")
    assert again.pk != first.pk
    # What is linked to a claim is counted on.
    reader_requests.link(again.pk, factories.editor(), factories.signed_claim().pk)
    assert reader_requests.send(WORDS, "", "c").pk == again.pk
    assert ReaderRequest.objects.get(pk=again.pk).senders == 2


def test_claims_that_may_answer_it_are_shown_first() -> None:
    claim, hidden = factories.signed_claim(), factories.proposed_claim()
    indexing.bring_up_to_date()
    shown = send(claim.text)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert f'href="/claims/{claim.pk}/"' in page
    assert f"/claims/{hidden.pk}/" not in page
    assert not ReaderRequest.objects.exists()
    compared = re.search(r'name="compared" value="([^"]+)"', page)
    assert compared
    assert send(claim.text, compared=compared[1]).status_code == 302
    assert ReaderRequest.objects.get().text == claim.text


def test_what_fills_in_every_field_is_told_thanks_and_kept_nowhere() -> None:
    assert send(website="https://pills.example", contact="a@b.example").status_code == 302
    assert not ReaderRequest.objects.exists()
    assert not Subscription.objects.exists()


def test_a_stamp_of_another_page_or_none_is_not_taken() -> None:
    for stamp in ("", "forged", reader_forms.stamp("error 1")):
        answer = send(stamp=stamp)
        assert answer.status_code == 400
        assert WORDS in answer.content.decode()
    assert not ReaderRequest.objects.exists()


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("", 400),
        (" ", 400),
        ("\x00", 400),
        ("…!?", 400),
        ("\u202e" * 10, 400),
        ("x" * 2001, 400),
        ("https://user:secret@news.example/", 400),
        ("https://" + "a" * 1990, 400),
        ("javascript:alert(1)", 302),
        ("<script>alert(1)</script>", 302),
        ("'; DROP TABLE claims_claim; --", 302),
        ("قال الوزير إن ١٥٠ جسراً بنيت", 302),
    ],
)
@pytest.mark.few(4)
def test_hostile_words_are_words_or_a_sentence(what: str, status: int) -> None:
    assert send(what).status_code == status
    assert ReaderRequest.objects.count() == (status == 302)
    assert not ReaderRequest.objects.exclude(url="").exists()


def test_one_network_sends_a_few_within_an_hour() -> None:
    for number in range(reader_requests.MOST_FROM_NETWORK):
        network = Client(REMOTE_ADDR=f"2001:db8::{number}")
        assert send(f"Statement {number}.", network).status_code == 302
    answer = send(client=Client(REMOTE_ADDR="2001:db8::ffff"))
    assert b"That is as many as we take from one address in an hour." in answer.content
    assert send(client=Client(REMOTE_ADDR="2001:db8:0:1::1")).status_code == 302


def test_a_day_brings_no_more_than_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_requests, "MOST_NEW", 1)
    reader_requests.send(WORDS, "", "a")
    with pytest.raises(Refused, match="more requests than we can read"):
        reader_requests.send("Another statement.", "", "b")
    assert reader_requests.send(WORDS, "", "c").senders


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_are_one_row_and_one_network_no_more_than_five() -> None:
    sent = at_once(*(partial(reader_requests.send, WORDS, "", f"{n}") for n in range(8)))
    assert not [each for each in sent if isinstance(each, Refused)]
    assert ReaderRequest.objects.get().senders == 8
    sent = at_once(*(partial(reader_requests.send, f"Words {n}.", "", "a") for n in range(8)))
    assert len([each for each in sent if isinstance(each, Refused)]) == 3


def test_a_form_from_elsewhere_is_not_taken() -> None:
    answer = Client(enforce_csrf_checks=True).post("/send/", {"what": WORDS})
    assert answer.status_code == 403


def test_pages_lead_there() -> None:
    assert 'href="/send/"' in read_html("/")
    assert read_html("/?q=unheard-of").count('href="/send/"') == 2
    found = Client().post("/match/", {"text": "Nobody has ever said this."})
    assert found.content.decode().count('href="/send/"') == 2
    assert not mail.outbox


def read_html(path: str) -> str:
    return Client().get(path).content.decode()
