import json
import os
import stat
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.models import Publication
from claims.publication.chain import Checked, faults

OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


class Command(BaseCommand):
    help = (
        "Check every publication's hash and its link to the one before; names broken rows. With"
        " --resume only those since the last check."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count() or 1,
            help="How many check at the same time, with a connection each; as many as there are cores.",
        )
        parser.add_argument(
            "--resume",
            type=Path,
            metavar="FILE",
            help="Begin after the publication that this file names, and write the last one there if all"
            " are right; without the file, begin with the first. Publications before it are not read"
            " again: check all of them from time to time, without --resume. Only you may write the"
            " file: whoever else can chooses what is not checked.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path | None = options["resume"]
        after = _known(file) if file else None
        if after:
            self._compare(after)
        # Read before, so that what is published meanwhile is left to the next time.
        last = Publication.objects.order_by("-number").first()
        broken = 0
        for number, what in faults(after, options["processes"]):
            broken += 1
            self.stderr.write(f"publication {number}: {what}")
        if broken:
            raise CommandError(f"The publication chain is broken: {broken} faults.")
        if last is None:
            self.stdout.write("The publication chain is empty.")
            return
        if file:
            _remember(file, last)
        self.stdout.write(f"The publication chain is unbroken: {last.number} rows, {last.sha256}.")
        if after:
            self.stdout.write(
                f"Publications 1 to {after.number} were checked earlier and not read again."
            )

    def _compare(self, after: Checked) -> None:
        """The publications that are not read again are there, and the last is the one checked."""
        found = Publication.objects.filter(number=after.number).only("sha256").first()
        if found is None or found.sha256 != after.sha256:
            raise CommandError(
                f"The publication chain is broken: publication {after.number} is not the one that was"
                " checked. Run this without --resume to find what was changed."
            )
        there = Publication.objects.filter(number__lte=after.number).count()
        if there != after.number:
            raise CommandError(
                f"The publication chain is broken: of the {after.number} publications that were checked,"
                f" {there} are there. Run this without --resume to find which are missing."
            )


def _known(file: Path) -> Checked | None:
    try:
        with file.open(encoding="utf-8") as opened:
            if os.fstat(opened.fileno()).st_mode & OTHERS_MAY_WRITE:
                raise CommandError(
                    f"Others may write to {file}, and so choose what is not checked. Delete it, and"
                    " begin again with a file that only you may write."
                )
            state = json.load(opened)
        number, sha256 = int(state["number"]), str(state["sha256"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(
            f"{file} does not say which publication was checked last ({error}). Delete it to begin"
            " with the first publication."
        ) from error
    found = Publication.objects.filter(number=number).only("published_at").first()
    return Checked(number, found and found.published_at, sha256)


def _remember(file: Path, last: Publication) -> None:
    """Written beside and renamed, so that a crash leaves the old one."""
    state = {
        "number": last.number,
        "sha256": last.sha256,
        "checked_at": timezone.now().isoformat(timespec="seconds"),
    }
    beside = file.with_name(f"{file.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        json.dump(state, opened)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)
