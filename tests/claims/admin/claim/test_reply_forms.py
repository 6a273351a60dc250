"""Asking for a reply in two steps: what is refused before the letter, and the way back."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from claims.admin.claim.reply_forms import default_deadline
from claims.models import ReplyRequest
from claims.notifications.reply_letters import working_days_after
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
    "by_hand_at": "2025-03-03T10:00",
}
LETTER = {"heading": "A statement", "text": "Dear Pia Prensa, who counted?"}
DEADLINE_FIELD = 'type="datetime-local" name="deadline"'


def sent(**data: Any) -> str:
    by = factories.editor()
    return words(do(at_the_desk(by), factories.claim_in_review(by), "ask-reply", **DETAILS | data))


def test_a_deadline_in_the_past_is_refused_before_the_letter() -> None:
    page = sent(deadline="2020-01-01T10:00", sending="here")
    assert "The deadline is in the past. Choose a later day." in page
    assert "Nothing is sent yet." not in page
    page = sent(deadline="2020-01-01T10:00")
    assert "The deadline is before the letter." in page


def test_a_deadline_that_passed_while_the_letter_was_read_is_shown_at_its_field() -> None:
    page = sent(**LETTER, deadline="2020-01-01T10:00", sending="here")
    assert "The deadline is in the past. Choose a later day." in page
    assert DEADLINE_FIELD in page
    assert "Pia Prensa" in page
    assert not ReplyRequest.objects.exists()


def test_what_was_sent_by_other_means_has_its_day() -> None:
    page = sent(by_hand_at="")
    assert "Say when you sent it or asked them." not in page
    assert "Nothing is sent yet." in page
    assert 'type="datetime-local" name="by_hand_at"' in page
    page = sent(**LETTER, by_hand_at="")
    assert "Say when you sent it or asked them." in page
    assert LETTER["text"] in page
    assert not ReplyRequest.objects.exists()


def test_what_was_sent_by_other_means_was_not_sent_in_the_future() -> None:
    later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    for letter in ({}, LETTER):
        page = sent(**letter, by_hand_at=later)
        assert "The time of sending is in the future." in page
        assert 'id="id_by_hand_at_error"' in page
        assert ("Nothing is sent yet." in page) is bool(letter)
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
    assert "e-mail; by other means" in page
    assert "Back to the form" in page


def test_whom_is_asked_is_the_speaker_at_first_and_zones_are_of_places() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    page = words(at_the_desk(by).get(url_of(claim, "ask-reply")))
    assert f'value="{claim.speaker.name}"' in page
    assert "Europe/Madrid" in page
    assert "Zulu" not in page


def test_without_a_mail_server_nothing_is_asked_from_here(settings: Any) -> None:
    settings.SENDS_EMAIL = False
    by = factories.editor()
    desk, claim = at_the_desk(by), factories.claim_in_review(by)
    why_not = "This server sends no e-mail (EMAIL_HOST). Send the letter by other means."
    page = words(desk.get(url_of(claim, "ask-reply")))
    assert why_not in page
    assert re.search(r'value="by_hand"[^>]*checked', page)
    assert why_not in words(do(desk, claim, "ask-reply", **DETAILS | {"sending": "here"}))
    do(desk, claim, "ask-reply", **DETAILS | LETTER | {"sending": "here"})
    assert not ReplyRequest.objects.exists()


def test_two_working_days_are_offered_and_less_is_said_why_at_its_field() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    page = words(at_the_desk(by).get(url_of(claim, "ask-reply")))
    offered = re.search(r'name="deadline" value="([^"]+)"', page)
    assert offered
    page = sent(deadline=offered[1], time_zone=settings.TIME_ZONE, sending="here")
    assert "Nothing is sent yet." in page
    soon = (timezone.now() + timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M")
    page = sent(deadline=soon, sending="here")
    assert "Give them two working days" in page
    assert DEADLINE_FIELD in page
    assert "Nothing is sent yet." in sent(
        deadline=soon, deadline_reason="The vote is tonight.", sending="here"
    )


@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_what_is_offered_leaves_an_hour_to_read_the_letter(day: int, hour: int) -> None:
    now = datetime(2026, 11, 30, hour, 40, tzinfo=ZoneInfo("Europe/Madrid")) + timedelta(day)
    offered = default_deadline("Europe/Madrid", now)
    for minutes in (0, 19, 21, 60):
        sent = now + timedelta(minutes=minutes)
        assert offered >= working_days_after(sent, "Europe/Madrid"), minutes


def test_a_letter_from_here_says_from_and_to_whom(settings: Any) -> None:
    settings.REPLY_ADDRESS = "replies@news.example"
    by = factories.editor()
    desk, claim = at_the_desk(by), factories.claim_in_review(by)
    page = words(do(desk, claim, "ask-reply", **DETAILS | {"sending": "here"}))
    for part in (settings.DEFAULT_FROM_EMAIL, "replies@news.example", "pia@ministry.example"):
        assert f"<bdi>{part}</bdi>" in page
    letter = {name: factories.mailed_letter(claim)[name] for name in LETTER}  # type: ignore[literal-required]
    do(desk, claim, "ask-reply", **DETAILS | letter | {"sending": "here"})
    assert "The letter is on its way." in words(desk.get(url_of(claim)))
    request = factories.reply_request(claim, by)
    page = words(desk.get(f"{url_of(claim, 'remind-reply')}?request={request.pk}"))
    assert "<bdi>replies@news.example</bdi>" in page


def test_the_preview_says_how_a_newsroom_without_a_name_is_named(settings: Any) -> None:
    settings.NEWSROOM_NAME, settings.NEWSROOM_URL = "", "https://desk.example/"
    page = " ".join(sent().split())
    assert "so the letter names it https://desk.example." in page
    settings.NEWSROOM_NAME = "The Desk"
    assert "Your newsroom has no name here" not in sent()
