"""The newsroom that is attacked: a database with two roles, people of every role, claims of every kind."""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import Client, override_settings

from claims.imports.mapping import PLAIN
from claims.models import Batch, Claim, ImportRun, Topic
from claims.publication import chain, publishing, showing_again, speakers, takedowns
from claims.workflow import approvals, conflicts, error_reports, review
from newsroom import people, tokens
from newsroom.choices import Role
from newsroom.history import acting
from newsroom.models import User
from sources.models import ArchiveRequest, CaptureRequest
from tests import database, factories, workers
from tests.attacks import state
from tests.attacks.registry import Attempt, Guard
from tests.claims.admin.desk import at_the_desk
from tests.claims.fetched_sources import fetched, fetched_source
from tests.claims.full_claims import signed_claim
from tests.claims.publication.test_embargoes import signed_under_an_embargo
from tests.history_replay import assert_history_equals_tables

PASSWORD = "correct horse battery staple"
# Said of nobody else, so that reading one of them in an outsider's answer is a leak.
HELD, EMBARGOED, UNSIGNED, WITHDRAWN = "Quaggaheld", "Quaggaembargo", "Quaggaunsigned", "Quaggagone"
PROTECTED = "Quaggavera Lindqvist"
# Protected too; a job has not yet come to the claims that say it.
WAITING = "Quaggawanda Okoro"
SECRETS = (HELD, EMBARGOED, UNSIGNED, WITHDRAWN, PROTECTED, WAITING)
END_SESSIONS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = %s AND usename = current_user"
)
# What PostgreSQL says where it refuses: no right to do it, or a rule of ours. After another error nothing was tried.
REFUSED = ("42501", "23514")
UNTHROTTLED = {"DEFAULT_THROTTLE_RATES": {"anon": None, "user": None, "export": None}}


class Newsroom:
    """``numbers``: the rows that attacks name; see ``_fill``."""

    def __init__(self, folder: Path, beside: str) -> None:
        self.folder = folder
        self.beside = beside  # a database from which this one is dropped and made again
        self.numbers: dict[str, int] = {}
        self.names: list[str] = []  # the people's numbers
        self.tokens: dict[str, str] = {}
        self.before: state.State = {}
        self._owner: psycopg.Connection[Any] | None = None
        self._spare = ""
        self.port = 0
        self.errors: list[str] = []  # of the attempt that is made, but for refusals
        self._aside = ""  # SQL of the owner, after each ``restore``

    # Where it stands

    @property
    def owner(self) -> psycopg.Connection[Any]:
        """The owner of the database, each statement its own transaction."""
        if self._owner is None or self._owner.closed:
            self._owner = database.connect("owner", autocommit=True)
        return self._owner

    def app(self, **parameters: Any) -> psycopg.Connection[Any]:
        """A new connection as the application's role; it waits for nothing long."""
        return database.connect(
            "default", options="-c lock_timeout=3s -c statement_timeout=30s", **parameters
        )

    def sql(self, *statements: Any, **how: Any) -> psycopg.Error | None:
        """The statements in one transaction of the application's role, committed; the error if any. ``held_by``:
        the SQLSTATE of a refusal that is neither of the two.
        """
        with self.app(autocommit=how.get("autocommit", False)) as connection:
            if level := how.get("level"):
                connection.isolation_level = level
            try:
                for statement in statements:
                    text, *values = statement if isinstance(statement, tuple) else (statement,)
                    connection.execute(text.encode() if isinstance(text, str) else text, *values)
                connection.commit()
            except psycopg.Error as error:
                with suppress(psycopg.Error):
                    connection.rollback()
                if error.sqlstate != how.get("held_by"):
                    self.expect_refusal(error)
                return error
        return None

    def expect_refusal(self, error: psycopg.Error) -> None:
        """Remembers an error that is none."""
        if error.sqlstate not in REFUSED:
            self.errors.append(f"{error.sqlstate} {error}".splitlines()[0])

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """By the owner."""
        return self.owner.execute(query.encode(), values or None).fetchall()

    def person(self, name: str) -> User:
        return User.objects.get(pk=self.numbers[name])

    def at_desk(self, name: str, **options: Any) -> Client:
        return at_the_desk(self.person(name), raise_request_exception=False, **options)

    # Before and after

    def remember(self) -> None:
        self.before = state.read(self.owner)

    def judged(self, attempt: Attempt) -> list[str]:
        """Make the attempt; what its own check and the state notice."""
        found: list[str] = []
        noticed = attempt.run(self)
        if noticed:
            found += [noticed] if isinstance(noticed, str) else noticed
        after = state.read(self.owner)
        if after == self.before:
            return found
        facts = {fact: rows for fact, rows in self.before.items() if fact not in attempt.may_change}
        found += state.broken(facts, after, by_sql="event names" not in attempt.may_change)
        if after["publication"] != self.before["publication"]:
            found += [f"publication {number}: {fault}" for number, fault in chain.faults()]
        if not found and all(
            after[fact] == self.before[fact] for fact in after.keys() - {"event", "sign-in"}
        ):
            # A change that anybody may make, and that history knows: the next attempt follows it.
            self.before = after
            return found
        self.restore()
        self.remember()
        return found

    def untruths_of_history(self) -> list[str]:
        return self._replayed()

    def _replayed(self) -> list[str]:
        """Where the history, played back, does not give the tables."""
        try:
            assert_history_equals_tables(connections["owner"])
        except AssertionError as wrong:
            return [str(wrong)[:300]]
        finally:
            connections["owner"].close()
        return []

    # Making it

    def fill(self) -> None:
        """People and claims, then a copy to come back to."""
        self._fill()
        self._spare = f"{connections.settings['default']['NAME']}_first"
        connections.close_all()
        self._disconnect()
        name = connections.settings["default"]["NAME"]
        with database.used(self.beside):
            database.create(self._spare, name)
        self.remember()

    def restore(self) -> None:
        """As it was when it was filled."""
        for cache in caches.all():
            if hasattr(cache, "_cache"):
                cache.clear()
        connections.close_all()
        self._disconnect()
        name = connections.settings["default"]["NAME"]
        with database.used(self.beside):
            with self.app(autocommit=True) as application:
                application.execute(END_SESSIONS, [name])  # those of the web server
            database.drop(name)
            database.create(name, self._spare)
        self._run_aside()

    @contextmanager
    def put_aside(self, guard: Guard) -> Iterator[None]:
        """What holds a class of attacks doesn't, inside; after it comes a ``restore``."""
        with nullcontext() if isinstance(guard, str) else guard():
            self._aside = guard if isinstance(guard, str) else ""
            self._run_aside()
            try:
                yield
            finally:
                self._aside = ""

    def _run_aside(self) -> None:
        if self._aside:
            with self.app() as connection:
                user, database_ = connection.info.user, connection.info.dbname
            names = {"app": _quoted(user), "database": _quoted(database_)}
            self.owner.execute(self._aside.format(**names).encode())

    def drop_copy(self) -> None:
        connections.close_all()
        self._disconnect()
        if self._spare:
            with database.used(self.beside):
                database.drop(self._spare)

    def _disconnect(self) -> None:
        if self._owner is not None:
            self._owner.close()
            self._owner = None

    def _end_embargo(self, claim: int) -> None:
        """As if the time had come; its history is recorded."""
        self.owner.execute(
            "ALTER TABLE claims_claim DISABLE TRIGGER USER;"
            " ALTER TABLE claims_claim ENABLE TRIGGER history_update"
        )
        self.owner.execute(
            "UPDATE claims_claim SET embargo_until = now() - interval '1 second' WHERE id = %s",
            [claim],
        )
        self.owner.execute("ALTER TABLE claims_claim ENABLE TRIGGER USER")

    def _fill(self) -> None:
        add, n = factories, self.numbers
        for name, role, fields in (
            ("reporter", Role.REPORTER, {}),
            ("editor", Role.EDITOR, {}),
            ("senior", Role.SENIOR, {}),
            ("senior2", Role.SENIOR, {}),
            ("nobody", None, {"is_staff": False}),
            ("gone", Role.SENIOR, {"is_active": False}),
            ("superuser", None, {"is_superuser": True}),
        ):
            made = add.person(
                role, username=f"{name}x", public_name=f"{name.title()} Ex",
                email=f"{name}@newsroom.example", **fields,
            )  # fmt: skip
            n[name] = made.pk
        by, senior, editor = self.person("reporter"), self.person("senior"), self.person("editor")
        n["unreviewed"] = add.anchored_claim(by, text=f"{UNSIGNED} says 150 bridges.").pk
        n["in_review"] = add.claim_in_review(editor).pk
        n["proposed"] = add.proposed_claim(editor).pk
        n["signed"] = add.signed_claim(editor, senior).pk
        n["full"] = signed_claim(1, contradicts=Claim.objects.get(pk=n["signed"])).pk
        n["refuted"] = add.concluded_claim("refuted", editor, senior).pk
        reopened = add.signed_claim(editor, senior)
        review.reopen(reopened.pk, senior, "A second count came in.", "routine")
        n["reopened"] = reopened.pk
        held = add.signed_claim(editor, senior, text=f"{HELD} built 150 bridges.")
        publishing.hold(held.pk, by, "legal", "A letter came.")
        n["held"] = held.pk
        n["hold approval"] = approvals.request_hold_lift(held.pk, editor, "legal", "Answered.").pk
        gone = add.signed_claim(editor, senior, text=f"{WITHDRAWN} built 150 bridges.")
        review.withdraw(gone.pk, senior, "It was a hoax.")
        n["withdrawn"] = gone.pk
        early = signed_under_an_embargo()
        n["embargoed"] = early.pk
        down = add.signed_claim(editor, senior)
        n["down"] = down.pk
        snapshot = down.appearances.get().snapshot_id
        takedowns.take_down(snapshot, editor, "A court.")
        n["snapshot"], n["snapshot down"] = held.appearances.get().snapshot_id, snapshot
        protected = add.signed_claim(editor, senior, speaker=add.speaker(PROTECTED))
        speakers.protect(protected.speaker_id, editor, "a witness", "She asked for it.")
        n["protected"], n["protected speaker"] = protected.pk, protected.speaker_id
        self._fill_waiting()
        n["speaker"] = Claim.objects.get(pk=n["signed"]).speaker_id
        self._fill_pages(senior)
        due = signed_under_an_embargo()
        self._end_embargo(due.pk)
        n["due"] = due.pk
        people.request_role(self.person("nobody"), Role.EDITOR, senior, "Soon.")
        ((n["role approval"],),) = self.rows(
            "SELECT id FROM newsroom_approval WHERE kind = 'grant_role'"
        )
        for name in ("reporter", "editor", "senior"):
            self.tokens[name] = tokens.make(self.person(name), "a script", 7)
        n["report"] = error_reports.send(n["signed"], "It is wrong.", "r@reader.example", "x").pk
        decided = error_reports.send(n["full"], "It is wrong.", "r@reader.example", "y").pk
        n["decided report"] = error_reports.settle(decided, editor, "not_upheld", "It is not.").pk
        n["conflict"] = conflicts.declare(n["in_review"], senior, "They are related.").pk
        n["hook"] = add.webhook("https://reader.example/hook-secret-quagga").pk
        self._fill_requests(senior)
        self.names = [str(number) for number in n.values()][:7]
        # What attacks at the moment of publishing need: it is due and not published yet.
        assert self.rows(f"SELECT 1 FROM claims_publication WHERE claim_id = {due.pk}") == []

    def _fill_requests(self, senior: User) -> None:
        """What a worker does for a senior editor, and has not done yet."""
        n = self.numbers
        with acting(senior):
            n["topic"] = Topic.objects.create(name="Ferries", slug="ferries").pk
            batch = Batch.objects.create(kind="tag", payload={"topics": [n["topic"]]}, by=senior)
            batch.items.create(claim_id=n["reopened"])
            n["batch"] = batch.pk
            n["import"] = ImportRun.objects.create(
                format="csv",
                origin="own.example",
                mapping_sha256=PLAIN.sha256,
                file_name="own.csv",
                file_sha256="b" * 64,
                file_size=1,
                requested_by=senior,
            ).pk
            n["capture"] = CaptureRequest.objects.create(
                url="https://news.example/a", requested_by=senior
            ).pk

    def _fill_pages(self, senior: User) -> None:
        """What pages show beside publications: whom a merge or a role shows, a fetched source's copies."""
        add, n = factories, self.numbers
        speaker, into = add.speaker("Quagga Merged"), add.speaker("Quagga Into")
        office = add.speaker("Quagga Office", kind="organisation")
        add.role(speaker, office, first=date(1990, 1, 1), last_exclusive=date(1991, 1, 1))
        add.merge(speaker, into)
        add.signed_claim(self.person("editor"), senior, speaker=speaker)
        n["merged into"], n["organisation"] = into.pk, office.pk
        source = fetched_source()
        n["fetched"] = source.snapshots.get().pk
        n["fetched later"] = fetched(source, f"{factories.INDEPENDENT_TEXT} And more.").pk
        with acting(senior):
            n["archive request"] = ArchiveRequest.objects.create(
                source=source, address=source.uri, requested_by=senior
            ).pk
        n["fetched source"] = source.pk

    def _fill_waiting(self) -> None:
        """Two claims that the public may not read as they were, and that nobody has looked at again."""
        speaker = factories.speaker(WAITING)
        made = [
            factories.signed_claim(self.person("editor"), self.person("senior"), **fields)
            for fields in ({"speaker": speaker}, {"text": f"{WAITING} built 150 bridges."})
        ]
        with patch.object(showing_again, "AT_ONCE", 0):
            speakers.protect(speaker.pk, self.person("editor"), "a guard", "They asked for it.")
        self.numbers["waiting"], self.numbers["saying"] = (claim.pk for claim in made)
        self.numbers["waiting speaker"] = speaker.pk


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def newsroom(template: str) -> Iterator[Newsroom]:
    """A filled newsroom in a database of its own, from a migrated one."""
    beside = connections.settings["default"]["NAME"]
    with (
        tempfile.TemporaryDirectory(prefix="factcheck-attacks-") as folder,
        database.made(template) as name,
        database.used(name),
        override_settings(
            MEDIA_ROOT=Path(folder) / "media",
            REST_FRAMEWORK=settings.REST_FRAMEWORK | UNTHROTTLED,
        ),
    ):
        made = Newsroom(Path(folder), beside)
        try:
            made.fill()
            yield made
        finally:
            made.drop_copy()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def served(made: Newsroom) -> Iterator[None]:
    """The web server as configured, on loopback, with the application's role."""
    made.port = free_port()
    log = made.folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "factcheck.wsgi", "--no-control-socket"),
                *("--bind", f"127.0.0.1:{made.port}", "--threads", "4", "--log-level", "warning"),
            ],
            cwd=settings.BASE_DIR,
            env={
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "DATABASE_URL": workers.database_url(),
                "FACTCHECK_VAR": str(made.folder),
                "MEDIA_ROOT": str(settings.MEDIA_ROOT),
                "PATH": "/usr/bin:/bin",
            },
            stderr=output,
        )
    try:
        while True:
            with (
                suppress(OSError),
                closing(HTTPConnection("127.0.0.1", made.port, timeout=30)) as connection,
            ):
                connection.request("GET", "/livez")
                if connection.getresponse().status == 200:
                    break
            if server.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()
        made.port = 0
