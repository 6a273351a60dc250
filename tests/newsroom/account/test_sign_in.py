"""Signing in: guessing at passwords is slowed down, for each account and each network."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from newsroom.account.addresses import UNKNOWN, client_address
from newsroom.choices import Role
from newsroom.models import CacheEntry
from tests import factories

pytestmark = pytest.mark.django_db

RIGHT = "correct horse battery staple"
WAIT = "Too many failed attempts"


def sign_in(username: str, password: str, address: str = "192.0.2.1") -> Any:
    client = Client(REMOTE_ADDR=address)
    return client.post(reverse("account_login"), {"login": username, "password": password})


def guess(username: str, times: int, network: str = "2001:db8:0:{}::1") -> Any:
    """Wrong passwords, each from another network."""
    for number in range(times):
        answer = sign_in(username, "a guess", network.format(number))
    return answer


def wait(seconds: float) -> None:
    """As if so much time had passed since every attempt."""
    for entry in CacheEntry.objects.all():
        key = entry.cache_key.split(":", 2)[2]
        if isinstance(attempts := cache.get(key), list):
            cache.set(key, [attempt - seconds for attempt in attempts])


@pytest.fixture
def username() -> str:
    return factories.editor().username


def test_the_right_password_signs_in(username: str) -> None:
    answer = sign_in(username, RIGHT)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_a_person_without_a_role_lands_on_the_site() -> None:
    person = factories.person(None, is_staff=False)
    assert sign_in(person.username, RIGHT)["Location"] == "/"


def test_after_too_many_guesses_even_the_right_password_has_to_wait(username: str) -> None:
    guess(username, 5)
    answer = sign_in(username, RIGHT)
    assert answer.status_code == 200
    assert WAIT in answer.content.decode()


def test_the_account_has_to_wait_from_every_network(username: str) -> None:
    guess(username, 5)
    assert WAIT in sign_in(username, RIGHT, "2001:db8:ffff::1").content.decode()
    assert sign_in(factories.editor().username, RIGHT).status_code == 302


def test_the_wait_is_over_by_itself_and_longer_the_more_was_guessed(username: str) -> None:
    guess(username, 5)
    wait(301)
    assert sign_in(username, RIGHT).status_code == 302
    guess(username, 5)
    wait(301)
    assert WAIT in sign_in(username, RIGHT).content.decode()
    wait(3601)
    assert sign_in(username, RIGHT).status_code == 302


def test_one_network_has_to_wait_for_every_account() -> None:
    """A /64 is one network, however many of its addresses somebody uses."""
    for number in range(20):
        sign_in(f"nobody-{number}", "a guess", f"2001:db8::{number:x}")
    name = factories.editor().username
    assert WAIT in sign_in(name, RIGHT, "2001:db8::ffff:1").content.decode()
    assert sign_in(name, RIGHT, "2001:db8:0:1::1").status_code == 302


@pytest.mark.long
def test_signing_in_again_and_again_counts_as_no_failure(username: str) -> None:
    for _ in range(12):
        assert sign_in(username, RIGHT).status_code == 302


def test_an_unknown_name_is_answered_like_a_wrong_password(username: str) -> None:
    wrong, unknown = sign_in(username, "a guess"), sign_in("nobody-at-all", "a guess")
    sentence = "The username and/or password you specified are not correct."
    for answer in (wrong, unknown):
        assert answer.status_code == 200
        assert sentence in answer.content.decode()


def test_a_deactivated_person_does_not_sign_in() -> None:
    person = factories.editor()
    person.is_active = False
    person.save(update_fields=["is_active"])
    client = Client()
    client.post(reverse("account_login"), {"login": person.username, "password": RIGHT})
    assert "_auth_user_id" not in client.session


def test_the_admins_own_page_leads_to_the_sign_in(username: str) -> None:
    answer = Client().get("/admin/login/?next=/admin/claims/claim/")
    assert answer["Location"] == "/account/sign-in/?next=%2Fadmin%2Fclaims%2Fclaim%2F"
    posted = Client().post("/admin/login/", {"username": username, "password": RIGHT})
    assert posted["Location"].startswith("/account/sign-in/")


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "email/", "login/code/"])
def test_nobody_signs_up_and_nothing_else_of_the_library_is_served(path: str) -> None:
    assert Client().get(f"/account/{path}").status_code == 404


def test_another_host_name_is_refused_and_no_error_of_ours() -> None:
    for path in ("/account/sign-in/", "/account/password/"):
        assert Client().get(path, headers={"host": "a b"}).status_code == 400


def test_the_sign_in_speaks_the_readers_language() -> None:
    page = Client().get("/account/sign-in/", headers={"Accept-Language": "es"}).content.decode()
    assert "Contraseña" in page


def test_a_person_who_is_signed_in_is_led_on() -> None:
    client = Client()
    client.force_login(factories.person(Role.REPORTER))
    assert client.get("/account/sign-in/")["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "", "10.0.0.1"),
        (1, "unknown", UNKNOWN),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::9]:4711", "2001:db8::9"),
        (1, "[2001:db8::9]", "2001:db8::9"),
        (1, "203.0.113.9:port", UNKNOWN),
    ],
)
def test_the_clients_address_is_the_one_our_proxies_saw(
    proxies: int, forwarded: str, expected: str, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected
