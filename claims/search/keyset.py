"""Keyset pagination: the rows after a position in an order of several columns. Every list uses it.

A position is a row's value in each column of the order. It is compared as one row value, so equal
and unknown days lose no row; nothing is counted.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual

from claims.search.planner import FEW, Sorted, estimated

Key = tuple[Any, ...]

# (descending, the position itself included) -> which rows follow it
_FOLLOWING = {
    (True, False): LessThan,
    (True, True): LessThanOrEqual,
    (False, False): GreaterThan,
    (False, True): GreaterThanOrEqual,
}


class _Row(Func):
    """A row value."""

    template = "ROW(%(expressions)s)"
    # Only so that Django's comparisons accept it.
    output_field = BooleanField()


@dataclass(frozen=True)
class Ordering:
    """Columns that together tell any two rows apart, all in one direction; ``key``: a row's position."""

    columns: tuple[F | Func, ...]
    key: Callable[[Any], Key]
    descending: bool = True

    def for_search(self, rows: QuerySet[Any]) -> "Ordering":
        """The same for rows that words find: sorted after they are found where few are expected."""
        if estimated(rows) > FEW:
            return self
        return replace(self, columns=tuple(Sorted(column) for column in self.columns))

    def apply(
        self,
        rows: QuerySet[Any],
        after: Key | None = None,
        *,
        included: bool = False,
        backward: bool = False,
    ) -> QuerySet[Any]:
        """The rows after a position (``included``: from it on), in the order in which they are read."""
        descending = self.descending != backward
        if after is not None:
            follows = _FOLLOWING[descending, included]
            rows = rows.filter(follows(_Row(*self.columns), _Row(*map(Value, after))))
        return rows.order_by(
            *(column.desc() if descending else column.asc() for column in self.columns)
        )

    def page(
        self, rows: QuerySet[Any], after: Key | None, size: int
    ) -> tuple[list[Any], Key | None]:
        """``size`` rows after a position, and the position after which there are more."""
        found = list(self.apply(rows, after)[: size + 1])
        more = len(found) > size
        return found[:size], self.key(found[size - 1]) if more else None


def by_number(column: str, *, descending: bool = True) -> Ordering:
    return Ordering((F(column),), lambda row: (getattr(row, column),), descending)


def by_day_said(column: str) -> Ordering:
    """Latest first, unknown days last; within a day by number. The indexes hold this expression."""
    return Ordering(
        (Coalesce("said_from", Value(date.min)), F(column)),
        lambda row: (row.said_from or date.min, getattr(row, column)),
    )
