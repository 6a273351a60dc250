"""Rows in the order of their numbers, each once, although transactions end in another order.

A row's number is drawn before its transaction ends, so a lower one may appear after a higher one. But once all
transactions have ended that ran at some moment, no number that was drawn before it can appear any more. So
rows are taken up to the last number of a moment, when that is so. The order needs no lock, and no rows are looked
through twice.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple


class Source(NamedTuple):
    """``moment``: the oldest transaction that runs, the next one, and the highest number. ``rows``: numbers and
    values above a number, up to another, in order, and at most so many.
    """

    moment: str
    rows: str


LINES = Source(
    """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint, coalesce(max(id), 0)
      FROM newsroom_logentry
    """,
    "SELECT id, line FROM newsroom_logentry WHERE id > %s AND id <= %s ORDER BY id LIMIT %s",
)
EVENTS = Source(
    """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint, coalesce(max(id), 0)
      FROM newsroom_event
    """,
    "SELECT event, hash FROM event_hashes(%s, %s, %s)",
)


@dataclass
class Settled:
    """``through``: all rows up to this number are taken. ``last``, ``running``: at some moment the highest number
    that could be read, and the first transaction that had not begun.
    """

    through: int = 0
    last: int = 0
    running: int = 0

    def take(self, cursor: Any, source: Source, most: int) -> list[tuple[int, Any]]:
        """The rows that can be taken now. In a transaction with one snapshot."""
        oldest, next_one, last = cursor.execute(source.moment).fetchone()
        taken: list[tuple[int, Any]] = []
        # Up to the moment before, then up to this one, if nothing runs.
        for _ in range(2):
            if self.through >= self.last:
                self.last, self.running = last, next_one
            # In a restored database transactions are counted from the start, and none of the old ones runs.
            if not (oldest >= self.running or next_one < self.running):
                break
            left = most - len(taken)
            rows = cursor.execute(source.rows, [self.through, self.last, left]).fetchall()
            taken += rows
            if len(taken) == most:
                self.through = taken[-1][0]
                break
            self.through = self.last
        return taken
