"""manage.py capture: a source from the command line."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from claims.capture import intake, processing
from claims.choices import CandidateState
from claims.management.arguments import day, name_of, opened, person
from claims.models import Candidate
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import through
from newsroom.jobs import TryAgain
from newsroom.models import User
from sources.choices import CaptureState, SourceKind
from sources.documents import LARGEST
from sources.models import CaptureRequest, Publisher

STANDARD_INPUT = "-"
# Options that are fields of a source.
FIELDS = ("uri", "title", "byline", "language", "licence", "note")
POLL_INTERVAL = 0.5  # seconds
MOST_READ = LARGEST + 1  # bytes: enough for a file to be refused as too large


class Command(BaseCommand):
    help = (
        "Capture a source and put its statements in the inbox. URL is fetched; FILE, or standard"
        " input (-), is a page, a text, a PDF or a web archive (WARC). Prints the numbers of the"
        " source, the snapshot and the candidates."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("of", metavar="URL|FILE|-")
        parser.add_argument("--by", metavar="USERNAME", help="the person who adds it")
        parser.add_argument(
            "--publisher", metavar="NAME", help="a publisher's name, domain or number"
        )
        parser.add_argument("--published", type=day, metavar="DATE", help="YYYY-MM-DD")
        parser.add_argument("--kind", choices=SourceKind.values)
        for name in FIELDS:
            parser.add_argument(f"--{name}", default="")
        parser.add_argument(
            "--wait",
            action="store_true",
            help="leave the work to a worker and wait for it; by default it is done here",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = person(options["by"])
        stated = {name: options[name] for name in FIELDS} | {
            "kind": options["kind"] or "",
            "publisher": publisher(options["publisher"]),
            "published_on": options["published"],
        }
        with through(Via.COMMAND):
            try:
                request = create(by, options["of"], {k: v for k, v in stated.items() if v})
            except Refused as refused:
                raise CommandError(refused.sentence) from refused
            finished = [self._finish(request, options["wait"])]
            finished += [self._finish(page, options["wait"]) for page in pages_of(request)]
        failed = [each.message for each in finished if each.state == CaptureState.FAILED]
        if failed:
            raise CommandError("\n".join(failed))

    def _finish(self, request: CaptureRequest, wait: bool) -> CaptureRequest:
        self.stderr.write(f"capture {request.pk}: {request.url or request.file_name} …")
        found = CaptureRequest.objects.filter(pk=request.pk).select_related("source")
        if wait:
            while not found.filter(finished_at__isnull=False).exists():
                time.sleep(POLL_INTERVAL)
        else:
            try:
                processing.process(request.pk)
            except TryAgain as error:
                raise CommandError(
                    f"{error.sentence} It stays in the queue: a worker tries again."
                ) from error
        finished = found.get()
        self.stderr.write(
            f"capture {request.pk}: {finished.get_state_display()}. {finished.message}"
        )
        if finished.snapshot_id and finished.source:
            pending = Candidate.objects.filter(
                snapshot=finished.snapshot_id, state=CandidateState.PENDING
            ).order_by("places", "pk")
            numbers = " ".join(str(number) for number in pending.values_list("pk", flat=True))
            self.stdout.write(f"source {finished.source_id}")
            self.stdout.write(f"snapshot {finished.snapshot_id}")
            self.stdout.write(f"candidates {numbers}".rstrip())
        return finished


def pages_of(request: CaptureRequest) -> list[CaptureRequest]:
    if request.url or not request.raw_name:
        return []
    pages = CaptureRequest.objects.filter(
        pk__gt=request.pk, file_name=request.file_name, requested_by=request.requested_by
    )
    return list(pages.exclude(url="").order_by("pk"))


def create(by: User, of: str, stated: dict[str, Any]) -> CaptureRequest:
    """Raises Refused, CommandError."""
    if of == STANDARD_INPUT:
        raw = sys.stdin.buffer.read(MOST_READ)
        return intake.request_file(by, "standard input", raw, **stated)
    if of.lower().startswith(("http://", "https://")):
        return intake.request_link(by, of, **stated)
    with opened(Path(of)) as file:
        raw = file.read(MOST_READ)
    return intake.request_file(by, name_of(Path(of)), raw, **stated)


def publisher(name: str | None) -> Publisher | None:
    """Raises CommandError unless exactly one publisher has this name, domain or number."""
    if not name:
        return None
    by_name = Publisher.objects.called(name)
    condition = Q(domain__iexact=name) | Q(pk__in=by_name.values("pk"))
    if name.isascii() and name.isdecimal() and len(name) < 18:
        condition |= Q(pk=int(name))
    found: list[Publisher] = list(Publisher.objects.filter(condition)[:2])
    if len(found) != 1:
        what = "There is no publisher" if not found else "There is more than one publisher"
        raise CommandError(f"{what} {name!r}; the desk lists them with their numbers.")
    return found[0]
