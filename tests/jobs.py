"""Tasks that only tests have; ``tests.worker_settings`` tells workers of them.

``piece`` and ``effect`` are tables that the tests make: what is to be done, and what was.
"""

import os
import time
from typing import Any

from django.db import connection

from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import TryAgain, task


def _run(statement: str, *values: int | str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def _do(number: int) -> None:
    """As every verb that a job calls: lock the row, look whether it is done, do it, say so."""
    with acting(None, "a piece of work"):
        if _run("SELECT done FROM piece WHERE id = %s FOR UPDATE", number) != [(False,)]:
            return
        _run("INSERT INTO effect (piece, process) VALUES (%s, %s)", number, os.getpid())
        _run("SELECT pg_sleep(0.01)")
        _run("UPDATE piece SET done = true WHERE id = %s", number)


@task()
def do_piece(number: int) -> None:
    _do(number)
    time.sleep(0.01)  # done, and the queue does not know it yet


def tell(sentence: str, number: int) -> None:
    _run("INSERT INTO effect (piece, process, words) VALUES (%s, 0, %s)", number, sentence)


@task(attempts=3, on_give_up=tell)
def fail_twice(number: int) -> None:
    with acting(None, "an attempt"):
        _run("INSERT INTO effect (piece, process, words) VALUES (%s, 0, 'undone')", number)
        (attempts,) = _run("SELECT count(*) FROM newsroom_jobnote WHERE kind = 'failed'")[0]
        if attempts != 2:
            raise TryAgain("The server is asleep.")


@task(attempts=3, on_give_up=tell)
def never_works(number: int) -> None:
    raise TryAgain("The server is asleep.")


@task(on_give_up=tell)
def is_refused(number: int) -> None:
    raise Refused("The server answered 403.")


@task(attempts=2)
def breaks(number: int) -> None:
    raise ValueError("the password is hunter2")


@task()
def take_long(number: int) -> None:
    with acting(None, "a piece of work"):
        _run("INSERT INTO effect (piece, process) VALUES (%s, %s)", number, os.getpid())
    time.sleep(number)


@task()
def say_the_interface(number: int) -> None:
    with acting(None, "a piece of work"):
        _run(
            "INSERT INTO effect (piece, process, words)"
            " SELECT %s, 0, (history_context() ->> 'via') || ' ' || current_user",
            number,
        )


@task()
def sleep(number: int) -> None:
    time.sleep(number)
