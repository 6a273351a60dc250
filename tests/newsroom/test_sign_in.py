"""Guessing at passwords is slowed down."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

RIGHT = "correct horse battery staple"


def sign_in(username: str, password: str, address: str = "192.0.2.1") -> Any:
    client = Client(REMOTE_ADDR=address)
    return client.post(reverse("admin:login"), {"username": username, "password": password})


@pytest.fixture
def locked_out() -> str:
    username = factories.editor().username
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(username, "a guess")
    return username


def test_the_right_password_signs_in() -> None:
    assert sign_in(factories.editor().username, RIGHT).status_code == 302


def test_after_too_many_guesses_even_the_right_password_has_to_wait(locked_out: str) -> None:
    answer = sign_in(locked_out, RIGHT)
    assert answer.status_code == 429
    assert "too many" in answer.content.decode().lower()


def test_others_are_not_locked_out_with_them(locked_out: str) -> None:
    assert sign_in(factories.editor().username, RIGHT).status_code == 302
    assert sign_in(locked_out, RIGHT, address="192.0.2.2").status_code == 302


def test_the_lock_opens_by_itself(locked_out: str) -> None:
    waited = timedelta(hours=settings.AXES_COOLOFF_TIME, seconds=1)
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            attempt_time=attempt.attempt_time - waited
        )
    assert sign_in(locked_out, RIGHT).status_code == 302


def test_a_deactivated_person_does_not_sign_in() -> None:
    person = factories.editor()
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert sign_in(person.username, RIGHT).status_code == 200
