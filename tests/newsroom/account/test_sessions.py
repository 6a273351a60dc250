"""Sessions: listed for their owner, ended by them, and ended when nobody uses them."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from newsroom.account.sessions import BEGAN, BY_ITSELF, USED
from newsroom.history import acting
from newsroom.models import User
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
SESSIONS = "/account/sessions/"


def signed_in(person: User, browser: str = "Firefox") -> Client:
    client = Client(headers={"user-agent": browser})
    answer = client.post("/account/sign-in/", {"login": person.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(SESSIONS).status_code == 200


def use_again(client: Client, **changes: int) -> None:
    """As if the session had these times, and was used once more."""
    session = client.session
    for name, seconds in changes.items():
        session[name] -= seconds
    session.save()
    client.get(SESSIONS)


def expires(client: Client) -> Any:
    return Session.objects.get(pk=client.session.session_key).expire_date


def test_their_owner_sees_each_and_nobody_elses() -> None:
    person, other = factories.editor(), factories.editor()
    here = signed_in(person, "Firefox on a desk")
    signed_in(person, "Safari on a phone")
    signed_in(other, "Edge of another")
    page = here.get(SESSIONS).content.decode()
    assert "Firefox on a desk" in page
    assert "Safari on a phone" in page
    assert "Edge of another" not in page


def test_their_owner_ends_one() -> None:
    person = factories.editor()
    here, phone, tablet = (signed_in(person, name) for name in ("desk", "phone", "tablet"))
    ended = UserSession.objects.get(user_agent="phone")
    assert here.post(SESSIONS, {"session": ended.pk}).status_code == 302
    assert (is_in(here), is_in(phone), is_in(tablet)) == (True, False, True)


def test_ending_one_takes_a_recent_sign_in() -> None:
    person = factories.editor()
    here, phone = signed_in(person), signed_in(person, "phone")
    session = here.session
    session["account_authentication_methods"] = []
    session.save()
    answer = here.post(SESSIONS)
    assert answer["Location"].startswith("/account/confirm/")
    assert is_in(phone)


def test_signing_out_clears_what_the_browser_kept() -> None:
    answer = signed_in(factories.editor()).post("/account/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_their_owner_ends_all_others() -> None:
    person = factories.editor()
    here, phone = signed_in(person), signed_in(person)
    here.post(SESSIONS)
    assert (is_in(here), is_in(phone)) == (True, False)


@pytest.mark.parametrize("session", ["another's", "x", "99999999999999999999"])
def test_nobody_ends_another_persons(session: str) -> None:
    person, other = factories.editor(), factories.editor()
    here, elsewhere = signed_in(person), signed_in(other)
    number = UserSession.objects.get(user=other).pk if session == "another's" else session
    here.post(SESSIONS, {"session": number})
    assert is_in(elsewhere)


@pytest.mark.parametrize("ended", ["password", "deactivation"])
def test_all_end_with_the_password_and_with_deactivation(ended: str) -> None:
    person = factories.editor()
    here = signed_in(person)
    if ended == "password":
        person.set_password("another long password")
    else:
        person.is_active = False
    with acting(person):
        person.save()
    assert not is_in(here)


def test_one_that_nobody_uses_ends() -> None:
    here = signed_in(factories.editor())
    here.get(SESSIONS)
    idle = expires(here) - timezone.now()
    assert timedelta(hours=3, minutes=59) < idle <= timedelta(hours=4)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(here)


def test_use_renews_it_but_not_what_a_page_asks_for_by_itself() -> None:
    here = signed_in(factories.editor())
    here.get(SESSIONS)
    session = here.session
    session[USED] -= 61
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    here.get(SESSIONS, headers={BY_ITSELF: "1"})
    assert expires(here) < timezone.now() + timedelta(minutes=2)
    here.get(SESSIONS)
    assert expires(here) > timezone.now() + timedelta(hours=3)


@pytest.mark.django_db(transaction=True)
def test_an_export_is_read_whole_when_the_session_is_due_for_renewal() -> None:
    claim = factories.claim()
    here = Client()
    here.force_login(factories.editor())  # never renewed so far
    answer = here.get("/api/v1/working/claims/export.csv")
    assert answer.status_code == 200
    assert claim.text in answer.getvalue().decode()
    assert USED not in here.session
    here.get("/admin/")
    assert USED in here.session


def test_none_lasts_longer_than_any_may(settings: Any) -> None:
    here = signed_in(factories.editor())
    here.get(SESSIONS)
    use_again(here, **{BEGAN: settings.SESSION_LONGEST - 30, USED: 61})
    assert expires(here) < timezone.now() + timedelta(seconds=60)


def test_it_is_written_at_most_once_a_minute() -> None:
    here = signed_in(factories.editor())
    here.get("/admin/")
    before = UserSession.objects.get().last_seen_at, expires(here)
    here.get("/admin/")
    assert (UserSession.objects.get().last_seen_at, expires(here)) == before


def test_the_admin_has_no_pages_of_the_library() -> None:
    labels = {model._meta.app_label for model in admin.site._registry}
    assert not labels & {"account", "usersessions", "mfa", "socialaccount"}


# What the tables tell


def used_as_cookie(value: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    return client


def test_the_keys_of_live_sessions_are_no_cookies() -> None:
    client = signed_in(factories.senior())
    secret = client.cookies[settings.SESSION_COOKIE_NAME].value
    stored = set(Session.objects.values_list("pk", flat=True))
    assert stored == {client.session.session_key}
    assert set(UserSession.objects.values_list("session_key", flat=True)) == stored
    assert secret not in stored
    assert is_in(used_as_cookie(secret))
    for key in stored:
        assert not is_in(used_as_cookie(key))


def test_what_a_session_holds_is_void_in_another_row() -> None:
    own, victims = signed_in(factories.reporter()), signed_in(factories.senior())
    assert is_in(own)
    data = Session.objects.get(pk=victims.session.session_key).session_data
    Session.objects.filter(pk=own.session.session_key).update(session_data=data)
    assert not is_in(own)


def test_a_new_cookie_comes_with_the_sign_in() -> None:
    client = Client()
    client.session["kept"] = True
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.force_login(factories.editor())
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert is_in(client)
    client.post("/account/sign-out/")
    assert not is_in(client)
