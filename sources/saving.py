"""How verbs save a record that people describe in fields of its own."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from newsroom.errors import Refused

Row = TypeVar("Row", bound=models.Model)


def refuse_other_fields(names: Iterable[str], allowed: Collection[str]) -> None:
    """Raise Refused where a field is not among those that may be changed."""
    if unknown := sorted(set(names).difference(allowed)):
        raise Refused(_("%(fields)s can't be changed here."), fields=", ".join(unknown))


def save(row: Row, fields: Mapping[str, Any], exclude: Collection[str] = ()) -> Row:
    """Set the fields, validate the row and save it; PostgreSQL checks its constraints."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean(validate_constraints=False, exclude=exclude)
    row.save(update_fields=None if row._state.adding else list(fields))
    return row
