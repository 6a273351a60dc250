"""A claim's history for people: who, when, via what, why; field: old → new."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.locking import NOISE
from claims.models import Claim
from claims.presentation.prose import Part, differing
from claims.search.keyset import by_number
from newsroom.choices import Via
from newsroom.models import Event, User
from sources.models import Speaker

# Columns that are not shown.
_NOISE = NOISE | {"number", "authors"}
_ACTIONS = {
    "insert": gettext_lazy("added"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("removed"),
}
# Tables without a model of their own, which only join two others.
_JOINS = {
    "claims_claim_topics": gettext_lazy("topic"),
    "claims_evidence_inputs": gettext_lazy("input"),
}
EVENTS_A_PAGE = 80
NOTHING = "—"
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
    names = _Names(events)
    entries: list[Entry] = []
    last: tuple[int, str, str] | None = None
    for event in events:
        # Loading the demonstration runs several people's verbs in one transaction.
        this = (event.transaction, event.actor, event.reason)
        if this != last:
            last = this
            entries.append(
                Entry(
                    event.actor or event.database_role,
                    event.at,
                    str(Via(event.via).label),
                    event.reason,
                )
            )
        entries[-1].changes += names.changes(event)
    return [entry for entry in entries if entry.changes]


class _Names:
    """Names for tables and columns, and for the users and speakers behind numbers."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.models = {model._meta.db_table: model for model in apps.get_models()}
        numbers: dict[Any, set[int]] = {User: set(), Speaker: set()}
        for event in events:
            for name, values in event.changes.items():
                related = getattr(self._field(event.table, name), "related_model", None)
                if related in numbers:
                    numbers[related].update(value for value in values if value is not None)
        self.rows = {
            (model, row.pk): str(row)
            for model, wanted in numbers.items()
            for row in model._default_manager.filter(pk__in=wanted)
        }

    def _field(self, table: str, column: str) -> "models.Field[Any, Any] | None":
        model = self.models.get(table)
        if model is None:
            return None
        return next((each for each in model._meta.concrete_fields if each.column == column), None)

    def changes(self, event: Event) -> list[Change]:
        model = self.models.get(event.table)
        name = model._meta.verbose_name if model else _JOINS.get(event.table, event.table)
        what = f"{name} {_ACTIONS.get(event.action, event.action)}"
        return [
            Change(what, self._label(event.table, column), old, new, self._is_step(event, column))
            for column, values in event.changes.items()
            if column not in _NOISE
            for old, new in [tuple(self._shown(event.table, column, each) for each in values)]
            if old != new
        ]

    def _is_step(self, event: Event, column: str) -> bool:
        return event.table == Claim._meta.db_table and column == "status"

    def _label(self, table: str, column: str) -> str:
        known = self._field(table, column)
        return str(known.verbose_name) if known is not None else column

    def _shown(self, table: str, column: str, value: Any) -> str:
        if value in (None, "", []):
            return NOTHING
        known = self._field(table, column)
        if known is not None and known.choices:
            return str(dict(known.flatchoices).get(value, value))
        if known is not None and known.is_relation:
            return self.rows.get((known.related_model, value), f"#{value}")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return str(value)
