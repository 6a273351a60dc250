"""A claim's history for people: who, when, via what, why; field: old → new."""

from dataclasses import dataclass, field
from datetime import datetime

from claims.locking import NOISE
from claims.models import Claim
from claims.presentation.prose import Part, differing
from claims.search.keyset import by_number
from newsroom.admin.event_words import NOTHING, EventWords
from newsroom.choices import Via
from newsroom.models import Event

# Columns that are not shown.
_NOISE = NOISE | {"number", "authors", "panel"}
EVENTS_A_PAGE = 80
LONGEST = 2000  # characters of a value that are shown


@dataclass(frozen=True)
class Change:
    what: str
    field: str
    old: str
    new: str
    is_step: bool = False

    @property
    def parts(self) -> tuple[list[Part], list[Part]]:
        """Old and new with their differences marked; only one of them if the other is empty."""
        old, new = self.old[:LONGEST], self.new[:LONGEST]
        if NOTHING in (old, new):
            return ([], [Part(new, False)]) if old == NOTHING else ([Part(old, True)], [])
        if " " not in old + new:
            return [Part(old, True)], [Part(new, True)]
        return differing(old, new)


@dataclass
class Entry:
    """What one person changed in one transaction, for one reason."""

    who: str
    when: datetime
    via: str
    why: str
    changes: list[Change] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What was added, changed or removed, each kind of row once."""
        return "; ".join(dict.fromkeys(change.what for change in self.changes))

    @property
    def step(self) -> Change | None:
        """The change of the claim's status, if any."""
        return next((each for each in self.changes if each.is_step), None)


def page(claim_id: int, before: int | None) -> tuple[list[Entry], int | None]:
    """Entries before an event, newest first, and the event with which to ask for the next page."""
    after = None if before is None else (before,)
    events, last = by_number("pk").page(Event.objects.about(claim_id), after, EVENTS_A_PAGE)
    return _entries(events), last[0] if last else None


def _entries(events: list[Event]) -> list[Entry]:
    words = EventWords(events)
    entries: list[Entry] = []
    last: tuple[int, str, str] | None = None
    for event in events:
        # Loading the demonstration runs several people's verbs in one transaction.
        this = (event.transaction, event.actor, event.reason)
        if this != last:
            last = this
            entries.append(Entry(words.who(event), event.at, _via(event), event.reason))
        what = f"{words.table(event)} {words.action(event)}"
        entries[-1].changes += [
            Change(what, change.label, change.old, change.new, _is_step(event, change.column))
            for change in words.changes(event)
            if change.column not in _NOISE
        ]
    return [entry for entry in entries if entry.changes]


def _via(event: Event) -> str:
    """The interface, and the program that used it."""
    label = str(Via(event.via).label)
    return f"{label} ({event.service})" if event.service else label


def _is_step(event: Event, column: str) -> bool:
    return event.table == Claim._meta.db_table and column == "status"
