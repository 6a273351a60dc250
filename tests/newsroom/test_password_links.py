"""Passwords: set by their owner alone, by a link that nobody else gets to see whole."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from claims.workflow import approvals as deciding
from newsroom import approvals, password_links, people
from newsroom.choices import Role
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Event, PasswordLink, User
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, words

pytestmark = pytest.mark.django_db

NEW = "seven bridges, two trams"


@pytest.fixture(autouse=True)
def _with_email(settings: Any) -> None:
    settings.SENDS_EMAIL = True


@pytest.fixture
def person() -> User:
    return factories.person(Role.REPORTER, email="rita@paper.example", username="rita")


def create(person: User) -> None:
    with acting(None):
        password_links.create(person, None)


def end_in(time: timedelta) -> None:
    with acting(None):
        PasswordLink.objects.update(expires_at=timezone.now() + time)


def mailed() -> str:
    """The path of the link in the only e-mail, sent by its job."""
    password_links.mail_password_link(PasswordLink.objects.latest("pk").pk)
    (sent,) = mail.outbox
    found = re.search(r"https?://[^/]+(/account/password/\S+)", str(sent.body))
    assert found
    return found[1]


def set_new(client: Client, path: str, password: str = NEW) -> Any:
    return client.post(path, {"new_password1": password, "new_password2": password})


def knows(person: User, password: str = NEW) -> bool:
    return User.objects.get(pk=person.pk).check_password(password)


def test_a_person_who_is_invited_sets_their_password_and_signs_in() -> None:
    by = factories.senior()
    sent = {"username": "ida", "email": "ida@paper.example"}
    answer = at_the_desk(by).post("/admin/newsroom/user/add/", sent, follow=True)
    ida = User.objects.get(username="ida")
    path = mailed()
    assert mail.outbox[0].to == ["ida@paper.example"]
    # Whoever invited sees nothing of the code.
    link = PasswordLink.objects.get()
    assert path.split("/")[-2] not in words(answer)
    assert path.split("/")[-2] not in str([vars(link), *Event.objects.values("old", "new")])
    client = Client()
    assert client.get(path).status_code == 200
    assert set_new(client, path).status_code == 302
    assert knows(ida)
    event = Event.objects.of(link).latest("pk")
    assert event.actor_id == ida.pk
    signed_in = client.post("/account/sign-in/", {"login": "ida", "password": NEW})
    assert signed_in.status_code == 302


def test_a_link_works_once_and_ends_the_others(person: User) -> None:
    create(person)
    first = mailed()
    mail.outbox.clear()
    create(person)
    second = mailed()
    assert set_new(Client(), second).status_code == 302
    for used in (first, second):
        assert Client().get(used).status_code == 302
        set_new(Client(), used, "nine ferries, no harbour")
    assert knows(person)


def test_a_link_ends_with_its_time_and_with_deactivation(person: User) -> None:
    create(person)
    path = mailed()
    end_in(timedelta(seconds=-1))
    assert set_new(Client(), path)["Location"] == "/account/password/"
    end_in(timedelta(hours=1))
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert set_new(Client(), path)["Location"] == "/account/password/"
    assert not knows(person)


def test_a_wrong_code_and_a_weak_password_are_refused(person: User) -> None:
    create(person)
    path = mailed()
    wrong = re.sub("/[^/]+/$", "/AAAAAAAAAAAA/", path)
    assert set_new(Client(), wrong)["Location"] == "/account/password/"
    assert set_new(Client(), path, "password1234").status_code == 200
    assert not PasswordLink.objects.filter(used_at__isnull=False).exists()
    assert set_new(Client(), path).status_code == 302


def test_whoever_forgot_is_told_where_no_mail_server_is_set(person: User, settings: Any) -> None:
    settings.SENDS_EMAIL = False
    for ask in (Client().get, Client().post):
        answer = ask("/account/password/", {"username": "rita"}, follow=True)
        assert "This server sends no e-mail. Ask two senior editors for a code." in words(answer)
        assert "Second half of the code" in words(answer)
    assert not PasswordLink.objects.exists()


def test_whoever_forgot_asks_and_nobody_learns_who_there_is(person: User) -> None:
    answers = [
        Client().post("/account/password/", {"username": name}, follow=True)
        for name in ("rita", "nobody", factories.editor().username)
    ]
    assert all("a link is on its way" in words(answer) for answer in answers)
    assert len({answer.redirect_chain[0] for answer in answers}) == 1
    assert PasswordLink.objects.get().person == person
    # A second one at once is not sent.
    Client().post("/account/password/", {"username": "rita"})
    assert PasswordLink.objects.count() == 1
    set_new(Client(), mailed())
    assert knows(person)


def test_a_job_that_runs_twice_sends_one_e_mail(person: User) -> None:
    password_links.send(person, factories.senior())
    mailed()
    password_links.mail_password_link(PasswordLink.objects.get().pk)
    assert len(mail.outbox) == 1


def test_who_is_signed_in_changes_their_own(person: User) -> None:
    client = at_the_desk(person)
    sent = {"old_password": "correct horse battery staple", "new_password1": NEW}
    answer = client.post("/admin/password_change/", sent | {"new_password2": NEW})
    assert answer.status_code == 302
    assert knows(person)


def test_a_stronger_hash_is_stored_at_sign_in(settings: Any, person: User) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    sent = {"login": "rita", "password": "correct horse battery staple"}
    assert Client().post("/account/sign-in/", sent).status_code == 302
    assert User.objects.get(pk=person.pk).password.startswith("pbkdf2")


# Without e-mail


def test_without_e_mail_two_seniors_each_know_half(settings: Any, person: User) -> None:
    settings.SENDS_EMAIL = False
    first, second = factories.senior(), factories.senior()
    with pytest.raises(Refused, match="Request a reset"):
        password_links.send(person, first)
    half = re.compile(r"shown only now: ([2-9A-Z]{12})")
    client = at_the_desk(first)
    change = f"/admin/newsroom/user/{person.pk}/do/reset/"
    requested = words(client.post(change, {"reason": "Forgotten."}, follow=True))
    number = PasswordLink.objects.get().approval_id
    approve = f"/admin/newsroom/approval/{number}/do/approve/"
    approved = words(at_the_desk(second).post(approve, follow=True))
    one, other = half.findall(requested), half.findall(approved)
    assert (len(one), len(other)) == (1, 1)
    # Neither half opens alone, twice, or the wrong way round.
    for pair in (one + one, other + other, other + one, [*one, "AAAAAAAAAAAA"]):
        sent = {"username": "rita", "first": pair[0], "second": pair[1]}
        assert Client().post("/account/password/code/", sent).status_code == 200
    sent = {"username": "rita", "first": one[0].lower(), "second": f" {other[0]} "}
    led = Client().post("/account/password/code/", sent)
    assert set_new(Client(), led["Location"]).status_code == 302
    assert knows(person)
    stored = str([*Event.objects.values("old", "new"), vars(PasswordLink.objects.get())])
    assert not [code for code in one + other if code in stored]


def test_a_reset_that_was_declined_opens_nothing(settings: Any, person: User) -> None:
    settings.SENDS_EMAIL = False
    approval, half = people.request_reset(person, factories.senior(), "Forgotten.")
    approvals.decline(approval.pk, factories.senior(), "No.")
    assert password_links.find_for("rita", half, half) is None
    assert password_links.find_for("rita", half, "") is None


def test_with_e_mail_an_approved_reset_sends_the_link(person: User) -> None:
    approval, code = people.request_reset(person, factories.senior(), "A lost key.")
    assert code == ""
    assert deciding.approve(approval.pk, factories.senior()).code == ""
    assert set_new(Client(), mailed()).status_code == 302
    assert PasswordLink.objects.get().approval_id == approval.pk


WAYS_IN = {
    "a link to set a password": (
        "INSERT INTO newsroom_passwordlink (person_id, made_at, first_digest, second_digest, expires_at)"
        " VALUES (%s, now(), repeat('a', 64), repeat('a', 64), now() + interval '1 day')"
    ),
    "an account at a provider": (
        "INSERT INTO socialaccount_socialaccount (user_id, provider, uid, last_login, date_joined,"
        " extra_data) VALUES (%s, 'newsroom', 'number-9', now(), now(), '{}')"
    ),
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_sql_alone_gives_nobody_a_way_to_sign_in(person: User, way: str) -> None:
    sql.refused(WAYS_IN[way], person.pk, by="sign_in_rows_are_the_applications")


def test_nor_does_it_open_a_link_that_is_there(person: User) -> None:
    create(person)
    mailed()
    sql.refused(
        "UPDATE newsroom_passwordlink SET first_digest = repeat('a', 64)",
        by="sign_in_rows_are_the_applications",
    )
