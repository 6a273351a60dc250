"""NDJSON in and out: commands that answer each line of a file, or of standard input, with a line.

Nothing is written until every line has been read, so that a file with a bad line leaves no half of an
answer behind.
"""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from claims.management.arguments import opened
from nlp.comparison import Statement

STANDARD_INPUT = "-"
LONGEST = 4_000_000  # bytes of a line
_IN_MEMORY = 16_000_000  # bytes of answers; more wait in a temporary file


class BadLine(Exception):
    """What is wrong with a line, as a sentence."""


class LineCommand(BaseCommand):
    """Answers each line of a file."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            metavar="FILE",
            nargs="?",
            default=STANDARD_INPUT,
            help="an NDJSON file, or - (the default)",
        )

    def answer(self, line: Mapping[str, Any]) -> Mapping[str, Any]:
        """Raises BadLine for what it can't answer."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with the number of the first bad line."""
        name = options["file"]
        with ExitStack() as stack:
            file: IO[bytes] = (
                sys.stdin.buffer
                if name == STANDARD_INPUT
                else stack.enter_context(opened(Path(name)))
            )
            answers = stack.enter_context(SpooledTemporaryFile(_IN_MEMORY))
            for number, line in _lines(file):
                try:
                    found = self.answer(_object(line))
                    answered = json.dumps(found, ensure_ascii=False, allow_nan=False)
                    answers.write(f"{answered}\n".encode())
                except (BadLine, UnicodeEncodeError) as error:
                    reason = (
                        str(error) if isinstance(error, BadLine) else "It has half a character."
                    )
                    raise CommandError(f"Line {number}: {reason} Nothing was written.") from error
            answers.seek(0)
            try:
                for row in answers:
                    self.stdout.write(row.decode())
                self.stdout.flush()
            except BrokenPipeError:
                # The reader has closed the pipe ("| head"); Python must not flush into it at exit.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers."""
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if line.strip():
            yield number, line


def _object(line: bytes) -> Mapping[str, Any]:
    if len(line) > LONGEST:
        raise BadLine(f"It is longer than {LONGEST:,} bytes.")
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLine("It is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise BadLine("It is not JSON.") from error
    if not isinstance(found, dict):
        raise BadLine("It is not a JSON object.")
    return found


def text_in(found: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    """A text of the object; empty where it has none. Raises BadLine."""
    value = found.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"“{name}” must be a text." if name in found else f"It has no “{name}”.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadLine("It has half a character.") from error
    return value


def day_in(found: Mapping[str, Any], name: str) -> date | None:
    """A day of the object; None where it has none. Raises BadLine."""
    day = text_in(found, name)
    try:
        return date.fromisoformat(day) if day else None
    except ValueError as error:
        raise BadLine(f"“{name}” is not a valid date (YYYY-MM-DD).") from error


def id_in(found: Mapping[str, Any]) -> str | int:
    """What the answer is found by. Raises BadLine."""
    value = found.get("id")
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise BadLine("“id” must be a text or a whole number.")
    return value


def statement_in(found: Mapping[str, Any]) -> Statement:
    """“text” and, where they are known, “speaker”, “date” and “language”. Raises BadLine."""
    return Statement(
        text_in(found, "text", required=True),
        text_in(found, "speaker"),
        day_in(found, "date"),
        text_in(found, "language"),
    )
