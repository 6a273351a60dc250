"""The log of expected failures."""

import logging


class ExpectedFailures(logging.Filter):
    """Logs a failure that has a sentence for people as that sentence, without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        sentence = getattr(error, "sentence", None)
        if sentence is not None:
            record.msg, record.args = f"{record.getMessage()}: {sentence}", ()
            record.exc_info = None
        return True
