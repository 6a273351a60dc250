"""The log of expected failures."""

import logging

LONGEST = 500  # characters of a refused request's line


class ExpectedFailures(logging.Filter):
    """Logs what was to be expected as one line, without a traceback.

    That is a failure that has a sentence for people, and a request that was refused (400 to 499),
    which anybody can send as often as they like.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        sentence = getattr(error, "sentence", None)
        if sentence is not None:
            record.msg, record.args = f"{record.getMessage()}: {sentence}", ()
            record.exc_info = None
        elif 400 <= getattr(record, "status_code", 0) < 500:
            line = " ".join(record.getMessage().split())
            record.msg, record.args = line[:LONGEST], ()
            record.exc_info = record.exc_text = None
        return True
