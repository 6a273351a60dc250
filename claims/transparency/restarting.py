"""How the signer goes on after a restore: which epochs there are, and which numbers were lost."""

from typing import Any, NamedTuple, Protocol

from claims.transparency.checkpoints import Checkpoint
from claims.transparency.settled import Settled

NEXT = """
SELECT e.origin, e.after FROM claims_epoch e JOIN claims_logahead a ON a.id = e.ahead_id
 WHERE a.origin = %s AND a.size = %s AND a.root = %s
"""
# Epochs that were opened on an earlier checkpoint of the log, if it has nothing published after them.
SINCE = """
SELECT a.size, a.root, e.origin, e.after FROM claims_epoch e JOIN claims_logahead a ON a.id = e.ahead_id
 WHERE a.origin = %s AND a.size < %s AND e.after >= %s ORDER BY e.ahead_id DESC LIMIT 1
"""
LOST = "SELECT last, max(after) FROM claims_epoch WHERE last >= %s GROUP BY last"
PLACES = """
SELECT coalesce((SELECT max(id) FROM newsroom_logentry), 0), coalesce((SELECT max(id) FROM newsroom_event), 0)
"""
MARK = "SELECT log_mark(%s, %s::bigint[], %s)"


class Taken(Protocol):
    """How far the log has read. ``early``: lines after ``settled`` that it has already. ``mark``: see `mark`."""

    settled: Settled
    events: Settled
    early: list[int]
    mark: str


class NextLog(NamedTuple):
    """The log that begins with an epoch. ``after``: numbering goes on after this one."""

    origin: str
    after: int


def next_log(cursor: Any, ended: Checkpoint) -> NextLog | None:
    """The one that goes on from this checkpoint, if two people opened an epoch for it."""
    found = cursor.execute(NEXT, [ended.origin, ended.size, ended.root.hex()]).fetchone()
    return NextLog(*found) if found else None


def log_since(cursor: Any, ended: Checkpoint, number: int) -> tuple[Checkpoint, NextLog] | None:
    """The latest epoch opened on a checkpoint before this one, with that checkpoint; None where there is none.

    This happens when an older copy of the log's folder was noticed, and the newest was put back before two
    people opened the epoch. ``number``: of the log's last publication.
    """
    found = cursor.execute(SINCE, [ended.origin, ended.size, number]).fetchone()
    if found is None:
        return None
    size, root, *log = found
    return Checkpoint(ended.origin, size, bytes.fromhex(root)), NextLog(*log)


def lost_after(cursor: Any, number: int) -> dict[int, int]:
    """From this number on: the last publication before numbers that were lost, and the last of these."""
    return dict(cursor.execute(LOST, [number]).fetchall())


def lacks_some(cursor: Any, state: Taken) -> bool:
    """Whether lines for the log or events are missing that the log took, even if new rows have taken their numbers."""
    last_line, last_event = cursor.execute(PLACES).fetchone()
    return bool(
        last_line < state.settled.through
        or last_event < state.events.through
        or (state.mark and mark(cursor, state) != state.mark)
    )


def mark(cursor: Any, state: Taken) -> str:
    """What the last lines and events contain that the log took."""
    places = [state.settled.through, state.early, state.events.through]
    (found,) = cursor.execute(MARK, places).fetchone()
    return str(found)
