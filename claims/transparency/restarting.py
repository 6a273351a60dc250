"""How the signer goes on after a restore: which epochs there are, and which numbers were lost."""

from typing import Any, NamedTuple

from claims.transparency.checkpoints import Checkpoint

NEXT = """
SELECT e.origin, e.after FROM claims_epoch e JOIN claims_logahead a ON a.id = e.ahead_id
 WHERE a.origin = %s AND a.size = %s AND a.root = %s
"""
LOST = "SELECT last, max(after) FROM claims_epoch WHERE last >= %s GROUP BY last"
PLACES = """
SELECT coalesce((SELECT max(id) FROM newsroom_logentry), 0), coalesce((SELECT max(id) FROM newsroom_event), 0)
"""


class NextLog(NamedTuple):
    """The log that begins with an epoch. ``after``: numbering goes on after this one."""

    origin: str
    after: int


def next_log(cursor: Any, ended: Checkpoint) -> NextLog | None:
    """The one that goes on from this checkpoint, if two people opened an epoch for it."""
    found = cursor.execute(NEXT, [ended.origin, ended.size, ended.root.hex()]).fetchone()
    return NextLog(*found) if found else None


def lost_after(cursor: Any, number: int) -> dict[int, int]:
    """From this number on: the last publication before numbers that were lost, and the last of these."""
    return dict(cursor.execute(LOST, [number]).fetchall())


def lacks_some(cursor: Any, lines: int, events: int) -> bool:
    """Whether the database has fewer lines for the log, or fewer events, than the log took from it."""
    last_line, last_event = cursor.execute(PLACES).fetchone()
    return bool(last_line < lines or last_event < events)
