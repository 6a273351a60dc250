"""The log: lines of text or of JSON, which say for which request or job they are.

No line has the query of a search, a token, an e-mail address, or the text of a source: what may have
come from outside is cut out of messages and of exceptions.
"""

import copy
import logging
import re
import traceback
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError
from pythonjsonlogger.json import JsonFormatter

from newsroom import current_request

# What is raised when the database is away, too busy, or ends a statement that took too long.
OF_THE_DATABASE = (OperationalError, InterfaceError, psycopg.OperationalError)
LONGEST = 500  # characters of a refused request's line
LONGEST_MESSAGE = 300  # characters of an exception's

LINE = "%(asctime)s %(levelname)s %(name)s%(work)s: %(message)s"
# Of a line of JSON; whatever else a library adds to a record, such as Django its request, is left out.
FIELDS = (
    *("time", "level", "logger", "message", "request", "job", "exception"),
    *("method", "route", "status", "milliseconds", "sql_milliseconds", "sql_statements"),
)

_CUT = "…"
_CUTS = (
    (re.compile(r"[^\s@:<>\"'/]+@[^\s@<>\"'/]+\.[^\s@<>\"'/]+"), _CUT),  # an e-mail address
    (re.compile(r"\?[^\s\"'<>]+"), f"?{_CUT}"),  # the query of an address
    (
        re.compile(r"(?<=/)[\w.:=~%-]{20,}", re.ASCII),
        _CUT,
    ),  # a part of a path, such as a link's secret
    # A token, a key or a session. Numbers and dotted names of modules are shorter between their dots.
    (re.compile(r"(?<![\w-])(?=[\w-]*\d)[\w-]{20,}", re.ASCII), _CUT),
)
# In a message of an exception: what is in quotes. Of what is raised about code, a name in quotes stays.
_QUOTED = re.compile(r"""['"].*['"]|[“«].*[”»]""", re.DOTALL)
_QUOTED_BUT_NAMES = re.compile(
    rf"(?P<name>'[A-Za-z_][\w.]{{0,60}}')|{_QUOTED.pattern}", re.ASCII | re.DOTALL
)
_OF_THE_STATEMENT = re.compile(r"\n(?:LINE \d+|DETAIL|CONTEXT|HINT|QUERY|STATEMENT):")
ABOUT_CODE = (AttributeError, NameError, ImportError, TypeError)


class ExpectedFailures(logging.Filter):
    """Logs what was to be expected as one line, without a traceback.

    That is a failure that has a sentence for people, a database that is away, and a request that was
    refused (400 to 499), which anybody can send as often as they like.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        sentence = getattr(error, "sentence", None)
        if sentence is not None:
            record.msg, record.args = (
                f"{record.getMessage()}: {_QUOTED.sub(_CUT, str(sentence))}",
                (),
            )
            record.exc_info = None
        elif isinstance(error, OF_THE_DATABASE):
            line = " ".join(_words_of(error).split())
            record.msg, record.args = f"{record.getMessage()}: {line}", ()
            record.exc_info = record.exc_text = None
        elif 400 <= getattr(record, "status_code", 0) < 500:
            line = " ".join(record.getMessage().split())
            record.msg, record.args = line[:LONGEST], ()
            record.exc_info = record.exc_text = None
        return True


def cleaned(record: logging.LogRecord) -> logging.LogRecord:
    """A copy that has nothing from outside in its message and its traceback."""
    record = copy.copy(record)
    record.msg, record.args = without_secrets(record.getMessage()), ()
    if record.exc_info and record.exc_info[1]:
        record.exc_text = _trace_of(record.exc_info[1])
    elif record.exc_text:
        record.exc_text = without_secrets(record.exc_text)
    record.exc_info = record.stack_info = None
    return record


def without_secrets(text: str) -> str:
    for pattern, instead in _CUTS:
        text = pattern.sub(instead, text)
    return text


def _trace_of(error: BaseException) -> str:
    """The traceback; of each exception's message no values that may have come from outside."""
    summary = traceback.TracebackException.from_exception(error)
    for each, raised in _chained(summary, error):
        each._str = without_secrets(_without_values(raised)[:LONGEST_MESSAGE])
        if hasattr(each, "__notes__"):
            each.__notes__ = None
    return "".join(summary.format()).rstrip()


def _chained(summary: Any, error: BaseException | None) -> list[tuple[Any, BaseException]]:
    found: list[tuple[Any, BaseException]] = []
    waiting = [(summary, error)]
    while waiting:
        summary, error = waiting.pop()
        if summary is None or error is None:
            continue
        found.append((summary, error))
        waiting += [(summary.__cause__, error.__cause__), (summary.__context__, error.__context__)]
        if isinstance(error, BaseExceptionGroup):
            waiting += zip(summary.exceptions or (), error.exceptions, strict=False)
    return found


def _without_values(error: BaseException) -> str:
    words = _words_of(error)
    if isinstance(error, ABOUT_CODE):
        return _QUOTED_BUT_NAMES.sub(lambda found: found["name"] or _CUT, words)
    return _QUOTED.sub(_CUT, words)


def _words_of(error: BaseException) -> str:
    """Its message. PostgreSQL's further lines repeat values."""
    words = str(error)
    is_of_database = isinstance(error, (DatabaseError, InterfaceError, psycopg.Error))
    return _OF_THE_STATEMENT.split(words, maxsplit=1)[0] if is_of_database else words


class Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__(LINE)

    def format(self, record: logging.LogRecord) -> str:
        record = cleaned(record)
        record.msg = " ".join(str(record.msg).splitlines())
        work = current_request.current()
        named = {"request": work.request_id, "job": work.job} if work else {}
        words = " ".join(f"{name}={value}" for name, value in named.items() if value)
        record.work = f" [{words}]" if words else ""
        return super().format(record)


class Json(JsonFormatter):
    """One object a line, with those of FIELDS that are known."""

    def __init__(self) -> None:
        renamed = {"levelname": "level", "name": "logger", "exc_info": "exception"}
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields=renamed,
            timestamp="time",
            json_ensure_ascii=False,
        )

    def format(self, record: logging.LogRecord) -> str:
        return super().format(cleaned(record))

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        if work := current_request.current():
            log_data |= {"request": work.request_id, "job": work.job}
        return {name: log_data[name] for name in FIELDS if log_data.get(name) not in (None, "")}


def configuration(form: str, log_requests: bool) -> dict[str, Any]:
    """For logging.config; also of gunicorn's own lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Json if form == "json" else Text}},
        "filters": {"expected": {"()": ExpectedFailures}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["expected"],
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "factcheck.requests": {"level": "INFO" if log_requests else "WARNING"},
            # Answered with 400; requests with foreign host names would fill the log with tracebacks.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # A line for each request that has to wait for a thread.
            "waitress.queue": {"level": "ERROR"},
        },
    }
