"""``sign_log``: the signer of the public log, a process of its own."""

import logging
import time
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.transparency import signing_key
from claims.transparency.cosigning import Cosigning
from claims.transparency.log import Log, open_all
from claims.transparency.memory import Memory
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

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self._make_key()
            return
        files = open_all()
        if files is None:
            raise CommandError("Set SIGNED_LOG: the folder or bucket in which the log is kept.")
        if not settings.SIGNER_DATABASE_URL:
            raise CommandError(
                "Set SIGNER_DATABASE_URL: the address of a role that only reads, as"
                " ops/init-database.sh makes it. With the application's role, whoever takes over the web server"
                " could sign what it likes."
            )
        origin, memory = settings.SIGNED_LOG_ORIGIN, self._memory()
        if settings.EMBEDDED and not settings.SIGNER_KEY.exists():
            signing_key.make(settings.SIGNER_KEY)
        try:
            key = signing_key.load(settings.SIGNER_KEY, settings.SIGNER_COMMAND)
            policy = read_file(settings.SIGNED_LOG_POLICY) or Policy()
            if options["once"]:
                with self._connected() as connection:
                    signer = Signer(connection, files, key, origin, memory)
                    self._sign_all(signer, policy)
                return
        except (Refused, BadNote, BadPolicy, signing_key.NoKey, psycopg.Error, OSError) as error:
            raise CommandError(str(error)) from error
        while True:
            try:
                with self._connected() as connection:
                    signer = Signer(connection, files, key, origin, memory)
                    self._sign_until_stopped(signer, policy)
            except (Refused, BadNote, signing_key.NoKey) as refusal:
                logger.critical("Nothing is signed: %s", refusal)
            except psycopg.Error as error:
                logger.warning("The database did not answer; tried again: %s", error)
                time.sleep(EVERY)
                continue
            time.sleep(AFTER_A_FAULT)

    def _memory(self) -> Memory:
        if settings.SIGNER_MEMORY is None:
            logger.warning(
                "Set SIGNER_MEMORY, a file outside the log's folder: without it an older copy of that folder is not"
                " noticed."
            )
        return Memory(settings.SIGNER_MEMORY)

    def _make_key(self) -> None:
        try:
            signing_key.make(settings.SIGNER_KEY)
        except OSError as error:
            raise CommandError(f"No key was made: {error}") from error
        public = signing_key.load(settings.SIGNER_KEY).of(settings.SIGNED_LOG_ORIGIN)
        self.stdout.write(f"{settings.SIGNER_KEY} has the key of {public}")

    def _connected(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(settings.SIGNER_DATABASE_URL, autocommit=True)
        may_write = "SELECT has_any_column_privilege('claims_publication', 'INSERT')"
        (writes,) = connection.execute(may_write).fetchone() or (True,)
        if writes:
            connection.close()
            raise CommandError(
                "The role of SIGNER_DATABASE_URL may write publications. Give the signer a role of its own"
                " that only reads; ops/init-database.sh makes it."
            )
        return connection

    def _sign_all(self, signer: Signer, policy: Policy) -> None:
        signer.look(thorough=True)
        while signer.look():
            pass
        Cosigning(policy, signer.files).keep_up()
        Stamping(signer.files).stamp()
        self.stdout.write(f"{signer.key}\n{Log(signer.files).checkpoint()}", ending="")

    def _sign_until_stopped(self, signer: Signer, policy: Policy) -> None:
        compared, log = -THOROUGH_EVERY, 0
        while True:
            is_due = time.monotonic() - compared >= THOROUGH_EVERY
            if is_due:
                compared = time.monotonic()
            found = signer.look(thorough=is_due)
            if log != signer.number:
                # After a restore another log goes on.
                cosigning, stamping = Cosigning(policy, signer.files), Stamping(signer.files)
                log = signer.number
            if not found:
                cosigning.keep_up()
                stamping.keep_up()
                time.sleep(EVERY)
