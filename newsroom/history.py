"""Who makes a change, via what and why: a signed setting that PostgreSQL's history triggers record.

The setting ends with its transaction, so it passes through a pooler of connections. It is signed with
a key that is derived from SECRET_KEY, for one transaction of one running server: whoever can only write SQL can neither
make one nor use one again, nor read one. ``accept_keys`` lets the database know the key.
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from newsroom import current_request, session_settings, timeouts
from newsroom.choices import BY_SERVICE, Via
from newsroom.errors import Refused, rules_in_words

if TYPE_CHECKING:
    from newsroom.models import User

BLOCK = 64  # bytes of a block of SHA-256
_via: ContextVar[Via] = ContextVar("via", default=Via.CODE)
_service: ContextVar[str] = ContextVar("service", default="")
# First a number for the transaction: this_transaction() gives it none.
_READ = """SELECT this_transaction(), coalesce(current_setting('history.context', true), '')
  FROM pg_current_xact_id()"""
_WRITE = "SELECT set_config('history.context', %s, true)"
_WRITE_AND_CHECK = f"""{_WRITE} <> '', history_context() ->> 'transaction' IS NOT NULL,
    {timeouts.AT_LEAST.format(timeouts.CHANGE)}, {session_settings.DIFFERING}"""


@contextmanager
def through(via: Via) -> Iterator[None]:
    """Changes inside are recorded as made via this interface."""
    token, service = _via.set(via), _service.set("")
    try:
        yield
    finally:
        _service.reset(service)
        _via.reset(token)


def by_service(name: str) -> None:
    """Until ``through`` ends, changes are recorded as made by this service for the person."""
    _service.set(name)


@contextmanager
def recorded_as(
    by: "User | None", reason: str = "", using: str = DEFAULT_DB_ALIAS
) -> Iterator[None]:
    """What is written inside, in this transaction, is recorded as this person's (None: no person's).

    Raises Refused where the database doesn't know the key.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_READ)
        this, before = cursor.fetchone()
        (_set, accepted, _timeout, differing) = _unseen(
            _WRITE_AND_CHECK, _signed(this, by, reason), using
        )
        if not accepted:
            raise Refused(
                _(
                    "Nothing was changed: the database doesn't know this server's SECRET_KEY, so it"
                    " could not record who makes the change. Whoever runs the server must run"
                    " “manage.py migrate” with the same SECRET_KEY."
                ),
                rule="history_key_unknown",
            )
        if differing:
            raise Refused(
                _(
                    "Nothing was changed: %(settings)s of the connection to the database differ from"
                    " what its rules rest on. Whoever runs the server finds out with “manage.py check"
                    " --deploy” who changed them."
                ),
                rule="settings_differ",
                settings=differing,
            )
        yield
        _unseen(_WRITE, before, using)
        transaction.on_commit(current_request.mark_changed, using)


@contextmanager
def acting(by: "User | None", reason: str = "", using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """One transaction whose changes are by ``by`` (None: by no person).

    Checks deferred constraints at the end; raises a broken rule as
    :class:`newsroom.errors.Refused` with its sentence.
    """
    with rules_in_words(), transaction.atomic(using), recorded_as(by, reason, using):
        yield
        with connections[using].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _unseen(statement: str, value: str, using: str) -> Any:
    """The value is bound by the server, so that no other session reads it as part of the statement (pg_stat_activity)."""
    connection: Any = connections[using]
    connection.ensure_connection()
    with connection._prepare_cursor(psycopg.Cursor(connection.connection)) as cursor:
        cursor.execute(statement, [value])
        return cursor.fetchone()


def _signed(this: str, by: "User | None", reason: str) -> str:
    service = _service.get()
    name = by.get_username() if by else ""
    context = {
        "transaction": this,
        "actor_id": by.pk if by else None,
        "actor": f"{name}{BY_SERVICE}{service}" if name and service else name,
        "via": _via.get(),
        "reason": reason,
    }
    return signed(context, settings.SECRET_KEY)


def signed(context: Mapping[str, Any], secret: str) -> str:
    """The setting that the database takes for these words."""
    words = json.dumps(context)
    return hmac.digest(_key(secret), words.encode(), "sha256").hex() + words


def _key(secret: Any) -> bytes:
    return salted_hmac("newsroom.history", "", secret=secret, algorithm="sha256").digest()


def accept_keys(cursor: Any) -> None:
    """As the owner: the database accepts what SECRET_KEY and SECRET_KEY_FALLBACKS sign, nothing else."""
    cursor.execute("LOCK TABLE newsroom_historykey IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute("SELECT inner_key, outer_key FROM newsroom_historykey")
    known = {(bytes(inner), bytes(outer)) for inner, outer in cursor.fetchall()}
    accepted = {
        _halves(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    }
    if known == accepted:
        return
    cursor.execute("DELETE FROM newsroom_historykey")
    cursor.executemany("INSERT INTO newsroom_historykey VALUES (%s, %s)", sorted(accepted))


def accept_keys_after_migrate(using: str, **kwargs: Any) -> None:
    with transaction.atomic(using), connections[using].cursor() as cursor:
        accept_keys(cursor)


def _halves(key: bytes) -> tuple[bytes, bytes]:
    """The inner and the outer key of HMAC, as RFC 2104 defines them."""
    padded = key.ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in padded), bytes(byte ^ 0x5C for byte in padded)
