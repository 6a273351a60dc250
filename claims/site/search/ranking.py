"""Finds and orders the claims of a search in bounded time, whatever the search.

PostgreSQL's own estimate, which costs nothing, says how many there will be. Few are fetched by the
index of words and all of them sorted. Of very many only the newest are sorted, and the page says so;
the next step continues with the next newest. Nothing is counted, and a position is a row's place in
the order, so that each row comes once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, Min, QuerySet, Value
from django.utils.translation import gettext as _

from claims.search.keyset import Ordering, by_day_said
from claims.search.planner import FEW, Sorted, estimated, time_limit
from claims.search.query import SearchQuery
from newsroom.errors import Refused

STEP = 20
WINDOW = 60_000  # the most of the newest rows that are searched for matches
RANKED = 100  # matches expected in a window
# The keys of a window up to this size are counted; those of a wider one are assumed to be evenly
# spread, because reading 60,000 keys takes longer than searching their rows.
COUNTED = 2_000
# An index of words returns every match before a window is cut out of them. Where the matches are this
# many times the rows of the window, the rows are read instead.
OUTSIDE = 6

RELEVANCE, NEWEST, SAID = "relevance", "newest", "said"

_POSITION = re.compile(
    r"(?P<end>[0-9]{1,18})(?:\.(?P<rank>[0-9]{1,9}|[0-9]{4}-[0-9]{2}-[0-9]{2})\.(?P<key>[0-9]{1,18}))?"
)


@dataclass(frozen=True)
class Position:
    """Where to continue: in the rows above ``end``, after the row of that rank and key; or at ``end``."""

    end: int
    rank: int | date | None = None
    key: int = 0

    @classmethod
    def read(cls, text: str, order: str) -> "Position":
        """Raises Refused for a text that is not a position in this order."""
        match = _POSITION.fullmatch(text)
        if match is None:
            raise _no_position()
        rank = match["rank"]
        if rank is None:
            return cls(int(match["end"]))
        if (order == SAID) != ("-" in rank):
            raise _no_position()
        try:
            at = date.fromisoformat(rank) if order == SAID else int(rank)
        except ValueError as error:
            raise _no_position() from error
        return cls(int(match["end"]), at, int(match["key"]))

    def __str__(self) -> str:
        return str(self.end) if self.rank is None else f"{self.end}.{self.rank}.{self.key}"


def _no_position() -> Refused:
    return Refused(_("These results have no such page. Search again from the beginning."))


@dataclass(frozen=True)
class Step:
    """``numbers``: of the rows, in order. ``after``: the position of the next step, if there is one.

    ``among``: about how many of the newest rows were sorted; 0: all were.
    """

    numbers: Sequence[int]
    after: Position | None
    among: int = 0


@dataclass(frozen=True)
class Sample:
    """Rows to count facets in: all that were found, or the newest of them (``cut``)."""

    rows: QuerySet[Any]
    cut: bool


# The number of a row, and its rank.
_Place = tuple[int, Any]


@dataclass(frozen=True)
class Search:
    """``found``: the rows of ``all`` that match.

    ``key``: a number that is higher for newer rows. ``direct``: an index has the rows in the order
    of their keys already.
    """

    all: QuerySet[Any]
    found: QuerySet[Any]
    key: str
    order: str
    words: SearchQuery
    direct: bool
    # The same number in the table that is searched, where that is another.
    searched_key: str = ""
    # Those of the words that are a person's name.
    name: str = ""

    def step(self, position: Position | None) -> Step:
        """The next rows. Raises Refused where that takes too long."""
        if self.order == SAID:
            return self._by_day(position)
        if self.direct and self.order == NEWEST:
            return self._cut(self._ranked(self.found, position, sorted_by_index=True), 0)
        if position is not None and position.rank is not None:
            return self._continued(position)
        pool = self.found
        if position is not None:
            pool = self._keyed(pool, "lte", position.end)
        estimate = estimated(pool)
        if estimate <= FEW:
            return self._cut(self._ranked(pool), 0)
        for counted in (False, True):
            end, size = self._window(position, estimate, counted=counted)
            if not end:
                break
            with time_limit(by_words=estimate < OUTSIDE * size):
                near = self._cut(self._ranked(self._keyed(pool, "gt", end)), end, size)
            if len(near.numbers) == STEP or position is not None:
                return near
            if size <= COUNTED or self._holds_a_quarter(end, size):
                break
        # Fewer matches than estimated: sort all of them.
        with time_limit():
            return self._cut(self._ranked(pool), 0)

    def sample(self) -> Sample:
        estimate = estimated(self.found)
        if estimate <= FEW:
            return Sample(self.found.order_by(Sorted(F(self.key)).desc())[: 2 * FEW], cut=False)
        newest = self.found.order_by(F(self.key).desc())
        if not self.direct:
            end, _size = self._window(None, estimate)
            newest = self._keyed(newest, "gt", end)
        return Sample(newest[:FEW], cut=True)

    def _continued(self, position: Position) -> Step:
        pool = self.found
        if position.end:
            pool = self._keyed(pool, "gt", position.end)
        with time_limit():
            return self._cut(self._ranked(pool, position), position.end)

    def _keyed(self, pool: QuerySet[Any], how: str, end: int) -> QuerySet[Any]:
        """Above or not above a key, in both tables: PostgreSQL infers no bound through a join."""
        keys = filter(None, (self.key, self.searched_key))
        return pool.filter(**{f"{key}__{how}": end for key in keys})

    def _by_day(self, position: Position | None) -> Step:
        after = (position.rank, position.key) if position is not None else None
        found = by_day_said(self.key).for_search(self.found).apply(self.found, after)
        with time_limit():
            rows = list(found.values_list(self.key, "said_from")[: STEP + 1])
        return self._cut([(number, day or date.min) for number, day in rows], 0)

    def _ranked(
        self, pool: QuerySet[Any], after: Position | None = None, *, sorted_by_index: bool = False
    ) -> list[_Place]:
        if self.order == RELEVANCE:
            pool = pool.with_relevance(self.words, self.name)  # type: ignore[attr-defined]
            columns: tuple[Any, ...] = (F("relevance"), F(self.key))
        else:
            columns = (F(self.key) if sorted_by_index else Sorted(F(self.key)),)
        # A position's rank is 0 where the key alone is the order.
        here = (after.rank, after.key)[-len(columns) :] if after is not None else None
        ordered = Ordering(columns, tuple).apply(pool, here)
        rank = "relevance" if self.order == RELEVANCE else Value(0)
        return list(ordered.values_list(self.key, rank)[: STEP + 1])

    def _window(
        self, position: Position | None, estimate: int, *, counted: bool = False
    ) -> tuple[int, int]:
        """The key above which the newest rows are searched, and about how many these are.

        ``counted``: count the keys of a wide window too, where they proved to be unevenly spread.
        """
        rows = self.all
        if position is not None:
            rows = rows.filter(**{f"{self.key}__lte": position.end})
        many = estimated(rows)
        size = max(STEP, min(WINDOW, RANKED * many // estimate))
        if counted or size <= COUNTED:
            keys = rows.order_by(f"-{self.key}").values_list(self.key, flat=True)
            return keys[size : size + 1].first() or 0, size
        ends = rows.aggregate(oldest=Min(self.key), newest=Max(self.key))
        if ends["newest"] is None:
            return 0, size
        span = ends["newest"] - ends["oldest"] + 1
        length = max(1, size * span // max(size, many))
        return max(0, ends["newest"] - length), int(float(f"{size:.2g}"))

    def _holds_a_quarter(self, end: int, size: int) -> bool:
        """Whether at least a quarter of the expected rows are above the key."""
        above = self.all.filter(**{f"{self.key}__gt": end}).order_by(f"-{self.key}")
        quarter = max(1, size // 4)
        return bool(above.values_list(self.key)[quarter : quarter + 1])

    def _cut(self, rows: list[_Place], end: int, among: int = 0) -> Step:
        after: Position | None = None
        if len(rows) > STEP:
            number, rank = rows[STEP - 1]
            after = Position(end, rank, number)
        elif end:
            after = Position(end)
        return Step([number for number, _rank in rows[:STEP]], after, among)
