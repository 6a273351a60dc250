"""The request or job that this thread works for: its id, in logs, SQL and jobs, its SQL time, and whether it changed anything."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)


@dataclass
class Work:
    """``request_id`` is empty in a job that no request made; ``job`` is its number.

    ``has_changed``: whether it has committed a change that history records.
    """

    request_id: str = ""
    job: int | None = None
    has_changed: bool = False
    statements: int = 0
    sql_seconds: float = 0.0


_current: ContextVar[Work | None] = ContextVar("what this thread works for", default=None)


def current() -> Work | None:
    return _current.get()


def request_id() -> str:
    """Empty outside of requests, and in jobs that none made."""
    work = _current.get()
    return work.request_id if work else ""


def accepted(given: object) -> str:
    """The id that somebody gave, if it is well-formed, else none: it comes into logs and SQL."""
    return given if isinstance(given, str) and WELL_FORMED.fullmatch(given) else ""


def begin(given: str = "") -> Work:
    """A request begins, with the id that it came with or a new one. It ends by ``end``."""
    work = Work(accepted(given) or secrets.token_hex(16))
    _current.set(work)
    return work


def mark_changed() -> None:
    if (work := _current.get()) is not None:
        work.has_changed = True


def end(**kwargs: object) -> None:
    _current.set(None)


@contextmanager
def for_job(number: int | None, given: object) -> Iterator[None]:
    """What is done inside is done for a job, and for the request that made it."""
    token = _current.set(Work(accepted(given), number))
    try:
        yield
    finally:
        _current.reset(token)


def comment() -> str:
    """An SQL comment that names the request and the job; empty where there is none."""
    work = _current.get()
    if work is None:
        return ""
    named = {"request": work.request_id, "job": work.job}
    words = " ".join(f"{name}={value}" for name, value in named.items() if value)
    return f"/* {words} */ " if words else ""
