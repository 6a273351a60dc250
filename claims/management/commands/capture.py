"""manage.py capture: a source from the command line."""

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, Value

from claims.capture import intake, processing
from claims.choices import CandidateState
from claims.management.commands.extract import day
from claims.models import Candidate
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import through
from newsroom.jobs import TryAgain
from newsroom.models import User
from sources.choices import CaptureState, SourceKind
from sources.documents import LARGEST
from sources.models import CaptureRequest, Publisher
from sources.querysets import Fold

STANDARD_INPUT = "-"
# Options that are fields of a source.
LINES = ("uri", "title", "byline", "language", "licence", "note")
LOOK_EVERY = 0.5  # seconds


class Command(BaseCommand):
    help = (
        "Capture a source and put the statements in it in the inbox. URL is fetched; FILE, or what"
        " comes in by standard input (-), is a page, a text, a PDF or a web archive (WARC)."
        " Prints the numbers of the source, the snapshot and the candidates."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("of", metavar="URL|FILE|-")
        parser.add_argument("--by", metavar="USERNAME", help="who adds it")
        parser.add_argument(
            "--publisher", metavar="NAME", help="a publisher's name, domain or number"
        )
        parser.add_argument("--published", type=day, metavar="DATE", help="YYYY-MM-DD")
        parser.add_argument("--kind", choices=SourceKind.values)
        for name in LINES:
            parser.add_argument(f"--{name}", default="")
        parser.add_argument(
            "--wait",
            action="store_true",
            help="leave the work to a worker, and wait for it; otherwise it is done right here",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = whoever(options["by"])
        stated = {name: options[name] for name in LINES} | {
            "kind": options["kind"] or "",
            "publisher": publisher_called(options["publisher"]),
            "published_on": options["published"],
        }
        with through(Via.COMMAND):
            try:
                asked = ask(by, options["of"], {key: each for key, each in stated.items() if each})
            except Refused as refused:
                raise CommandError(refused.sentence) from refused
            failed = [
                each.message
                for each in self._followed(asked, options["wait"])
                if each.state == CaptureState.FAILED
            ]
        if failed:
            raise CommandError("\n".join(failed))

    def _followed(self, asked: CaptureRequest, wait: bool) -> Iterator[CaptureRequest]:
        """The capture and, of an archive, each page's; as they end, told."""
        yield self._ended(asked, wait)
        for page in pages_of(asked):
            yield self._ended(page, wait)

    def _ended(self, asked: CaptureRequest, wait: bool) -> CaptureRequest:
        self.stderr.write(f"capture {asked.pk}: {asked.url or asked.file_name} …")
        if wait:
            while not CaptureRequest.objects.filter(
                pk=asked.pk, finished_at__isnull=False
            ).exists():
                time.sleep(LOOK_EVERY)
        else:
            try:
                processing.process(asked.pk)
            except TryAgain as error:
                raise CommandError(
                    f"{error.sentence} It stays in the queue: a worker tries again."
                ) from error
        ended: CaptureRequest = CaptureRequest.objects.select_related("source").get(pk=asked.pk)
        self.stderr.write(f"capture {asked.pk}: {ended.get_state_display()}. {ended.message}")
        if ended.snapshot_id and ended.source:
            self._tell(ended)
        return ended

    def _tell(self, ended: CaptureRequest) -> None:
        waiting = Candidate.objects.filter(
            snapshot=ended.snapshot_id, state=CandidateState.PENDING
        ).order_by("places", "pk")
        numbers = " ".join(str(number) for number in waiting.values_list("pk", flat=True))
        self.stdout.write(f"source {ended.source_id}")
        self.stdout.write(f"snapshot {ended.snapshot_id}")
        self.stdout.write(f"candidates {numbers}".rstrip())


def pages_of(asked: CaptureRequest) -> list[CaptureRequest]:
    """The captures that an archive was taken apart into."""
    if asked.url or not asked.raw_name:
        return []
    pages = CaptureRequest.objects.filter(
        pk__gt=asked.pk, file_name=asked.file_name, requested_by=asked.requested_by
    )
    return list(pages.exclude(url="").order_by("pk"))


def ask(by: User, of: str, stated: dict[str, Any]) -> CaptureRequest:
    """Ask for what was named. Raises Refused, CommandError."""
    if of == STANDARD_INPUT:
        return intake.request_file(by, "standard input", within(sys.stdin.buffer), **stated)
    if of.lower().startswith(("http://", "https://")):
        return intake.request_link(by, of, **stated)
    path = Path(of)
    try:
        with path.open("rb") as file:
            raw = within(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(
            f"{of} can't be read: {reason}. A link starts with https:// or http://."
        ) from error
    # A file's name need not be Unicode.
    name = os.fsencode(path.name).decode("utf-8", "replace")
    return intake.request_file(by, name, raw, **stated)


def within(file: BinaryIO) -> bytes:
    """What it holds, but little more than is taken: so much is enough to refuse it."""
    return file.read(LARGEST + 1)


def whoever(username: str | None) -> User:
    """Who acts: as named, or the one superuser there is. Raises CommandError."""
    people = User.objects.filter(is_active=True)
    if username is not None:
        found = people.filter(username=username).first()
        if found is None:
            raise CommandError(f"Nobody who is active signs in as {username!r}.")
        return found
    owners = list(people.filter(is_superuser=True)[:2])
    if len(owners) != 1:
        raise CommandError("Say who adds it: --by USERNAME.")
    return owners[0]


def publisher_called(name: str | None) -> Publisher | None:
    """Raises CommandError where no publisher, or more than one, is called so."""
    if not name:
        return None
    called = Q(domain__iexact=name) | Q(pk__in=_named(name))
    if name.isascii() and name.isdecimal() and len(name) < 18:
        called |= Q(pk=int(name))
    found = list(Publisher.objects.filter(called)[:2])
    if len(found) != 1:
        what = "There is no publisher" if not found else "There is more than one publisher"
        raise CommandError(f"{what} {name!r}; the desk lists them with their numbers.")
    return found[0]


def _named(name: str) -> Any:
    folded = Publisher.objects.alias(folded=Fold("name"))
    return folded.filter(folded=Fold(Value(name))).values("pk")
