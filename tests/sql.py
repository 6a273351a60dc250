"""Raw SQL as the application's role: the door that no verb guards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction

from newsroom.history import _signed, recorded_as
from newsroom.models import User


def cursor() -> Any:
    return connection.cursor()


def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run statements, then everything that is checked at a transaction's end; rows, if any."""
    with cursor() as opened:
        opened.execute(statement, values or None)
        rows = opened.fetchall() if opened.description else []
        opened.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        return rows


def run_as(person: User | None, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """As :func:`run`, in the person's name as the application itself would have signed it."""
    with transaction.atomic(), recorded_as(person):
        return run(statement, *values)


def act_on(raw: psycopg.Connection[Any], person: User) -> None:
    """What the transaction of a raw connection does from here on is in the person's name."""
    row = raw.execute("SELECT this_transaction() FROM pg_current_xact_id()").fetchone()
    assert row
    raw.execute("SELECT set_config('history.context', %s, true)", [_signed(row[0], person, "")])


@contextmanager
def broken(*rules: str) -> Iterator[None]:
    """What is done inside breaks one of the named constraints or triggers, and is undone."""
    with pytest.raises(Error) as caught, transaction.atomic():
        yield
    assert rule_of(caught.value) in rules, caught.value


def rule_of(error: BaseException) -> str:
    """The name of the constraint or trigger that was broken; empty where none has a name."""
    diag = getattr(error.__cause__, "diag", None)
    return getattr(diag, "constraint_name", None) or ""


def refused(statement: str, *values: Any, by: str) -> None:
    """The statements break the rule of this name."""
    with broken(by):
        run(statement, *values)
