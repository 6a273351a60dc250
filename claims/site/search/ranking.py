"""Finding the claims that a search asks for, in bounded time whatever it asks.

How many there will be is PostgreSQL's own estimate, which costs nothing. A few are fetched by the
index of words and put in order whole. Of very many the newest are put in order, and the page says
so; the next step goes on with the next newest. Nothing is counted, and a position is a row's own
place in the order, so that each row comes once.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import F, Max, Min, QuerySet, Value
from django.utils.translation import gettext as _

from claims.search.keyset import Ordering, by_day_said
from claims.search.planner import FEW, Sorted, estimated
from newsroom.errors import Refused

STEP = 20
WINDOW = 60_000  # as many of the newest rows as are looked through for them
RANKED = 100  # as many matches as a window is to hold
# So many keys are counted off for a window; of a wider one they are taken to lie evenly, for reading
# 60,000 keys takes longer than to look through their rows for words.
COUNTED = 2_000
# An index of words tells of every match before a window is cut out of them; from as many matches for
# each row of it, the rows are read instead.
OUTSIDE = 6
PATIENCE = 2_000  # milliseconds

RELEVANCE, NEWEST, SAID = "relevance", "newest", "said"

_POSITION = re.compile(
    r"(?P<end>[0-9]{1,18})(?:\.(?P<rank>[0-9]{1,9}|[0-9]{4}-[0-9]{2}-[0-9]{2})\.(?P<key>[0-9]{1,18}))?"
)


@dataclass(frozen=True)
class Position:
    """Where to go on: in the rows above ``end``, after the row of that rank and key; or at ``end``."""

    end: int
    rank: int | date | None = None
    key: int = 0

    @classmethod
    def read(cls, text: str, order: str) -> "Position":
        """Raises Refused for what is no position of this order."""
        match = _POSITION.fullmatch(text)
        if match is None:
            raise _lost()
        rank = match["rank"]
        if rank is None:
            return cls(int(match["end"]))
        if (order == SAID) != ("-" in rank):
            raise _lost()
        try:
            at = date.fromisoformat(rank) if order == SAID else int(rank)
        except ValueError as error:
            raise _lost() from error
        return cls(int(match["end"]), at, int(match["key"]))

    def __str__(self) -> str:
        return str(self.end) if self.rank is None else f"{self.end}.{self.rank}.{self.key}"


def _lost() -> Refused:
    return Refused(_("This is no place in these results. Search again from the beginning."))


@dataclass(frozen=True)
class Steps:
    """``numbers``: of the rows, in order. ``after``: the position of the next step, if there is one.

    ``among``: the order was made among about so many of the newest rows alone; 0: among all.
    """

    numbers: Sequence[int]
    after: Position | None
    among: int = 0


@dataclass(frozen=True)
class Sample:
    """Some of what was found, to count in: all of it, or the newest (``cut``)."""

    rows: QuerySet[Any]
    cut: bool


# The number of a row, and what it is put in order by.
_Place = tuple[int, Any]


@dataclass(frozen=True)
class Search:
    """``found``: the rows of ``all`` that are asked for.

    ``key``: the number by which newer rows are told from older ones. ``direct``: an index has
    the rows in the order of their keys already.
    """

    all: QuerySet[Any]
    found: QuerySet[Any]
    key: str
    order: str
    words: str
    direct: bool
    # The same number in the table that is searched, where that is another.
    searched_key: str = ""

    def step(self, position: Position | None) -> Steps:
        """Raises Refused where even that takes too long."""
        if self.order == SAID:
            return self._by_day(position)
        if self.direct and self.order == NEWEST:
            return self._cut(self._ranked(self.found, position, sorted_by_index=True), 0)
        if position is not None and position.rank is not None:
            return self._go_on(position)
        pool = self.found
        if position is not None:
            pool = self._keyed(pool, "lte", position.end)
        estimate = estimated(pool)
        if estimate <= FEW:
            return self._cut(self._ranked(pool), 0)
        for counted in (False, True):
            end, looked = self._window(position, estimate, counted=counted)
            if not end:
                break
            with patient(by_words=estimate < OUTSIDE * looked):
                near = self._cut(self._ranked(self._keyed(pool, "gt", end)), end, looked)
            if len(near.numbers) == STEP or position is not None:
                return near
            if looked <= COUNTED or self._holds_a_quarter(end, looked):
                break
        # Rarer than was thought: all of them, as long as that takes.
        with patient():
            return self._cut(self._ranked(pool), 0)

    def sample(self) -> Sample:
        estimate = estimated(self.found)
        if estimate <= FEW:
            return Sample(self.found.order_by(Sorted(F(self.key)).desc())[: 2 * FEW], cut=False)
        newest = self.found.order_by(F(self.key).desc())
        if not self.direct:
            end, _looked = self._window(None, estimate)
            newest = self._keyed(newest, "gt", end)
        return Sample(newest[:FEW], cut=True)

    def _go_on(self, position: Position) -> Steps:
        pool = self.found
        if position.end:
            pool = self._keyed(pool, "gt", position.end)
        with patient():
            return self._cut(self._ranked(pool, position), position.end)

    def _keyed(self, pool: QuerySet[Any], how: str, end: int) -> QuerySet[Any]:
        """Above or not above a key, said of both tables: PostgreSQL infers no order from a join."""
        keys = filter(None, (self.key, self.searched_key))
        return pool.filter(**{f"{key}__{how}": end for key in keys})

    def _by_day(self, position: Position | None) -> Steps:
        after = (position.rank, position.key) if position is not None else None
        found = by_day_said(self.key).for_search(self.found).apply(self.found, after)
        with patient():
            rows = list(found.values_list(self.key, "said_from")[: STEP + 1])
        return self._cut([(number, day or date.min) for number, day in rows], 0)

    def _ranked(
        self, pool: QuerySet[Any], after: Position | None = None, *, sorted_by_index: bool = False
    ) -> list[_Place]:
        if self.order == RELEVANCE:
            pool = pool.with_likeness(self.words)  # type: ignore[attr-defined]
            columns: tuple[Any, ...] = (F("likeness"), F(self.key))
        else:
            columns = (F(self.key) if sorted_by_index else Sorted(F(self.key)),)
        # A position's rank is 0 where the key alone is the order.
        here = (after.rank, after.key)[-len(columns) :] if after is not None else None
        ordered = Ordering(columns, tuple).apply(pool, here)
        rank = "likeness" if self.order == RELEVANCE else Value(0)
        return list(ordered.values_list(self.key, rank)[: STEP + 1])

    def _window(
        self, position: Position | None, estimate: int, *, counted: bool = False
    ) -> tuple[int, int]:
        """The key above which the newest rows are looked through, and about how many these are.

        ``counted``: of a wide window too, whose keys don't lie as evenly as they were taken to.
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
        """Whether there are about as many rows above the key as were reckoned with."""
        above = self.all.filter(**{f"{self.key}__gt": end}).order_by(f"-{self.key}")
        quarter = max(1, size // 4)
        return bool(above.values_list(self.key)[quarter : quarter + 1])

    def _cut(self, rows: list[_Place], end: int, among: int = 0) -> Steps:
        after: Position | None = None
        if len(rows) > STEP:
            number, rank = rows[STEP - 1]
            after = Position(end, rank, number)
        elif end:
            after = Position(end)
        return Steps([number for number, _rank in rows[:STEP]], after, among)


@contextmanager
def patient(*, by_words: bool = True) -> Iterator[None]:
    """What is asked inside takes no longer than a reader waits. Raises Refused.

    ``by_words``: an index of words may be used; PostgreSQL reads these by bitmaps alone.
    """
    wanted = f"SET LOCAL statement_timeout = {PATIENCE}"
    if not by_words:
        wanted += "; SET LOCAL enable_bitmapscan = off"
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(wanted)
            yield
    except OperationalError as error:
        raise Refused(
            _("This search takes too long. Ask for a rarer word, or narrow it by speaker or day.")
        ) from error
