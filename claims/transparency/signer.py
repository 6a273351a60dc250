"""The signer: puts what is new into the log, and signs nothing that contradicts what it signed before.

It is a process of its own, with a database role that only reads and a key that the web server hasn't. Whoever
owns the database can rewrite it, but not what the signer remembers.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Any, NamedTuple

import psycopg

from claims.transparency import entries, tree
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.log import (
    CHECKPOINT,
    CURRENT,
    KEY,
    NOWHERE,
    POSITION,
    STATUS,
    Log,
    last_log,
    number_of,
    position_name,
    within,
)
from claims.transparency.memory import Last, Memory
from claims.transparency.notes import BadNote, Note, sign
from claims.transparency.restarting import (
    NextLog,
    lacks_some,
    log_since,
    lost_after,
    mark,
    next_log,
)
from claims.transparency.settled import EVENTS, LINES, Settled
from claims.transparency.signing_key import SigningKey
from claims.transparency.tiles import WIDTH, Files, TiledTree, Within

STATE = "signer/state"
# What the salts of the private tree over history are made from, and that tree: its hashes, no events.
SECRET = "signer/secret"  # noqa: S105 - the name of a file
HISTORY = "signer/history"
STATUS_EVERY = timedelta(seconds=20)
HISTORY_EVERY = 600.0  # seconds between two leaves with nothing but history
MOST_EVENTS = 50_000  # that one of them adds
MOST = 20_000  # leaves that one checkpoint adds
ROWS = """
SELECT number, to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       claim_id, event, standing, body_sha256, previous_sha256, sha256, withheld
  FROM claims_publication WHERE number > %s AND number <= %s ORDER BY number
"""
LAST = "SELECT coalesce(max(number), 0) FROM claims_publication"
# For as long as the connection lasts.
ALONE = "SELECT pg_try_advisory_lock(hashtext('signer of the public log'))"
NOT_TAKEN = "SELECT line FROM newsroom_logentry WHERE id > %s ORDER BY id"
# Of keys whose signatures may stand in any publication that can be read now.
ENROLMENTS = (
    "SELECT id, line FROM newsroom_logentry WHERE id > %s AND line LIKE 'enrolled %%' ORDER BY id"
)


class Refused(Exception):
    """The signer signs nothing. The message says which number differs, and how."""


def salt_of(secret: bytes, event: int) -> bytes:
    """So that a proof for one event lets nobody guess at others."""
    return hmac.digest(secret, str(event).encode(), "sha256")[:16]


class Row(NamedTuple):
    """A publication, without its body."""

    number: int
    published_at: str
    claim: int
    event: str
    standing: str
    body_sha256: str
    previous_sha256: str
    sha256: str
    withheld: bool

    def own_hash(self) -> str:
        """What ``sha256`` must be: newline-joined, as in claims/sql/publication_insert.sql."""
        return hashlib.sha256("\n".join(map(str, self[:7])).encode()).hexdigest()


@dataclass
class State:
    """What the signer remembers: its last checkpoint, and how far it has read."""

    checkpoint: str
    size: int = 0
    number: int = 0
    sha256: str = entries.GENESIS
    published_at: str = ""
    settled: Settled = field(default_factory=Settled)
    events: Settled = field(default_factory=Settled)
    history: int = 0  # leaves of the tree over the events
    early: list[int] = field(default_factory=list)  # lines after ``settled`` that are taken already
    mark: str = ""  # of the last lines and events that are taken; a restored database has others

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    def head(self) -> Checkpoint:
        return Checkpoint.read(Note.read(self.checkpoint).text)

    @classmethod
    def from_json(cls, content: bytes) -> "State":
        found = json.loads(content)
        places = {name: Settled(**found[name]) for name in ("settled", "events")}
        return cls(**{**found, **places})


def _goes_on(files: Files, old: Checkpoint, new: Checkpoint) -> bool:
    """Whether the log in these files, of the new checkpoint, goes on from the old one."""
    try:
        proof = tree.consistency_proof(old.size, new.size, TiledTree(files, new.size).subtree)
        tree.check_consistency(old.size, new.size, proof, old.root, new.root)
    except tree.NotProven:
        return False
    return True


class Signer:
    """Signs with this key what this connection reads, and writes it to these files."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        files: Files,
        key: SigningKey,
        origin: str,
        memory: Memory | None = None,
    ) -> None:
        """``files``: of all logs. ``origin``: the first one's name. ``memory``: outside these files."""
        (alone,) = connection.execute(ALONE).fetchone() or (False,)
        if not alone:
            raise Refused("Another signer works on this log.")
        self.connection = connection
        self.all_files = files
        self.signing_key = key
        self.memory = memory or Memory(None)
        self._continues: Checkpoint | None = None
        self.named = last_log(files)
        self._open(self.named, origin)

    def look(self, *, thorough: bool = False) -> bool:
        """Sign what is new. Whether there was anything. Raises Refused, and psycopg's errors.

        ``thorough``: compare every publication with the log, not only the last.
        """
        forgotten = self._forgotten()
        try:
            self._go_on_after_a_restore(forgotten)
            found = self._look(thorough)
            self._name_as_last()
        except Refused as refusal:
            self._write_status(str(refusal), forgotten)
            raise
        self._write_status("")
        return found

    # Which log

    def _open(self, number: int, origin: str) -> None:
        self.number = number
        self.files = within(self.all_files, number)
        self.state = self._remembered(origin)
        self.key = self.signing_key.of(self._checkpoint().origin)
        self.status: dict[str, Any] = Log(self.files).status()
        self._require_own_checkpoint()
        self._secret = self._kept_secret()
        self._history_at = -HISTORY_EVERY

    def _go_on_after_a_restore(self, forgotten: Last | None) -> None:
        """Where two people opened an epoch on the last checkpoint, another log begins with that."""
        ended = forgotten.checkpoint if forgotten else self._checkpoint()
        with self.connection.cursor() as cursor:
            found = next_log(cursor, ended) if forgotten else self._opened_log(cursor)
        if found is None and forgotten:
            raise Refused(
                f"The log's folder is an older copy: {ended.origin} had {ended.size} entries, as the signer"
                " remembers. Stop the signer and put the newest copy back. If nothing is published any more, two"
                " people open an epoch before it starts again."
            )
        if found is None:
            return
        if found.after < self.state.number:
            raise Refused(
                f"The epoch goes on after {found.after}, but the log has publications up to {self.state.number}."
            )
        self._continues = ended
        self._open(number_of(found.origin, self._first_origin()), found.origin)
        if self._checkpoint().origin != found.origin:
            raise Refused(f"The log {self.number} is there already, under another name.")

    def _opened_log(self, cursor: Any) -> NextLog | None:
        """The log that goes on from this one, if two people opened an epoch."""
        last = self._checkpoint()
        if found := next_log(cursor, last):
            return found
        since = log_since(cursor, last, self.state.number)
        return since[1] if since and _goes_on(self.files, since[0], last) else None

    def _forgotten(self) -> Last | None:
        """What was signed last, where the log's files are older, or of another past.

        A log that was begun and isn't named as the last one, as after a crash, is opened.
        """
        last = self.memory.read()
        if last is not None:
            of_log = number_of(last.checkpoint.origin, self._first_origin())
            if of_log > self.number:
                if not self._was_begun(of_log, last.checkpoint):
                    return last
                self._open(of_log, last.checkpoint.origin)
            elif of_log == self.number and not _goes_on(
                self.files, last.checkpoint, self._checkpoint()
            ):
                return last
        # After a crash it may be one behind.
        if last is None or (self.state.size and last.checkpoint != self._checkpoint()):
            self.memory.write(self.state.checkpoint, self.state.number)
        return None

    def _was_begun(self, number: int, last: Checkpoint) -> bool:
        """Whether the log of this number has what the signer remembers."""
        files = within(self.all_files, number)
        try:
            own = State.from_json(files.read(STATE)).head()
            return own.origin == last.origin and _goes_on(files, last, own)
        except (FileNotFoundError, ValueError):
            return False

    def _first_origin(self) -> str:
        origin = self._checkpoint().origin
        return origin.rpartition("/")[0] if self.number > 1 else origin

    # What it remembers

    def _remembered(self, origin: str) -> State:
        try:
            return State.from_json(self.files.read(STATE))
        except FileNotFoundError:
            pass
        try:
            self.files.read(CHECKPOINT)
        except FileNotFoundError:
            empty = Checkpoint(origin, 0, tree.empty_root())
            note = sign(str(empty), self.signing_key.of(origin), self.signing_key.sign)
            state = State(str(note))
            self.files.write(STATE, state.to_json())
            return state
        raise Refused(
            f"There is a log, but {STATE}, which says what was signed last, is missing. Restore it from a"
            " copy of the log's folder."
        )

    def _checkpoint(self) -> Checkpoint:
        return self.state.head()

    def _require_own_checkpoint(self) -> None:
        checkpoint, size = self._checkpoint(), self.state.size
        try:
            Note.read(self.state.checkpoint).check(self.key)
        except BadNote as error:
            raise Refused(
                f"The last checkpoint was not signed with this key ({error}). Start the signer with the key"
                f" that it had."
            ) from error
        try:
            root = tree.root(size, TiledTree(self.files, size).subtree)
        except (OSError, ValueError) as error:
            raise Refused(f"The log's files are not complete: {error}") from error
        if (checkpoint.size, checkpoint.root) != (size, root):
            raise Refused(
                f"The log's files are not those of its last checkpoint, of {checkpoint.size} leaves."
                " Restore them from a copy."
            )
        # After a crash it may be one behind. Witnesses may have signed it, too.
        if self._published_text() != Note.read(self.state.checkpoint).text:
            self.files.write(CHECKPOINT, self.state.checkpoint.encode())
        self.files.write(KEY, f"{self.key}\n".encode())

    def _published_text(self) -> str:
        try:
            return Note.read(self.files.read(CHECKPOINT).decode()).text
        except (FileNotFoundError, BadNote, UnicodeDecodeError):
            return ""

    # What is new

    def _look(self, thorough: bool) -> bool:
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if thorough:
                self._compare_all(cursor)
            else:
                self._compare_last(cursor)
            if lacks_some(cursor, self.state):
                raise Refused(
                    "The database lacks changes that the log has: it was restored to an earlier point."
                )
            rows = self._new_rows(cursor)
            if rows and self._opened_log(cursor):
                return False  # An epoch was opened just now: they are for the log that goes on.
            new = replace(
                self.state,
                settled=replace(self.state.settled),
                events=replace(self.state.events),
            )
            enrolled = self._enrolments(cursor, new)
            # A key is revoked after all that was published before.
            lines = self._lines(cursor, new) if len(rows) < MOST else []
            is_due = (
                rows or enrolled or lines or time.monotonic() - self._history_at >= HISTORY_EVERY
            )
            events = new.events.take(cursor, EVENTS, MOST_EVENTS) if is_due else []
            new.mark = mark(cursor, new)
        if is_due and len(events) < MOST_EVENTS:
            self._history_at = time.monotonic()
        if events:
            lines.append(self._history_with(events))
            new.history += len(events)
        first = []
        if self._continues and not self.state.size:
            first.append(entries.of_earlier_log(self._continues))
        first += enrolled
        if first or rows or lines:
            self._append(new, first, rows, lines)
            return True
        self.state = new
        return False

    def _enrolments(self, cursor: Any, new: State) -> list[bytes]:
        """Before the publications that their keys may have signed, whatever transactions run beside."""
        found = cursor.execute(ENROLMENTS, [new.settled.through]).fetchall()
        found = [(at, line) for at, line in found if at not in new.early]
        new.early = [*new.early, *(at for at, _line in found)]
        return [line.encode() for _at, line in found]

    def _lines(self, cursor: Any, new: State) -> list[bytes]:
        taken = new.settled.take(cursor, LINES, MOST)
        early = set(new.early)
        new.early = [at for at in new.early if at > new.settled.through]
        return [line.encode() for at, line in taken if at not in early]

    def _name_as_last(self) -> None:
        """Readers are sent to the log that goes on once it has a checkpoint."""
        if self.named < self.number and self.state.size:
            self.all_files.write(CURRENT, f"{self.number}\n".encode())
            self.named = self.number

    def _history_with(self, events: list[tuple[int, bytes]]) -> bytes:
        """The leaf with the root of the private tree, these events added."""
        private = TiledTree(Within(self.files, HISTORY), self.state.history).append_hashes(
            [tree.leaf_hash(self._salt(event) + found) for event, found in events]
        )
        return entries.of_history(private.size, tree.root(private.size, private.subtree))

    def _salt(self, event: int) -> bytes:
        return salt_of(self._secret, event)

    def _kept_secret(self) -> bytes:
        try:
            return self.files.read(SECRET)
        except FileNotFoundError:
            self.files.write(SECRET, secrets.token_bytes(32))
            return self.files.read(SECRET)

    def _new_rows(self, cursor: Any) -> list[Row]:
        state = self.state
        lost = lost_after(cursor, state.number)
        most = lost.get(state.number, state.number) + MOST
        rows = [Row(*row) for row in cursor.execute(ROWS, [state.number, most])]
        number, sha256, published_at = state.number, state.sha256, state.published_at
        for row in rows:
            expected = lost.get(number, number) + 1
            if row.number != expected:
                raise Refused(f"Publication {expected} is missing; the next is {row.number}.")
            if row.previous_sha256 != sha256:
                raise Refused(f"Publication {row.number} doesn't follow the one before it.")
            if row.published_at <= published_at:
                raise Refused(f"Publication {row.number} is dated before the one before it.")
            if row.own_hash() != row.sha256:
                raise Refused(f"The hash of publication {row.number} is not that of its content.")
            number, sha256, published_at = row.number, row.sha256, row.published_at
        return rows

    def _append(self, new: State, first: list[bytes], rows: list[Row], lines: list[bytes]) -> None:
        """Remember the new state with what is added to the log."""
        state = self.state
        before = TiledTree(self.files, state.size)
        added = [entries.of_publication(row.number, row.sha256) for row in rows]
        after = before.append([*first, *added, *lines])
        at = state.size + len(first)
        leaves = {row.number: leaf for leaf, row in enumerate(rows, at)}
        self._write_positions(state.number, leaves)
        root = tree.root(after.size, after.subtree)
        # Never an inconsistent one, whatever the files hold.
        old = self._checkpoint()
        proof = tree.consistency_proof(old.size, after.size, after.subtree)
        try:
            tree.check_consistency(old.size, after.size, proof, old.root, root)
        except tree.NotProven as error:
            raise Refused(f"The log's files were changed: {error}") from error
        note = sign(str(Checkpoint(old.origin, after.size, root)), self.key, self.signing_key.sign)
        new.checkpoint, new.size = str(note), after.size
        if rows:
            last = rows[-1]
            new.number, new.sha256, new.published_at = last.number, last.sha256, last.published_at
        self.state = new
        self.files.write(STATE, self.state.to_json())
        # Before anybody else may see it.
        self.memory.write(self.state.checkpoint, self.state.number)
        self.files.write(CHECKPOINT, self.state.checkpoint.encode())

    def _write_positions(self, number: int, leaves: dict[int, int]) -> None:
        """Of the publications after this number, and that lost ones have none."""
        part, known = divmod(number, WIDTH)
        content = self.files.read(position_name(part))[: known * POSITION] if known else b""
        numbers = range(number + 1, max(leaves, default=number) + 1)
        content += b"".join(leaves.get(each, NOWHERE).to_bytes(POSITION) for each in numbers)
        size = WIDTH * POSITION
        for at in range(0, len(content), size):
            self.files.write(position_name(part + at // size), content[at : at + size])

    # What was signed before

    def _compare_last(self, cursor: Any) -> None:
        """The last one's hash depends on all before it; where it differs, all are compared."""
        number = self.state.number
        rows = [Row(*row) for row in cursor.execute(ROWS, [number - 1, number])]
        if number and [row.sha256 for row in rows] != [self.state.sha256]:
            self._compare_all(cursor)
            raise Refused(f"Publication {number} is not the one that was signed.")

    def _compare_all(self, cursor: Any) -> None:
        """Every publication in the log is in the database as it was, and withheld where the log says so."""
        (last,) = cursor.execute(LAST).fetchone()
        if last < self.state.number:
            # Those that are there may differ, too; the first that does is named.
            shorter = (
                f"The log has publications up to {self.state.number}, the database only up to {last}:"
                f" publication {last + 1} is missing."
            )
        else:
            shorter = ""
        withheld: set[int] = set()
        previous = entries.GENESIS
        for start in range(0, min(last, self.state.number), WIDTH):
            known = list(self._logged(start))
            rows = cursor.execute(ROWS, [start, min(start + WIDTH, self.state.number)]).fetchall()
            for (number, sha256), found in zip_longest(known, map(Row._make, rows)):
                if found is None and number > last:
                    break
                if found is None or found.number != number:
                    raise Refused(f"Publication {number} is in the log and not in the database.")
                if found.sha256 != sha256 or found.own_hash() != sha256:
                    raise Refused(f"Publication {number} is not the one that was signed.")
                if found.previous_sha256 != previous:
                    raise Refused(f"Publication {number} doesn't follow the one before it.")
                previous = sha256
                if found.withheld:
                    withheld.add(number)
        if shorter:
            raise Refused(shorter)
        self._compare_withheld(cursor, withheld)

    def _compare_withheld(self, cursor: Any, withheld: set[int]) -> None:
        waiting = cursor.execute(NOT_TAKEN, [self.state.settled.through])
        lines = [line.encode() for (line,) in waiting]
        stated = entries.withheld(lines, entries.withheld(self._entries()))
        # What is published since is compared once it is in the log.
        stated = {number for number in stated if number <= self.state.number}
        if differing := sorted(withheld ^ stated):
            number = differing[0]
            what = "withheld" if number in withheld else "not withheld"
            raise Refused(f"Publication {number} is {what}, and the log does not say so.")

    def _logged(self, after: int) -> Iterator[tuple[int, str]]:
        """Of the publications after this number, up to WIDTH of them: number and hash in the log."""
        log = TiledTree(self.files, self.state.size)
        part = self.files.read(position_name(after // WIDTH))
        bundle, found = -1, list[bytes]()
        for number in range(after + 1, min(after + WIDTH, self.state.number) + 1):
            at = (number - 1) % WIDTH * POSITION
            leaf = int.from_bytes(part[at : at + POSITION])
            if leaf == NOWHERE:
                continue
            if leaf // WIDTH != bundle:
                bundle = leaf // WIDTH
                found = log.entries(bundle)
            entry = found[leaf % WIDTH]
            logged = next(entries.publications([entry]), (0, ""))
            if logged[0] != number or tree.leaf_hash(entry) != log.subtree(0, leaf):
                raise Refused(f"The log's files were changed: leaf {leaf} is another.")
            yield logged

    def _entries(self) -> Iterator[bytes]:
        log = TiledTree(self.files, self.state.size)
        for bundle in range(-(-self.state.size // WIDTH)):
            yield from log.entries(bundle)

    def _write_status(self, refused: str, forgotten: Last | None = None) -> None:
        """Not at every look, where nothing has changed."""
        state, now = self.state, datetime.now(UTC)
        status = {
            "size": state.size,
            "number": state.number,
            "sha256": state.sha256,
            "lines": state.settled.through,
            "early": state.early,
            "events": state.events.through,
            "mark": state.mark,
            "refused": refused,
            "forgotten": forgotten and forgotten.in_status(),
        }
        before = self.status.get("looked_at")
        is_recent = before and now - datetime.fromisoformat(before) < STATUS_EVERY
        if is_recent and status.items() <= self.status.items():
            return
        self.status = {**status, "looked_at": now.isoformat(timespec="seconds")}
        self.files.write(STATUS, json.dumps(self.status).encode())
