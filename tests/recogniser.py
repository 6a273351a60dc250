"""A stand-in for the program that recognises speech, which says what a test has it say."""

import sys
from typing import Any

from sources import speech

HEARD = (
    '{"model": "tiny.en", "version": "1a5a, faster-whisper 1.2.1"}',
    (
        '{"until": 300, "language": "en", "segments": ['
        '{"start": 12.0, "end": 15.8, "text": "We have built 150 bridges since January."}, '
        '{"start": 16.0, "end": 17.0, "text": ""}]}'
    ),
    (
        '{"until": 310, "language": "en", "segments": ['
        '{"start": 301.5, "end": 304.0, "text": "Nobody has built as many."}]}'
    ),
    '{"done": true}',
)


def switch_on(monkeypatch: Any, settings: Any, *lines: str, end: str = "") -> None:
    """Speech recognition is on; its program writes these lines, then runs ``end``."""
    settings.SPEECH_MODEL = "/models/tiny.en"
    program = "\n".join(
        ["import os, signal, time", *(f"print({line!r}, flush=True)" for line in lines), end]
    )
    monkeypatch.setattr(speech, "PROCESS", (sys.executable, "-c", program))
