"""Who acts, via what and why can't be claimed by SQL: the application signs it, for one transaction."""

import hashlib
import hmac
import json
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from newsroom import history
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import acting, recorded_as, through
from newsroom.models import Event
from tests import database, factories, sql

pytestmark = pytest.mark.django_db

NOBODY = (None, "", "sql", "")


def change(statement: str = "") -> tuple[Any, ...]:
    """Who, via what and why history names for a change after the statement."""
    return last_change(sql.cursor(), statement)


def last_change(cursor: Any, statement: str, *values: Any) -> tuple[Any, ...]:
    cursor.execute(
        statement
        + "; INSERT INTO claims_topic (name, slug) VALUES (gen_random_uuid(), gen_random_uuid())"
    )
    cursor.execute(
        "SELECT actor_id, actor, via, reason, database_role FROM newsroom_event ORDER BY id DESC LIMIT 1"
    )
    *context, role = cursor.fetchone()
    assert role == settings.DATABASE_APPLICATION_ROLE
    return tuple(context)


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('history.context', true)")
        return str(cursor.fetchone()[0])


def set_to(value: str) -> str:
    assert "$x$" not in value
    return f"SELECT set_config('history.context', $x${value}$x$, true)"


def test_settings_by_name_are_believed_no_longer() -> None:
    senior = factories.senior()
    assert (
        change(
            f"SELECT set_config('history.actor_id', '{senior.pk}', true),"
            f" set_config('history.actor', '{senior.username}', true),"
            " set_config('history.via', 'admin', true), set_config('history.reason', 'So.', true)"
        )
        == NOBODY
    )


def test_a_signed_context_is_recorded() -> None:
    senior = factories.senior()
    with through(Via.ADMIN), acting(senior, "So: “it is”\n\\."):
        assert change("SELECT 1") == (senior.pk, senior.username, "admin", "So: “it is”\n\\.")
    assert change("SELECT 1") == NOBODY


@pytest.mark.parametrize(
    "forged",
    [
        lambda signed: signed.replace('"via": "code"', '"via": "admin"'),
        lambda signed: signed.replace('"actor_id": null', '"actor_id": 1'),
        lambda signed: signed.replace('"reason": "x"', '"reason": "y"'),
        lambda signed: "0" * 64 + signed[64:],
        lambda signed: signed[:64].upper() + signed[64:],
        lambda signed: hashlib.sha256(signed[64:].encode()).hexdigest() + signed[64:],
        lambda signed: hmac.digest(b"", signed[64:].encode(), "sha256").hex() + signed[64:],
        lambda signed: signed + " ",
        lambda signed: signed[:64],
        lambda signed: signed[64:],
        lambda signed: signed[:63],
        lambda signed: "",
        lambda signed: "{}",
        lambda signed: "x" * 64 + "{",
    ],
)
def test_a_changed_context_names_nobody(forged: Any) -> None:
    with acting(None, "x"):
        signed = setting()
        assert change(set_to(forged(signed))) == NOBODY
        assert change(set_to(signed)) == (None, "", "code", "x")


@given(st.text(st.characters(exclude_characters="\0$", codec="utf-8"), max_size=200))
def test_no_text_is_a_signature(value: str) -> None:
    with transaction.atomic():
        assert change(set_to(value)) == NOBODY
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_a_context_of_another_transaction_names_nobody() -> None:
    senior = factories.senior()
    with acting(senior, "x"):
        signed = setting()
        assert change("SELECT 1")[0] == senior.pk
    with transaction.atomic():
        assert change(set_to(signed)) == NOBODY
    # Nor does it outlive its transaction.
    with acting(senior, "x"):
        pass
    with connection.cursor() as cursor:
        assert last_change(cursor, "SELECT 1") == NOBODY


@pytest.mark.django_db(transaction=True)
def test_what_is_left_of_a_session_names_nobody() -> None:
    """A pooler may give the next transaction a connection with settings of the one before."""
    senior = factories.senior()
    with acting(senior, "x"), connection.cursor() as cursor:
        cursor.execute(f"SELECT set_config('history.context', $x${setting()}$x$, false)")
    assert setting()
    with transaction.atomic():
        assert change("SELECT 1") == NOBODY


@pytest.mark.parametrize(
    "this", ["{0}", "{0} {1}", "{0} 1700000000.000001 {2}", "{0} {1} 1700000000.000001"]
)
def test_a_context_of_an_earlier_transaction_of_the_same_number_names_nobody(this: str) -> None:
    """After a restore transactions are counted from an earlier number on."""
    with acting(None, "x"):
        present = json.loads(setting()[64:])
        old = {**present, "transaction": this.format(*present["transaction"].split())}
        assert change(set_to(history.signed(old, settings.SECRET_KEY))) == NOBODY
        assert change(set_to(history.signed(present, settings.SECRET_KEY))) == (
            None,
            "",
            "code",
            "x",
        )


@pytest.mark.django_db(transaction=True)
def test_no_other_session_of_the_role_reads_a_context() -> None:
    senior = factories.senior()
    statements = "SELECT query FROM pg_stat_activity WHERE query LIKE '%history.context%' AND pid <> pg_backend_pid()"
    with database.connect("default", autocommit=True) as other, transaction.atomic():
        with recorded_as(senior, "x"):
            (words,) = [
                query for (query,) in other.execute(statements) if "_context() ->>" in query
            ]
            assert senior.username not in words
            with recorded_as(senior, "y"):
                pass
            assert senior.username not in str(other.execute(statements).fetchall())
        assert senior.username not in str(other.execute(statements).fetchall())


def test_a_savepoint_keeps_the_context() -> None:
    with acting(None, "x"), transaction.atomic():
        assert change("SELECT 1") == (None, "", "code", "x")


def test_the_check_is_hmac_as_the_library_computes_it(
    owner_connection: psycopg.Connection[Any],
) -> None:
    row = owner_connection.execute(
        "SELECT encode(sha256(outer_key || sha256(inner_key || 'words')), 'hex') FROM newsroom_historykey"
    ).fetchone()
    assert row == (hmac.digest(history._key(settings.SECRET_KEY), b"words", "sha256").hex(),)


# Changing the key


def test_a_new_key_is_refused_until_a_migrate_and_the_old_one_after_the_last(
    keys_of_history: None, transactional_db: None
) -> None:
    first = settings.SECRET_KEY

    def works(secret: str) -> bool:
        with override_settings(SECRET_KEY=secret):
            try:
                with acting(None, "x"):
                    return change("SELECT 1") == (None, "", "code", "x")
            except Refused as refused:
                return refused.rule != "history_key_unknown"

    assert works(first)
    assert not works("another")
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[first]):
        database.accept_keys()
    assert works("another")
    assert works(first)
    with override_settings(SECRET_KEY="another"):
        database.accept_keys()
    assert works("another")
    assert not works(first)


def test_who_is_refused_for_the_key_reads_what_to_do() -> None:
    before = Event.objects.count()
    with (
        override_settings(SECRET_KEY="another"),
        pytest.raises(Refused, match=r"“manage\.py migrate” with the same SECRET_KEY"),
        acting(None, "x"),
    ):
        change("SELECT 1")
    assert Event.objects.count() == before


def test_the_words_are_json_with_the_transaction() -> None:
    with acting(None, "x"):
        words = json.loads(setting()[64:])
    assert set(words) == {"transaction", "actor_id", "actor", "via", "reason"}
    assert (words["transaction"],) == sql.run("SELECT this_transaction()")[0]
