"""The log of expected failures."""

import logging

import psycopg
from django.db import InterfaceError, OperationalError

# What is raised when the database is away, too busy, or ends a statement that took too long.
OF_THE_DATABASE = (OperationalError, InterfaceError, psycopg.OperationalError)
LONGEST = 500  # characters of a refused request's line


class ExpectedFailures(logging.Filter):
    """Logs what was to be expected as one line, without a traceback.

    That is a failure that has a sentence for people, a database that is away, and a request that was
    refused (400 to 499), which anybody can send as often as they like.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        sentence = getattr(error, "sentence", None)
        if sentence is not None:
            record.msg, record.args = f"{record.getMessage()}: {sentence}", ()
            record.exc_info = None
        elif isinstance(error, OF_THE_DATABASE):
            record.msg, record.args = f"{record.getMessage()}: {' '.join(str(error).split())}", ()
            record.exc_info = record.exc_text = None
        elif 400 <= getattr(record, "status_code", 0) < 500:
            line = " ".join(record.getMessage().split())
            record.msg, record.args = line[:LONGEST], ()
            record.exc_info = record.exc_text = None
        return True
