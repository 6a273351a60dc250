"""manage.py verify_captures: whether every text and file is still what was captured."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from claims.models import Evidence, ReplyRequest
from newsroom.querysets import in_batches
from newsroom.time_stamps import BadAuthorities, authorities
from sources.capture_checks import fault_of_file, faults
from sources.models import Recording, Snapshot, TimeStamp

AT_ONCE = 5  # snapshots in memory, whose texts may be long
FILES_AT_ONCE = 200
EVERY = 500
NO_FILE = Q(file_name="") | Q(file_name__startswith="erased/")  # by claims/sql/erasures.sql


class Command(BaseCommand):
    help = (
        "Read every captured text, its raw bytes, every recording, and every file that is evidence or an"
        " answer, and compare them with their hashes; verify every time stamp. Names what is missing or altered, and then ends"
        " with exit code 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--after",
            type=int,
            default=0,
            metavar="NUMBER",
            help="begin after the snapshot of this number, for a check that was interrupted",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        named = self._authorities()
        rows = Snapshot.objects.filter(pk__gt=options["after"])
        total, read, found = rows.count(), 0, 0
        for snapshot in in_batches(rows, AT_ONCE):
            for fault in faults(snapshot, named):
                found += self._name(f"snapshot {snapshot.pk}", fault)
            read += 1
            if read % EVERY == 0:
                self.stderr.write(f"{read} of {total} snapshots, last {snapshot.pk}")
        files = 0
        for what, name, digest, packed in _files():
            files += 1
            if fault := fault_of_file(name, digest, packed=packed):
                found += self._name(what, f"The file {fault}")
        self._say_what_is_not_stamped(named)
        self.stdout.write(f"{read} snapshots and {files} other files read.")
        if found:
            raise CommandError(f"{found} faults: what was captured is missing or altered.")
        self.stdout.write("Nothing is missing or altered.")

    def _authorities(self) -> frozenset[str]:
        try:
            return frozenset(each.name for each in authorities())
        except BadAuthorities as error:
            raise CommandError(str(error)) from error

    def _name(self, what: str, fault: str) -> int:
        self.stdout.write(f"{what}: {fault}")
        return 1

    def _say_what_is_not_stamped(self, named: frozenset[str]) -> None:
        stamps = TimeStamp.objects.stamps()
        unknown = stamps.exclude(authority__in=named).count()
        if unknown:
            self.stdout.write(
                f"{unknown} stamps are not verified: the settings don't name who made them."
            )
        for name in sorted(named):
            missing = Snapshot.objects.unstamped_by([name]).count()
            self.stdout.write(f"{name} has not stamped {missing} snapshots.")
        if not named:
            self.stdout.write("No time stamps: TIME_STAMP_AUTHORITIES names no authority.")


def _files() -> Iterator[tuple[str, str, str, bool]]:
    """What it is, its name in storage, its hash, and whether it is stored gzipped."""
    for piece in in_batches(Evidence.objects.exclude(NO_FILE), FILES_AT_ONCE):
        what = f"evidence {piece.pk} of claim {piece.claim_id}"
        yield what, piece.file_name, piece.file_sha256, True
    for reply in in_batches(ReplyRequest.objects.exclude(NO_FILE), FILES_AT_ONCE):
        what = f"answer {reply.pk} of claim {reply.claim_id}"
        yield what, reply.file_name, reply.file_sha256, True
    for recording in in_batches(Recording.objects.exclude(file_name=""), FILES_AT_ONCE):
        yield f"recording {recording.pk}", recording.file_name, recording.sha256, False
