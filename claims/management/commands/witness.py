"""``witness``: signs the checkpoints of other newsrooms' logs, if they only grew."""

import logging
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.transparency import signing_key
from claims.transparency.notes import COSIGNATURE, BadNote, VerifierKey
from claims.transparency.witness import Witness
from claims.transparency.witness_server import Server

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Witness other newsrooms' logs, until stopped (docs/log.md). It needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "logs", nargs="*", metavar="LOG", help="The verifier key of a log: name+id+key."
        )
        parser.add_argument("--name", required=True, help="Its own name, such as paper.example/w.")
        parser.add_argument("--key", required=True, type=Path, help="A PEM file; made if missing.")
        parser.add_argument("--folder", required=True, type=Path, help="What it signed last.")
        parser.add_argument("--listen", default="127.0.0.1:8410", metavar="ADDRESS:PORT")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if not options["key"].exists():
                signing_key.make(options["key"])
            key = signing_key.load(options["key"])
            logs = [VerifierKey.read(each) for each in options["logs"]]
            witness = Witness(options["name"], key.public, key.sign, logs, options["folder"])
        except (BadNote, OSError, signing_key.NoKey) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{VerifierKey(options['name'], COSIGNATURE, key.public)}")
        if not logs:
            self.stdout.write("Name the logs that it witnesses to start it.")
            return
        address, _colon, port = options["listen"].rpartition(":")
        if not address or not port.isdecimal():
            raise CommandError("--listen is an address and a port, such as 127.0.0.1:8410.")
        with Server((address.strip("[]"), int(port)), witness) as server:
            logger.info("Witnessing %s at %s", ", ".join(witness.logs), options["listen"])
            self.stdout.flush()
            server.serve_forever()
