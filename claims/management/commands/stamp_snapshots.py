"""manage.py stamp_snapshots: ask for time stamps of snapshots that have none."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsroom.choices import Via
from newsroom.history import through
from newsroom.jobs import TryAgain
from sources import snapshot_stamps

EVERY = 100


class Command(BaseCommand):
    help = (
        "Ask each authority of TIME_STAMP_AUTHORITIES for a stamp of every snapshot that it has not stamped,"
        " one after the other. An authority that fails is not asked again. Run it after naming an"
        " authority, if older snapshots are to be stamped too; it can be interrupted and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, metavar="NUMBER", help="stamp so many snapshots")

    def handle(self, *args: Any, **options: Any) -> None:
        if not snapshot_stamps.are_on():
            self.stdout.write("Nothing to do: TIME_STAMP_AUTHORITIES names no authority.")
            return
        done = made = 0
        failures: dict[str, str] = {}
        try:
            with through(Via.COMMAND):
                for outcome in snapshot_stamps.stamp_all(options["most"]):
                    done, made = done + 1, made + outcome.made
                    failures |= outcome.failures
                    if done % EVERY == 0:
                        self.stderr.write(f"{done} snapshots, {made} stamps")
        except TryAgain as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(f"{made} stamps made, of {done} snapshots.")
        for authority, sentence in failures.items():
            self.stdout.write(f"{authority} failed: {sentence}")
        if failures:
            raise CommandError("Run it again later.")
