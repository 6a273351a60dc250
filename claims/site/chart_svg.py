"""A chart of a count that was updated over time; the page shows the same as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from claims.choices import RelationKind
from claims.site.rows import Row

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 16, 34
DIGIT = 13  # the width of a digit where the chart is drawn small


@dataclass(frozen=True)
class Point:
    """One claim of the series; ``y`` and ``y_low``: the two ends of its range in the drawing."""

    row: Row
    day: date
    low: Decimal
    high: Decimal
    quantity: object
    x: float
    y: float
    y_low: float


@dataclass(frozen=True)
class Chart:
    points: list[Point]
    line: str  # the points of a polyline
    ticks: list[tuple[float, Decimal]]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - BOTTOM
    left: float = LEFT
    right: int = WIDTH - RIGHT


def is_updated(row: Row) -> bool:
    relations = row.body.get("relations", [])
    return bool(row.quantities) and any(
        each["relation"] == RelationKind.UPDATES for each in relations
    )


def series(rows: Iterable[Row]) -> Chart | None:
    """The counts of these claims by day, in the unit that most of them have; None if fewer than two
    have a day.
    """
    dated = [
        (day, quantity, row)
        for row in rows
        for quantity in row.quantities[:1]
        if (day := _day(row, quantity["as_of"]))
    ]
    units = [quantity["unit"] for _day_of, quantity, _row in dated]
    if not units:
        return None
    unit = max(units, key=units.count)
    same = sorted(
        (each for each in dated if each[1]["unit"] == unit), key=lambda e: (e[0], e[2].number)
    )
    if len(same) < 2:
        return None
    first, last = same[0][0], same[-1][0]
    most = max(Decimal(quantity["high"]) for _d, quantity, _r in same) or Decimal(1)
    top = _rounded_up(most)
    left = max(LEFT, DIGIT * len(f"{top:,f}") + 8)
    span = (last - first).days or 1

    def x(day: date) -> float:
        return round(left + 8 + (WIDTH - left - RIGHT - 16) * (day - first).days / span, 1)

    def y(value: Decimal) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * float(value / top), 1)

    points = [
        Point(
            row,
            day,
            Decimal(quantity["low"]),
            Decimal(quantity["high"]),
            quantity,
            x(day),
            y(Decimal(quantity["high"])),
            y(Decimal(quantity["low"])),
        )
        for day, quantity, row in same
    ]
    line = " ".join(f"{point.x},{point.y}" for point in points)
    ticks = [(y(value), value) for value in (Decimal(0), top / 2, top)]
    return Chart(points, line, ticks, left=left)


def _day(row: Row, as_of: str | None) -> date | None:
    """The day of the count, or else the latest on which it may have been said."""
    day = as_of or row.body["said_on"]["to"]
    return date.fromisoformat(day) if day else None


def _rounded_up(value: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    size = Decimal(10) ** value.adjusted()
    return next(size * step for step in (1, 2, 5, 10) if size * step >= value)
