"""The log's checkpoint is stamped once a day by each authority of the settings (RFC 3161).

Kept beside the log, below ``stamps/``: the checkpoint of a day, each authority's answer, and a list of them
with a line for each: day, authority, leaves of the checkpoint, time of the stamp.
"""

import json
import logging
import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import NamedTuple

from claims.transparency.checkpoints import Checkpoint
from claims.transparency.log import CHECKPOINT
from claims.transparency.notes import BadNote, Note
from claims.transparency.tiles import Files
from newsroom.errors import Refused
from newsroom.time_stamps import Authority, BadAuthorities, BadStamp, in_use
from sources.time_stamping import Stamped, ask

logger = logging.getLogger(__name__)

LIST = "stamps/list"
FAILED = "stamps/failed"  # the moment of the last attempt, by the authorities that have failed since a stamp
AGAIN_AFTER = 900.0  # seconds
GAPS_OF = 90  # days
_LINE = re.compile(r"([0-9-]{10}) ([A-Za-z0-9._-]{1,50}) ([0-9]{1,18}) ([0-9T:-]{19}Z)")

Ask = Callable[[Authority, bytes], Stamped]


class Line(NamedTuple):
    day: date
    authority: str
    size: int
    at: datetime

    def __str__(self) -> str:
        return f"{self.day} {self.authority} {self.size} {self.at:%Y-%m-%dT%H:%M:%SZ}\n"


class Record(NamedTuple):
    """``last``: None where it never stamped. ``gaps``: earlier days without a stamp, the latest first.
    ``failed_at``: of the last attempt, where it failed.
    """

    authority: str
    last: Line | None
    gaps: Sequence[date]
    failed_at: datetime | None


def checkpoint_of(day: date | str) -> str:
    return f"stamps/{day}/checkpoint"


def answer_of(day: date | str, authority: str) -> str:
    return f"stamps/{day}/{authority}.tsr"


def listed(files: Files) -> list[Line]:
    """In the order in which they were made."""
    try:
        text = files.read(LIST).decode()
    except FileNotFoundError:
        return []
    return [
        Line(
            date.fromisoformat(day),
            authority,
            int(size),
            datetime.fromisoformat(at).astimezone(UTC),
        )
        for day, authority, size, at in _LINE.findall(text)
    ]


def records(files: Files, authorities: Iterable[Authority], today: date) -> list[Record]:
    """How each of these authorities has stamped the log."""
    lines, failed = listed(files), _failed(files)
    found = []
    for name in dict.fromkeys(each.name for each in authorities):
        own = {line.day: line for line in lines if line.authority == name}
        first = max(min(own, default=today), today - timedelta(GAPS_OF))
        days = (today - timedelta(back) for back in range(1, (today - first).days + 1))
        gaps = [day for day in days if day not in own]
        moment = datetime.fromisoformat(failed[name]) if name in failed else None
        found.append(Record(name, own[max(own)] if own else None, gaps, moment))
    return found


class Stamping:
    """Of the log in these files. An authority that does not answer delays nothing else."""

    def __init__(self, files: Files, send: Ask = ask) -> None:
        self.files, self.send = files, send
        self.tried_at = float("-inf")
        self.thread: Thread | None = None

    def keep_up(self) -> None:
        """Begin to ask for what is missing, if it is time. Call it whenever there is nothing else to do."""
        if time.monotonic() - self.tried_at < AGAIN_AFTER:
            return
        if self.thread is None or not self.thread.is_alive():
            self.tried_at = time.monotonic()
            self.thread = Thread(target=self._stamp_or_log, daemon=True)
            self.thread.start()

    def _stamp_or_log(self) -> None:
        try:
            self.stamp()
        except Exception:
            logger.exception("The checkpoint was not stamped.")

    def stamp(self) -> None:
        """Ask each authority that has not stamped today's checkpoint."""
        try:
            authorities = in_use()
        except BadAuthorities as error:
            logger.warning("The checkpoint is not stamped: %s", error)
            return
        day = datetime.now(UTC).date()
        done = {line.authority for line in listed(self.files) if line.day == day}
        for authority in authorities:
            if authority.name not in done:
                self._ask(authority, day)

    def _ask(self, authority: Authority, day: date) -> None:
        note = self._checkpoint(day)
        failed = _failed(self.files)
        try:
            answer, stamp = self.send(authority, note)
        except (BadStamp, Refused) as error:
            logger.warning("%s did not stamp the checkpoint: %s", authority.name, error)
            failed[authority.name] = datetime.now(UTC).isoformat(timespec="seconds")
        else:
            size = Checkpoint.read(Note.read(note.decode()).text).size
            self.files.write(answer_of(day, authority.name), answer)
            lines = [*listed(self.files), Line(day, authority.name, size, stamp.at)]
            self.files.write(LIST, "".join(map(str, lines)).encode())
            failed.pop(authority.name, None)
        self.files.write(FAILED, json.dumps(failed).encode())

    def _checkpoint(self, day: date) -> bytes:
        """Of this day: each authority stamps the same."""
        try:
            note = self.files.read(checkpoint_of(day))
            Note.read(note.decode())
        except (FileNotFoundError, BadNote):
            note = self.files.read(CHECKPOINT)
            self.files.write(checkpoint_of(day), note)
        return note


def _failed(files: Files) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(files.read(FAILED))
    except (FileNotFoundError, ValueError):
        return {}
    return found
