"""Several people at once, each in a thread with a connection of its own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from newsroom.errors import Refused

LONG = 300  # seconds; only so that a failure ends
SOMEBODY_WAITS = """
SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
                WHERE datname = current_database() AND NOT granted)
"""


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned, or its refusal. Any other error is raised here."""
    start = threading.Barrier(len(deeds), timeout=LONG)

    def run(deed: Callable[[], Any]) -> Any:
        try:
            # Connected before the signal, so that the deeds themselves meet.
            connection.ensure_connection()
            start.wait()
            return deed()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as people:
        return [each.result() for each in [people.submit(run, deed) for deed in deeds]]


def wait_until_locked_out(thread: threading.Thread) -> None:
    """Until the thread waits for a lock of the database; it fails the test if it ends first."""
    gives_up = time.monotonic() + LONG
    while not somebody_waits():
        assert thread.is_alive(), "it waited for nobody"
        assert time.monotonic() < gives_up
        time.sleep(0.01)


def somebody_waits() -> bool:
    """Whether anybody in this test's database waits for a lock."""
    with connection.cursor() as cursor:
        # Within a transaction, who is connected is otherwise as it was at the first look.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(SOMEBODY_WAITS)
        return bool(cursor.fetchone() == (True,))
