"""Several people at once, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from newsroom.errors import Refused


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned, or its refusal. Any other error is raised here."""
    start = threading.Barrier(len(deeds))

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
