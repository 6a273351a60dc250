import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.management.arguments import day
from nlp.attribution import statements_of

STANDARD_INPUT = "-"
FIELDS = (
    *("start", "end", "content", "speaker", "speaker_start", "speaker_end", "speaker_name"),
    *("verb", "verb_start", "verb_end", "quotation", "nature", "kind", "relay", "parts"),
    *("said_from", "said_to", "said_basis"),
)


class Command(BaseCommand):
    help = (
        "Write the attributed statements of English texts (UTF-8) to standard output, one JSON"
        " object a line. Offsets count code points of the file's text. Uses no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="a text, or - (standard input)"
        )
        parser.add_argument(
            "--published",
            type=day,
            metavar="DATE",
            help="the day of publication (YYYY-MM-DD), to resolve “on Wednesday”",
        )
        parser.add_argument(
            "--attributed",
            action="store_true",
            help="leave out sentences in the article's own voice (kind “article”), which are"
            " included if they contain a number",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[str] = options["files"]
        read = statements_of(
            self._texts(files), options["published"], own_voice=not options["attributed"]
        )
        try:
            for name, found in zip(files, read, strict=True):
                for statement in (each for each in found if each.complete):
                    row = {field: getattr(statement, field) for field in FIELDS}
                    if len(files) > 1:
                        row = {"file": name, **row}
                    self.stdout.write(json.dumps(row, ensure_ascii=False, default=str))
        except BrokenPipeError:
            # The reader has closed the pipe ("| head"); Python must not flush into it at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _texts(self, files: list[str]) -> Iterator[str]:
        for name in files:
            try:
                yield _bytes_of(name).decode("utf-8")
            except OSError as error:
                raise CommandError(f"{name} can't be read: {error.strerror}.") from error
            except UnicodeDecodeError as error:
                raise CommandError(
                    f"{name} is not UTF-8 (byte {error.start}); convert it first."
                ) from error


def _bytes_of(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
