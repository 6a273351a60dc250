"""Second factors: encrypted, in the history without their secrets, and required of editors by policy."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.test import Client

from claims.workflow import approvals
from newsroom import password_links, people
from newsroom.account import second_factors
from newsroom.choices import Role
from newsroom.encryption import unseal
from newsroom.history import acting
from newsroom.models import CacheEntry, Event, PasswordLink, User
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
ACTIVATE = "/account/second-factors/app/"
SECOND = "/account/sign-in/second-factor/"


def code(secret: str) -> str:
    """What the app shows now. Codes used in the same half minute are forgotten."""
    CacheEntry.objects.filter(cache_key__contains="totp.used").delete()
    if time.time() % 30 > 27:  # so that it still counts when it arrives
        time.sleep(3.1)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up(person: User) -> str:
    """A code app for the person; returns its secret."""
    client = at_the_desk(person)
    secret = client.get(ACTIVATE).context["form"].secret
    assert client.post(ACTIVATE, {"code": code(secret)}).status_code == 302
    return str(secret)


def sign_in(person: User) -> tuple[Client, Any]:
    client = Client()
    data = {"login": person.username, "password": PASSWORD}
    return client, client.post("/account/sign-in/", data)


def recovery_codes(client: Client) -> list[str]:
    answer = client.get("/account/second-factors/codes/")
    return list(answer.context["unused_codes"])


def is_in(client: Client) -> bool:
    return client.get("/account/sessions/").status_code == 200


def test_the_password_alone_no_longer_signs_in() -> None:
    person = factories.editor()
    secret = set_up(person)
    client, answer = sign_in(person)
    assert answer["Location"] == SECOND
    assert not is_in(client)
    assert client.post(SECOND, {"code": "000000"}).status_code == 200
    assert not is_in(client)
    assert client.post(SECOND, {"code": code(secret)}).status_code == 302
    assert is_in(client)


def test_a_code_is_used_once() -> None:
    person = factories.editor()
    secret = set_up(person)
    used = code(secret)
    first, _answer = sign_in(person)
    first.post(SECOND, {"code": used})
    second, _answer = sign_in(person)
    second.post(SECOND, {"code": used})
    assert (is_in(first), is_in(second)) == (True, False)


@pytest.mark.long
def test_a_code_counts_in_its_own_half_minute() -> None:
    person = factories.editor()
    secret = set_up(person)
    client, _answer = sign_in(person)
    CacheEntry.objects.filter(cache_key__contains="totp.used").delete()
    if time.time() % 30 > 27:
        time.sleep(3.1)
    before = format_hotp_value(hotp_value(secret, int(time.time()) // 30 - 1))
    client.post(SECOND, {"code": before})
    assert not is_in(client)


def test_a_recovery_code_is_used_once() -> None:
    person = factories.editor()
    set_up(person)
    codes = recovery_codes(at_the_desk(person))
    for times in range(2):
        client, _answer = sign_in(person)
        client.post(SECOND, {"code": codes[0]})
        assert is_in(client) == (times == 0)


def test_guessing_at_codes_has_to_wait() -> None:
    person = factories.editor()
    secret = set_up(person)
    client, _answer = sign_in(person)
    for _ in range(5):
        client.post(SECOND, {"code": "000000"})
    page = client.post(SECOND, {"code": code(secret)}).content.decode()
    assert "Too many failed" in page
    assert not is_in(client)


def test_secrets_are_encrypted_in_the_database() -> None:
    person = factories.editor()
    client = at_the_desk(person)
    secret = client.get(ACTIVATE).context["form"].secret
    assert secret not in str(list(Session.objects.values_list("session_data", flat=True)))
    client.post(ACTIVATE, {"code": code(secret)})
    app = Authenticator.objects.get(type="totp")
    assert secret not in str(app.data)
    assert unseal(app.data["secret"], second_factors.place(person.pk)) == secret
    codes = Authenticator.objects.get(type="recovery_codes")
    kept = str(codes.data)
    assert unseal(codes.data["seed"], second_factors.place(person.pk)) not in kept
    assert not any(each in kept for each in recovery_codes(client))


def test_a_second_factor_copied_from_another_persons_row_lets_nobody_in() -> None:
    own, other = factories.editor(), factories.editor()
    secret = set_up(own)
    set_up(other)
    copied = Authenticator.objects.get(user=own, type="totp").data
    with acting(other):
        Authenticator.objects.filter(user=other, type="totp").update(data=copied)
    client, _answer = sign_in(other)
    client.raise_request_exception = False
    client.post(SECOND, {"code": code(secret)})
    assert not is_in(client)


def test_the_history_says_who_changed_them_without_their_secrets() -> None:
    person = factories.editor()
    set_up(person)
    approval, first = people.request_reset(person, factories.senior(), "A lost phone.")
    second = approvals.approve(approval.pk, factories.senior()).code
    link = PasswordLink.objects.get()
    password_links.use(link, first, second, "seven bridges, two trams")
    events = Event.objects.filter(table="mfa_authenticator").order_by("pk")
    assert {(event.action, event.actor_id) for event in events} == {
        ("insert", person.pk),
        ("delete", person.pk),
    }
    for event in events:
        assert "data" not in {**(event.old or {}), **(event.new or {})}
    assert not second_factors.has_one(User.objects.get(pk=person.pk))


@pytest.mark.parametrize(
    ("role", "required", "has_one", "reaches"),
    [
        (Role.REPORTER, True, False, True),
        (Role.EDITOR, True, False, False),
        (Role.SENIOR, True, False, False),
        (Role.EDITOR, True, True, True),
        (Role.EDITOR, False, False, True),
    ],
)
@pytest.mark.parametrize("path", ["/admin/", "/working/", "/api/v1/working/claims/"])
def test_editors_need_one_where_the_policy_says_so(
    role: Role, required: bool, has_one: bool, reaches: bool, path: str, settings: Any
) -> None:
    person = factories.person(role)
    if has_one:
        set_up(person)
    settings.SECOND_FACTOR_REQUIRED = required
    client = at_the_desk(person)
    answer = client.get(path)
    if reaches:
        assert answer.status_code == 200
    elif path.startswith("/api/"):
        assert answer.status_code == 403
        assert "second factor" in answer.json()["detail"]
    else:
        assert answer["Location"] == "/account/second-factors/"
        assert "Set up a second factor first" in client.get(answer["Location"]).content.decode()
    # One's own account, and signing out, are open to everyone.
    assert client.get("/account/sessions/").status_code == 200
    assert client.post("/admin/logout/").status_code == 200


def test_a_superuser_needs_one_too(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = at_the_desk(factories.person(None, is_superuser=True))
    assert client.get("/admin/")["Location"] == "/account/second-factors/"


def test_another_persons_passkey_is_out_of_reach() -> None:
    person, other = factories.editor(), factories.editor()
    with acting(other):
        passkey = Authenticator.objects.create(
            user=other, type="webauthn", data={"name": "theirs", "credential": {}}
        )
    client = at_the_desk(person)
    for verb in ("", "remove/"):
        path = f"/account/second-factors/passkeys/{passkey.pk}/{verb}"
        assert client.post(path, {"name": "mine"}).status_code == 404


def test_every_page_of_ones_own_account_opens() -> None:
    client = at_the_desk(factories.editor())
    for path in ("", "app/", "passkeys/", "passkeys/add/"):
        assert client.get(f"/account/second-factors/{path}").status_code == 200
    assert client.get("/account/confirm/").status_code == 200
    assert client.get("/account/sign-out/").status_code == 200


def test_the_application_keeps_them_in_a_table_that_it_does_not_own() -> None:
    owner = "SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE relname = %s"
    assert sql.run(owner, "mfa_authenticator") == [(False,)]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM mfa_authenticator",
        "UPDATE mfa_authenticator SET user_id = {other}",
        "UPDATE mfa_authenticator SET data = '{{}}' WHERE type = 'totp'",
        "UPDATE mfa_authenticator SET type = 'totp' WHERE type = 'recovery_codes'",
        # Another person's codes, and a used code that is free again.
        (
            "UPDATE mfa_authenticator SET data = jsonb_set(data, '{{seed}}', '\"another\"')"
            " WHERE type = 'recovery_codes'"
        ),
        (
            "UPDATE mfa_authenticator SET data = jsonb_set(data, '{{used_mask}}', '3')"
            " WHERE type = 'recovery_codes';"
            " UPDATE mfa_authenticator SET data = jsonb_set(data, '{{used_mask}}', '2')"
            " WHERE type = 'recovery_codes'"
        ),
        (
            "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
            " VALUES ({other}, 'totp', '{{}}', now())"
        ),
    ],
)
def test_nobody_changes_anothers_by_sql(statement: str) -> None:
    set_up(factories.editor())
    by, other = factories.senior(), factories.editor()
    with acting(by), sql.broken("second_factor_is_its_owners"):
        sql.run(statement.format(other=other.pk))
