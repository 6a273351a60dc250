"""Asking for a reply in two steps: what is refused before the letter, and the way back."""

from typing import Any

import pytest

from claims.models import ReplyRequest
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words

pytestmark = pytest.mark.django_db

DETAILS = {
    "addressee": "Her office",
    "channel": "email",
    "contact_name": "Pia Prensa",
    "contact_address": "pia@ministry.example",
    "language": "en",
    "deadline": "2030-01-01T17:00",
    "time_zone": "Europe/Madrid",
    "questions": "Who counted?",
    "sending": "by_hand",
}
LETTER = {"heading": "A statement", "text": "Dear Pia Prensa, who counted?"}
DEADLINE_FIELD = 'type="datetime-local" name="deadline"'


def sent(**data: Any) -> str:
    by = factories.editor()
    return words(do(at_the_desk(by), factories.claim_in_review(by), "ask-reply", **DETAILS | data))


def test_a_deadline_in_the_past_is_refused_before_the_letter() -> None:
    page = sent(deadline="2020-01-01T10:00")
    assert "The deadline is in the past. Choose a later day." in page
    assert "Nothing is sent yet." not in page
    page = sent(deadline="2020-01-01T10:00", by_hand_at="2020-02-01T10:00")
    assert "The deadline is before the letter." in page


def test_a_deadline_that_passed_while_the_letter_was_read_is_shown_at_its_field() -> None:
    page = sent(**LETTER, deadline="2020-01-01T10:00")
    assert "The deadline is in the past. Choose a later day." in page
    assert DEADLINE_FIELD in page
    assert "Pia Prensa" in page
    assert not ReplyRequest.objects.exists()


def test_the_way_back_keeps_what_was_filled_in() -> None:
    page = sent(**LETTER, back="")
    assert DEADLINE_FIELD in page
    assert "2030-01-01T17:00" in page
    assert "Who counted?" in page
    assert "errorlist" not in page
    assert not ReplyRequest.objects.exists()


def test_the_preview_says_deadline_and_way_in_words() -> None:
    page = sent()
    assert "Jan. 1, 2030, 5 p.m. (Europe/Madrid)" in page
    assert "e-mail; by hand" in page
    assert "Back to the form" in page


def test_whom_is_asked_is_the_speaker_at_first_and_zones_are_of_places() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    page = words(at_the_desk(by).get(url_of(claim, "ask-reply")))
    assert f'value="{claim.speaker.name}"' in page
    assert "Europe/Madrid" in page
    assert "Zulu" not in page


PRINTED = "django.core.mail.backends.console.EmailBackend"


@pytest.mark.parametrize("prints", [False, True])
def test_a_letter_from_here_says_from_and_to_whom_and_whether_anything_leaves(
    settings: Any, prints: bool
) -> None:
    if prints:
        settings.EMAIL_BACKEND = PRINTED
    settings.REPLY_ADDRESS = "replies@news.example"
    by = factories.editor()
    desk, claim = at_the_desk(by), factories.claim_in_review(by)
    warning = "No mail server is set (EMAIL_HOST)"
    page = words(do(desk, claim, "ask-reply", **DETAILS | {"sending": "here"}))
    for part in (settings.DEFAULT_FROM_EMAIL, "replies@news.example", "pia@ministry.example"):
        assert f"<bdi>{part}</bdi>" in page
    assert (warning in page) == prints
    do(desk, claim, "ask-reply", **DETAILS | LETTER | {"sending": "here"})
    page = words(desk.get(url_of(claim)))
    assert (warning in page) == prints
    assert ("The letter is on its way." in page) != prints
    assert ("not sent: no mail server is set" in page) == prints
    request = claim.reply_requests.get()
    page = words(desk.get(f"{url_of(claim, 'remind-reply')}?request={request.pk}"))
    assert "<bdi>replies@news.example</bdi>" in page
    assert (warning in page) == prints


def test_the_preview_says_how_a_newsroom_without_a_name_is_named(settings: Any) -> None:
    settings.NEWSROOM_NAME, settings.NEWSROOM_URL = "", "https://desk.example/"
    page = " ".join(sent().split())
    assert "so the letter names it https://desk.example." in page
    settings.NEWSROOM_NAME = "The Desk"
    assert "Your newsroom has no name here" not in sent()
