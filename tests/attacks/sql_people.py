"""SQL of the application's role against people: rights, passwords, second factors, tokens, sessions."""

import json
import pickle
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from knox.crypto import hash_token

from newsroom.account.session_store import SessionStore
from newsroom.cache import SignedCache
from newsroom.choices import Role
from newsroom.models import User
from newsroom.models.cache import CacheEntry
from tests.attacks.newsroom import PASSWORD, Newsroom
from tests.attacks.registry import Attempt, attack, unguarded
from tests.attacks.sql_database import changed
from tests.attacks.sql_publications import another, columns
from tests.newsroom.test_people import BY_SQL

GRANT = "INSERT INTO newsroom_role (person_id, role, granted_by_id, approval_id) VALUES ({}, '{}', {}, {})"


@attack("kernel", "roles granted, moved or raised", guard=unguarded("newsroom_role"))
def roles(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    for person in newsroom.names:
        for role in (*Role.values, "Boss"):
            for by in (n["senior"], n["superuser"], person, "NULL"):
                for approval in (n["role approval"], n["hold approval"], "NULL"):
                    clear = f"DELETE FROM newsroom_role WHERE person_id = {person}"
                    yield Attempt(
                        f"{role} for {person} by {by}, {approval}",
                        changed(clear, GRANT.format(person, role, by, approval)),
                    )
    for statement in (
        "UPDATE newsroom_role SET role = 'Senior editor'",
        f"UPDATE newsroom_role SET person_id = {n['nobody']} WHERE person_id = {n['senior']}",
        "UPDATE auth_group SET name = 'Senior editor'",
        "INSERT INTO auth_group (name) VALUES ('Senior editor')",
        "INSERT INTO auth_permission (name, content_type_id, codename) VALUES ('x', 1, 'sign')",
        "UPDATE newsroom_policy SET one_person = true",
        "INSERT INTO newsroom_policy (id, one_person, reason) VALUES (2, true, 'x')",
        "DELETE FROM newsroom_policy",
        "UPDATE newsroom_role SET second_sign_off = true",
        (
            "INSERT INTO claims_reviewpolicy (reporters_propose, panel, second_sign_off, topics, reason)"
            " VALUES (true, false, '', '{}', 'x')"
        ),
    ):
        yield Attempt(statement, changed(statement))


@attack(
    "kernel",
    "accounts: superusers, reactivation, addresses, names, new people",
    guard=unguarded("newsroom_user"),
)
def accounts(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    numbers = {"person": n["reporter"], "gone": n["gone"], "nobody": n["nobody"], "senior": n["senior"],
               "other": n["senior2"], "approval": n["role approval"]}  # fmt: skip
    for rule, statements in BY_SQL.items():
        for statement in statements:
            yield Attempt(f"{rule}: {statement}", changed(statement.format(**numbers)))
    for person in newsroom.names:
        for column, kind in columns(newsroom, "newsroom_user"):
            statement = (
                f'UPDATE newsroom_user SET "{column}" = {another(column, kind)} WHERE id = {person}'
            )
            yield Attempt(statement, changed(statement))
        for statement in (
            f"DELETE FROM newsroom_user WHERE id = {person}",
            f"UPDATE newsroom_user SET is_superuser = true, is_active = true, is_staff = true WHERE id = {person}",
            f"UPDATE newsroom_user SET id = {n['senior']} + 1000 WHERE id = {person}",
            (
                f"INSERT INTO newsroom_user SELECT * FROM newsroom_user WHERE id = {person}"
                " ON CONFLICT (id) DO UPDATE SET is_superuser = true, is_active = true"
            ),
            (
                f"MERGE INTO newsroom_user USING (SELECT 1) s ON id = {person}"
                " WHEN MATCHED THEN UPDATE SET is_superuser = true, email = 'x@evil.example'"
            ),
        ):
            yield Attempt(statement, changed(statement))


@attack("kernel", "passwords set, and then used to sign in", guard=unguarded("newsroom_user"))
def passwords(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    known = make_password("quagga quagga quagga")

    def attempt(person: str, password: str, before: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            newsroom.sql(*([before] if before else []), (
                "UPDATE newsroom_user SET password = %s WHERE id = %s", [password, person]))  # fmt: skip
            ((name,),) = newsroom.rows("SELECT username FROM newsroom_user WHERE id = %s", person)
            newsroom.owner.execute("DELETE FROM newsroom_cache")  # no failure slows the next down
            client = Client()
            client.post("/account/sign-in/", {"login": name, "password": "quagga quagga quagga"})
            return "signed in" if "_auth_user_id" in client.session else None

        return run

    for person in newsroom.names:
        for password in (known, "!", "", "quagga quagga quagga"):
            for before in (
                "",
                f"SELECT set_config('history.context', '{{\"actor_id\": {person}}}', true)",
            ):
                yield Attempt(f"{person}: {password[:10]}, {bool(before)}",
                              attempt(person, password, before),
                              frozenset({"sign-in"}))  # fmt: skip


@attack(
    "kernel",
    "second factors, accounts at a provider, password links, made or removed",
    guard=unguarded("mfa_authenticator", "socialaccount_socialaccount", "newsroom_passwordlink"),
)
def factors(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for person in newsroom.names:
        for kind in ("totp", "webauthn", "recovery_codes"):
            statement = (
                "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
                f" VALUES ({person}, '{kind}', '{{\"secret\": \"JBSWY3DPEHPK3PXP\"}}', now())"
            )
            yield Attempt(statement, changed(statement))
        statement = (
            "INSERT INTO socialaccount_socialaccount (user_id, provider, uid, last_login, date_joined, extra_data)"
            f" VALUES ({person}, 'newsroom', 'mallory', now(), now(), '{{}}')"
        )
        yield Attempt(statement, changed(statement))
        for approval in ("NULL", newsroom.numbers["role approval"]):
            statement = (
                "INSERT INTO newsroom_passwordlink (person_id, approval_id, made_at, first_digest, second_digest,"
                f" expires_at) VALUES ({person}, {approval}, now(), encode(sha256('x'), 'hex'),"
                " encode(sha256('x'), 'hex'), now() + interval '1 day')"
            )
            yield Attempt(statement, changed(statement))
        for other in newsroom.names:
            statement = (
                "UPDATE mfa_authenticator SET data = (SELECT data FROM mfa_authenticator"
                f" WHERE type = 'recovery_codes' AND user_id = {other})"
                f" WHERE type = 'recovery_codes' AND user_id = {person}"
            )
            if person != other:
                yield Attempt(statement, changed(statement))
    for provider_id in ("newsroom", "openid_connect", "mallory"):
        for more in ("{}", '{"server_url": "https://evil.example"}', '{"hidden": true}'):
            statement = (
                "INSERT INTO socialaccount_socialapp (provider, provider_id, name, client_id, secret, key, settings)"
                f" VALUES ('openid_connect', '{provider_id}', 'ID', 'x', 'x', '', '{more}')"
            )
            yield Attempt(statement, changed(statement))
    for table in ("mfa_authenticator", "socialaccount_socialaccount", "newsroom_passwordlink"):
        for column, kind in columns(newsroom, table):
            statement = f'UPDATE {table} SET "{column}" = {another(column, kind)}'
            yield Attempt(statement, changed(statement))


class Run:
    """What a pickle runs when it is read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.file,))


def unpickling() -> Any:
    """As Django's own cache in the database does."""

    def get(cache: SignedCache, key: str, default: Any = None, version: int | None = None) -> Any:
        found = CacheEntry.objects.filter(pk=cache.make_and_validate_key(key, version)).first()
        return pickle.loads(b64decode(found.value)) if found else default  # noqa: S301 - our own

    return patch.object(SignedCache, "get", get)


@attack("kernel", "code for the web server in its cache", guard=unpickling)
def cached(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(person: str, protocol: int) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            ((name,),) = newsroom.rows("SELECT username FROM newsroom_user WHERE id = %s", person)
            with TemporaryDirectory() as folder:
                file = Path(folder) / "run"
                value = b64encode(pickle.dumps(Run(file), protocol)).decode()
                form = {"login": name, "password": "quagga quagga quagga"}
                client = Client(raise_request_exception=False)
                client.post("/account/sign-in/", form)
                newsroom.sql(("UPDATE newsroom_cache SET value = %s", [value]))
                client.post("/account/sign-in/", form)
                newsroom.owner.execute("DELETE FROM newsroom_cache")
                return "it ran" if file.exists() else None

        return run

    for person in newsroom.names:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            yield Attempt(f"{person}: protocol {protocol}",
                          attempt(person, protocol),
                          frozenset({"sign-in"}))  # fmt: skip


@attack(
    "kernel",
    "tokens of the API made, prolonged or given more scopes, and then used",
    guard=unguarded("newsroom_apitoken"),
)
def tokens(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(*statements: Any, token: str = "a" * 64, newest: bool = False) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            newsroom.sql(*statements)
            answer = Client().get(
                "/api/v1/working/claims/", headers={"Authorization": f"Token {token}"}
            )
            return "read with it" if newest and answer.status_code == 200 else None

        return run

    columns_ = [name for name, _kind in columns(newsroom, "newsroom_apitoken")]
    for person in newsroom.names:
        for scopes in ("{read}", "{write}", "{read,write}", "{read,captures}", "{}"):
            values = {
                "digest": hash_token("a" * 64), "token_key": "a" * 15, "user_id": person, "name": "x",
                "scopes": scopes, "expiry": timezone.now() + timedelta(days=7), "created": timezone.now(),
            }  # fmt: skip
            used = [name for name in columns_ if name in values]
            statement = f"INSERT INTO newsroom_apitoken ({', '.join(used)}) VALUES ({', '.join(['%s'] * len(used))})"
            yield Attempt(
                f"for {person}, {scopes}",
                attempt((statement, [values[name] for name in used]), newest=True),
            )
        yield Attempt(
            f"moved to {person}",
            attempt(f"UPDATE newsroom_apitoken SET user_id = {person} WHERE user_id <> {person}"),
        )
    for column, kind in columns(newsroom, "newsroom_apitoken"):
        statement = f'UPDATE newsroom_apitoken SET "{column}" = {another(column, kind)}'
        yield Attempt(statement, attempt(statement))
    for statement in (
        "UPDATE newsroom_apitoken SET expiry = now() + interval '10 years'",
        "UPDATE newsroom_apitoken SET expiry = NULL",
        "UPDATE newsroom_apitoken SET scopes = '{read,write}'",
        "UPDATE newsroom_apitoken SET digest = repeat('a', 128)",
    ):
        yield Attempt(statement, attempt(statement))


@contextmanager
def unsealed() -> Iterator[None]:
    """Django's sessions, unsigned, in rows that anybody may write, of people whose passwords don't matter."""
    with (
        patch.object(SessionStore, "of_cookie", classmethod(lambda cls, secret: cls(secret))),
        patch.object(SessionStore, "decode", lambda _store, data: json.loads(data)),
        patch.object(User, "get_session_auth_hash", lambda _user: "x"),
    ):
        yield


@attack("kernel", "sessions made by hand, and then used", guard=unsealed)
def sessions(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    """Sessions are sealed with the application's secret."""

    def attempt(person: str, data: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            newsroom.sql(
                (
                    (
                        "INSERT INTO django_session (session_key, session_data, expire_date)"
                        " VALUES (%s, %s, now() + interval '1 day') ON CONFLICT DO NOTHING"
                    ),
                    ["q" * 32, data],
                )
            )
            client = Client(raise_request_exception=False)
            client.cookies["sessionid"] = "q" * 32
            answer = client.get("/admin/")
            newsroom.sql("DELETE FROM django_session WHERE session_key = repeat('q', 32)")
            if answer.status_code >= 500:
                return "an error of the server"
            return "signed in" if answer.status_code == 200 else None

        return run

    for person in newsroom.names:
        plain = json.dumps({"_auth_user_id": person, "_auth_user_hash": "x",
                            "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0]})  # fmt: skip
        for data in (plain, "", "x", "e30:1abc:xyz", ".eJw", "gASVAA", plain.encode().hex()):
            yield Attempt(f"{person}: {data[:30]}", attempt(person, data))


def keys_as_cookies() -> Any:
    return patch.object(SessionStore, "of_cookie", classmethod(lambda cls, secret: cls(secret)))


@attack("kernel", "live sessions read from the tables, and then used", guard=keys_as_cookies)
def live_sessions(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    victim, own = Client(), Client(raise_request_exception=False)
    for client, name in ((victim, "seniorx"), (own, "reporterx")):
        client.post("/account/sign-in/", {"login": name, "password": PASSWORD})
    live = newsroom.rows("SELECT session_key, session_data FROM django_session")

    def as_cookie(key: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            client = Client()
            client.cookies["sessionid"] = key
            return "signed in" if client.get("/account/sessions/").status_code == 200 else None

        return run

    for key, data in live:
        yield Attempt(f"the key {key} as a cookie", as_cookie(key))
        if key == own.session.session_key:
            continue

        def copied(newsroom: Newsroom, data: str = data) -> str | None:
            newsroom.sql(
                (
                    "UPDATE django_session SET session_data = %s WHERE session_key = %s",
                    [data, own.session.session_key],
                )
            )
            page = own.get("/account/sessions/")
            return "signed in as another person" if page.status_code == 200 else None

        yield Attempt(f"what {key} holds, in a row of one's own", copied)


@attack(
    "kernel",
    "sign-ins, their failures and sessions in use, forged or removed",
    guard=unguarded("newsroom_signin"),
)
def sign_ins(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    client = Client()
    client.post("/account/sign-in/", {"login": "reporterx", "password": PASSWORD})
    client.post("/account/sign-in/", {"login": "seniorx", "password": "a wrong guess"})
    for column, kind in columns(newsroom, "newsroom_signin"):
        for where in ("", " WHERE id = 1"):
            statement = f'UPDATE newsroom_signin SET "{column}" = {another(column, kind)}{where}'
            yield Attempt(statement, changed(statement))
    for statement in (
        "DELETE FROM newsroom_signin",
        "DELETE FROM newsroom_signin WHERE outcome <> 'signed_in'",
        "SELECT remove_old_sign_ins(); SELECT remove_old_sign_ins()",
        "UPDATE newsroom_policy SET keep_sign_ins = 0; SELECT remove_old_sign_ins()",
        "SET timezone = 'Pacific/Kiritimati'; SELECT remove_old_sign_ins()",
        "SELECT * FROM django_admin_log",
        "DELETE FROM django_admin_log",
    ):
        yield Attempt(statement, changed(statement))
