"""``sign_log``: the signer of the public log, a process of its own."""

import logging
import time
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.transparency import signing_key
from claims.transparency.cosigning import Cosigning
from claims.transparency.log import Log, open_files
from claims.transparency.notes import BadNote
from claims.transparency.policy import BadPolicy, Policy, read_file
from claims.transparency.signer import Refused, Signer
from claims.transparency.stamping import Stamping

logger = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two looks for what is new
THOROUGH_EVERY = 24 * 3600.0  # seconds between two comparisons of all publications
AFTER_A_FAULT = 60.0  # seconds


class Command(BaseCommand):
    help = "Sign the log of what was published, until stopped (docs/log.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once",
            action="store_true",
            help="Compare every publication, sign what is new, and end.",
        )
        parser.add_argument(
            "--new-key", action="store_true", help="Make the key that SIGNER_KEY names, and end."
        )

        parser.add_argument(
            "--continues",
            type=Path,
            metavar="CHECKPOINT",
            help="Of a new log, the last checkpoint of the log before it, which becomes its first leaf"
            " (docs/log.md, after a restore).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self._make_key()
            return
        files = open_files()
        if files is None:
            raise CommandError("Set SIGNED_LOG: the folder or bucket in which the log is kept.")
        if not settings.SIGNER_DATABASE_URL:
            raise CommandError(
                "Set SIGNER_DATABASE_URL: the address of a role that only reads, as"
                " ops/init-database.sh makes it. With the application's role, whoever takes over the web server"
                " could sign what it likes."
            )
        origin = settings.SIGNED_LOG_ORIGIN
        continues = options["continues"].read_text() if options["continues"] else ""
        if settings.EMBEDDED and not settings.SIGNER_KEY.exists():
            signing_key.make(settings.SIGNER_KEY)
        try:
            key = signing_key.load(settings.SIGNER_KEY, settings.SIGNER_COMMAND)
            cosigning = Cosigning(read_file(settings.SIGNED_LOG_POLICY) or Policy(), files)
            stamping = Stamping(files)
            if options["once"]:
                with self._connected() as connection:
                    signer = Signer(connection, files, key, origin, continues)
                    self._sign_all(signer, cosigning, stamping)
                return
        except (Refused, BadNote, BadPolicy, signing_key.NoKey, psycopg.Error, OSError) as error:
            raise CommandError(str(error)) from error
        while True:
            try:
                with self._connected() as connection:
                    signer = Signer(connection, files, key, origin, continues)
                    self._sign_until_stopped(signer, cosigning, stamping)
            except (Refused, BadNote, signing_key.NoKey) as refusal:
                logger.critical("Nothing is signed: %s", refusal)
            except psycopg.Error as error:
                logger.warning("The database did not answer; tried again: %s", error)
                time.sleep(EVERY)
                continue
            time.sleep(AFTER_A_FAULT)

    def _make_key(self) -> None:
        try:
            signing_key.make(settings.SIGNER_KEY)
        except OSError as error:
            raise CommandError(f"No key was made: {error}") from error
        public = signing_key.load(settings.SIGNER_KEY).of(settings.SIGNED_LOG_ORIGIN)
        self.stdout.write(f"{settings.SIGNER_KEY} has the key of {public}")

    def _connected(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(settings.SIGNER_DATABASE_URL, autocommit=True)
        may_write = "SELECT has_table_privilege('claims_publication', 'INSERT')"
        (writes,) = connection.execute(may_write).fetchone() or (True,)
        if writes:
            connection.close()
            raise CommandError(
                "The role of SIGNER_DATABASE_URL may write publications. Give the signer a role of its own"
                " that only reads; ops/init-database.sh makes it."
            )
        return connection

    def _sign_all(self, signer: Signer, cosigning: Cosigning, stamping: Stamping) -> None:
        signer.look(thorough=True)
        while signer.look():
            pass
        cosigning.keep_up()
        stamping.stamp()
        self.stdout.write(f"{signer.key}\n{Log(signer.files).checkpoint()}", ending="")

    def _sign_until_stopped(self, signer: Signer, cosigning: Cosigning, stamping: Stamping) -> None:
        compared = -THOROUGH_EVERY
        while True:
            is_due = time.monotonic() - compared >= THOROUGH_EVERY
            if is_due:
                compared = time.monotonic()
            if not signer.look(thorough=is_due):
                cosigning.keep_up()
                stamping.keep_up()
                time.sleep(EVERY)
