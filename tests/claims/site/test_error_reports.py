"""Readers report errors: a few at a time, through a form that what is no reader hardly passes."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from PIL import Image

from claims.models import Claim, ErrorReport
from claims.site import error_reports as page
from claims.site import reader_forms, social_cards
from claims.workflow import error_reports
from newsroom.errors import Refused
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of
from tests.claims.published import hold
from tests.claims.site.test_claim_page import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_no_hurry")]

WORDS = "The count is of March, not of June: see page 4 of the report."


def send(claim: Claim, client: Client | None = None, **given: str) -> Any:
    client = client or Client()
    path = f"/claims/{claim.pk}/error/"
    form = client.get(path)
    assert form.status_code == 200
    assert "no-store" in form["Cache-Control"]
    stamp = re.search(r'name="stamp" value="([^"]+)"', form.content.decode())
    assert stamp
    return client.post(path, {"words": WORDS, "contact": "", "stamp": stamp[1], **given})


def test_a_report_reaches_the_editors_who_decide_on_it() -> None:
    claim = factories.signed_claim()
    answer = send(claim, contact="reader@example.org")
    assert (answer.status_code, answer["Location"]) == (302, f"/claims/{claim.pk}/error/?sent")
    assert b"Thank you" in Client().get(answer["Location"]).content
    made = ErrorReport.objects.get()
    assert (made.words, made.contact, made.claim) == (WORDS, "reader@example.org", claim)
    assert made.publication == factories.current_publication(claim)
    assert made.due_on == timezone.localdate() + timedelta(days=7)
    assert "127.0.0.1" not in made.sender
    desk = at_the_desk(factories.editor())
    assert WORDS in desk.get(url_of(made)).content.decode()
    form = desk.get(url_of(made, "not-uphold")).content.decode()
    assert "the draft of the answer to the reader" in form
    answer = desk.post(url_of(made, "not-uphold"), {"note": "The page says March."})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.outcome, made.settled_note) == ("not_upheld", "The page says March.")
    with pytest.raises(Refused, match="has settled this already"):
        error_reports.settle(made.pk, factories.editor(), "answered", "Again.")


def test_nobody_is_answered_who_left_no_address() -> None:
    send(factories.signed_claim())
    form = at_the_desk(factories.editor()).get(url_of(ErrorReport.objects.get(), "not-uphold"))
    assert "The reader left no address" in form.content.decode()


def test_the_page_says_when_it_is_decided_and_when_the_address_goes(settings: Any) -> None:
    settings.ERROR_REPORT_DAYS, settings.ERROR_REPORT_ADDRESS_DAYS = 3, 14
    claim = factories.signed_claim()
    page = read(f"/claims/{claim.pk}/error/")
    assert "decides on it within 3 days" in page
    assert "It is deleted 14 days after our decision, and never published." in page
    assert f"Claim {claim.pk}, publication {factories.current_publication(claim).number}" in page
    assert "<script" not in Client().get(f"/claims/{claim.pk}/error/").content.decode()


def test_without_e_mail_no_address_is_asked_for(settings: Any) -> None:
    settings.SENDS_EMAIL = False
    claim = factories.signed_claim()
    assert 'name="contact"' not in Client().get(f"/claims/{claim.pk}/error/").content.decode()
    assert send(claim, contact="reader@example.org").status_code == 302
    assert ErrorReport.objects.get().contact == ""


def test_an_address_is_one() -> None:
    for contact in (
        "0800 555",
        "x" * 200 + "@example.org",
        "a@b",
        "a@example.org\nBcc: b@example.org",
    ):
        assert send(factories.signed_claim(), contact=contact).status_code == 400
    assert not ErrorReport.objects.exists()


def test_the_form_is_there_for_what_the_public_may_read() -> None:
    withdrawn, unsigned, held = (
        factories.withdrawn_claim(),
        factories.proposed_claim(),
        factories.signed_claim(),
    )
    hold(held)
    assert Client().get(f"/claims/{withdrawn.pk}/error/").status_code == 200
    for claim in (unsigned, held):
        assert Client().get(f"/claims/{claim.pk}/error/").status_code == 404
        with pytest.raises(Refused, match="No public claim"):
            error_reports.send(claim.pk, WORDS, "", "a")


def test_what_fills_in_every_field_is_told_thanks_and_kept_nowhere() -> None:
    assert send(factories.signed_claim(), website="https://pills.example").status_code == 302
    assert not ErrorReport.objects.exists()


def test_a_page_that_was_not_read_or_is_a_day_old_is_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim = factories.signed_claim()
    monkeypatch.setattr(reader_forms, "SOONEST", 60)
    answer = send(claim)
    assert answer.status_code == 400
    assert b"Wait three seconds, then press the button again." in answer.content
    assert WORDS in answer.content.decode()
    monkeypatch.setattr(reader_forms, "SOONEST", -1)
    monkeypatch.setattr(reader_forms, "LATEST", -1)
    assert b"The page was open for too long." in send(claim).content
    monkeypatch.undo()
    for stamp in ("", "forged", reader_forms.stamp(page.page(claim.pk + 1))):
        assert send(claim, stamp=stamp).status_code == 400
    assert not ErrorReport.objects.exists()


def test_one_address_sends_a_few_within_an_hour() -> None:
    claim = factories.signed_claim()
    for _time in range(error_reports.MOST_FROM_ADDRESS):
        assert send(claim).status_code == 302
    answer = send(claim)
    assert answer.status_code == 400
    assert b"That is as many as we take from one address in an hour." in answer.content
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert send(claim, other).status_code == 302


def test_of_one_claim_no_more_than_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(error_reports, "MOST_ON_CLAIM", 1)
    claim = factories.error_report().claim
    with pytest.raises(Refused, match="more reports on this claim"):
        error_reports.send(claim.pk, WORDS, "", "b")


@pytest.mark.parametrize(
    "words", ["", " ", "\x00", "x" * 5001, "\u202e" * 10, "'; DROP TABLE claims_claim; --"]
)
def test_hostile_words_are_words_or_a_sentence(words: str) -> None:
    assert send(factories.signed_claim(), words=words).status_code in {302, 400}


def test_a_form_from_elsewhere_is_not_taken() -> None:
    client = Client(enforce_csrf_checks=True)
    claim = factories.signed_claim()
    answer = client.post(f"/claims/{claim.pk}/error/", {"words": WORDS})
    assert answer.status_code == 403
    assert b"The form was not sent" in answer.content


# The picture of a claim


def test_a_picture_goes_with_the_link() -> None:
    claim = factories.signed_claim(text="“Nothing” was said of 1,150 bridges in Ñuñoa. " * 6)
    html = Client().get(f"/claims/{claim.pk}/").content.decode()
    linked = re.search(r'property="og:image" content="[^"]*(/claims/\d+/card.png\?\d+)"', html)
    assert linked
    answer = Client().get(linked[1])
    assert answer["Content-Type"] == "image/png"
    with Image.open(BytesIO(answer.content)) as image:
        assert image.size == (1200, 630)
    assert len(answer.content) < 60_000
    again = Client().get(linked[1], headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    hold(claim)
    assert Client().get(linked[1]).status_code == 404


@pytest.mark.parametrize(
    ("text", "face", "has_letters", "turned"),
    [
        ("150 bridges were built.", "DejaVuSerif-Bold.ttf", True, False),
        ("قال الوزير إن ١٥٠ جسراً بنيت", "DejaVuSans-Bold.ttf", True, True),
        ("150 גשרים נבנו מאז ינואר", "DejaVuSans-Bold.ttf", True, True),
        ("部長は橋が造られたと述べた", "DejaVuSerif-Bold.ttf", False, False),
    ],
)
def test_a_picture_is_written_in_the_letters_of_its_words(
    text: str, face: str, has_letters: bool, turned: bool
) -> None:
    assert social_cards._face(text) == (face, has_letters)
    assert social_cards._is_right_to_left(text) == turned
    claim = factories.signed_claim(text=text)
    assert Client().get(f"/claims/{claim.pk}/card.png").status_code == 200


@pytest.mark.long
def test_a_picture_is_drawn_once_and_new_ones_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers behind one address share the count of new pictures, and what is drawn they all get."""
    drawn: list[Any] = []
    draw = social_cards._drawn

    def counted(words: Any) -> bytes:
        drawn.append(words)
        return draw(words)

    monkeypatch.setattr(social_cards, "_drawn", counted)
    monkeypatch.setattr(social_cards, "MOST_DRAWN", 2)
    for cache in caches.all(initialized_only=True):
        cache.clear()
    first, second, third = (f"/claims/{factories.signed_claim().pk}/card.png" for _each in range(3))
    pictures = [Client().get(first) for _each in range(5)]
    assert {answer.status_code for answer in pictures} == {200}
    assert len({answer.content for answer in pictures}) == len(drawn) == 1
    assert Client().get(second).status_code == 200
    refused = Client().get(third)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert b"Try again in a minute." in refused.content
    assert "no-store" in refused["Cache-Control"]
    assert len(drawn) == 2
    # What is drawn already, and what others ask for, is not held up.
    assert Client().get(first).status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get(third).status_code == 200
    assert Client().get(third).status_code == 200
    # In another language it has other words.
    assert Client(REMOTE_ADDR="192.0.2.7").get(
        first, headers={"Accept-Language": "es"}
    ).content != (pictures[0].content)


def test_one_who_has_many_addresses_is_one_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(social_cards, "MOST_DRAWN", 1)
    answers = [
        Client(REMOTE_ADDR=f"2001:db8::{number}").get(
            f"/claims/{factories.signed_claim().pk}/card.png"
        )
        for number in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 429]


def test_a_word_that_is_wider_than_the_picture_is_cut() -> None:
    size, (line,) = social_cards._fitting("x" * 3000, "DejaVuSerif-Bold.ttf", 300, (52, 30))
    assert line.endswith("…")
    assert social_cards._font("DejaVuSerif-Bold.ttf", size).getlength(line) <= 1060
