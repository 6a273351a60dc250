"""Events of history in words: tables, columns and the rows behind numbers by their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import DateTimeField, Field, Model
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from newsroom.actors import actor_of, people_in
from newsroom.admin.fields import number_of
from newsroom.models import Event, User

NOTHING = "—"
EMPTY: tuple[Any, ...] = (None, "", [], {})
_ACTIONS = {
    "insert": pgettext_lazy("history", "added"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("removed"),
}
# Models whose rows are named where a foreign key points to them: naming one takes no further query.
_named: set[type[Model]] = {User}
# Tables that only join two others, by name.
_joins: dict[str, "str | Promise"] = {}


def name_rows(*models: type[Model]) -> None:
    _named.update(models)


def name_join(through: type[Model], label: "str | Promise") -> None:
    _joins[through._meta.db_table] = label


@dataclass(frozen=True)
class Change:
    column: str
    label: str
    old: str
    new: str


class EventWords:
    """Words for these events; all names are read at once."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.people = people_in(events)
        self.models = {model._meta.db_table: model for model in apps.get_models()}
        numbers: dict[type[Model], set[Any]] = {}
        for event in events:
            for column, values in event.changes.items():
                field = self._field(event.table, column)
                model = field.related_model if field is not None else None
                if model is not None and model in _named:
                    wanted = numbers.setdefault(model, set())
                    wanted.update(value for value in values if value is not None)
        self.rows = {
            (model, pk): str(row)
            for model, wanted in numbers.items()
            for pk, row in model._default_manager.in_bulk(list(wanted)).items()
        }

    def who(self, event: Event) -> str:
        return actor_of(event, self.people)

    def table(self, event: Event) -> str:
        """What kind of row it is."""
        model = self.models.get(event.table)
        named = _joins.get(event.table) or (model._meta.verbose_name if model else None)
        return gettext(str(named or _in_words(event.table.partition("_")[2])))

    def row(self, event: Event) -> str:
        return f"{self.table(event)} {event.row}"

    def action(self, event: Event) -> str:
        return str(_ACTIONS.get(event.action, event.action))

    def address(self, event: Event) -> str:
        """Of the row's page; empty where it has none."""
        model, number = self.models.get(event.table), number_of(event.row)
        if model is None or number is None or not admin.site.is_registered(model):
            return ""
        try:
            return reverse(
                f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[number]
            )
        except NoReverseMatch:
            return ""

    def changes(self, event: Event) -> list[Change]:
        """Without the row's own number."""
        shown = [
            Change(
                column,
                self._label(event.table, column),
                *(self._shown(event.table, column, value) for value in values),
            )
            for column, values in event.changes.items()
            if column != "id"
        ]
        return [change for change in shown if change.old != change.new]

    def _field(self, table: str, column: str) -> "Field[Any, Any] | None":
        model = self.models.get(table)
        if model is None:
            return None
        return next((each for each in model._meta.concrete_fields if each.column == column), None)

    def _label(self, table: str, column: str) -> str:
        known = self._field(table, column)
        return gettext(str(known.verbose_name) if known is not None else _in_words(column))

    def _shown(self, table: str, column: str, value: Any) -> str:
        known = self._field(table, column)
        if value in EMPTY:
            return NOTHING
        if known is not None and known.choices:
            return str(dict(known.flatchoices).get(value, value))
        if known is not None and known.related_model is not None:
            return self.rows.get((known.related_model, value), f"#{value}")
        if isinstance(known, DateTimeField) and isinstance(value, str):
            return _moment(value)
        return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{_in_words(key)}: {_plain(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return NOTHING if value in EMPTY else str(value)


def _in_words(key: str) -> str:
    return key.removesuffix("_id").replace("_", " ")


def _moment(value: str) -> str:
    try:
        moment = timezone.localtime(datetime.fromisoformat(value))
    except ValueError:
        return value
    return formats.date_format(moment, "DATETIME_FORMAT")
