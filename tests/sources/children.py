"""The processes that read documents, as tests look at them."""

import socket
import time
from collections.abc import Callable

import psutil

from sources import parsing

PATIENCE = 60  # seconds; only so that a failure ends


def parent() -> psutil.Process:
    process = parsing._parser._process
    assert process is not None
    return psutil.Process(process.pid)


def until(holds: Callable[[], object]) -> bool:
    ends = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < ends:
        time.sleep(0.02)
    return bool(holds())


def suspended_child() -> tuple[socket.socket, socket.socket]:
    """As if it took long."""
    # Those of an earlier test have ended.
    assert until(lambda: parsing._parser._process is None or not reading())
    connection, code = parsing._Parser.child(parsing._parser)
    assert until(reading)
    reading()[0].suspend()
    return connection, code


def reading() -> list[psutil.Process]:
    """The children that have a document; one more waits for the next."""
    return sorted(parent().children(), key=lambda each: each.pid)[:-1]
