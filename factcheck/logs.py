"""What the log says of what was foreseen."""

import logging


class Foreseen(logging.Filter):
    """A failure that has a sentence for people is logged as that sentence, without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: nothing is left out but the traceback."""
        error = record.exc_info[1] if record.exc_info else None
        sentence = getattr(error, "sentence", None)
        if sentence is not None:
            record.msg, record.args = f"{record.getMessage()}: {sentence}", ()
            record.exc_info = None
        return True
