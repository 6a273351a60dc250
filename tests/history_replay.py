"""History played back: the events of every tracked table, in order, must give the table."""

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from tests.database import KEPT_TABLES

Row = dict[str, Any]


class Tracked(NamedTuple):
    """A table under history, the column that names its rows, the columns kept out of events."""

    table: str
    key: str
    without: list[str]


def tracked(connection: Any) -> list[Tracked]:
    """Every table under history, as its triggers say; ``connection``: Django's or psycopg's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, encode(t.tgargs, 'escape') FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname = 'history_record' AND t.tgname = 'history_update' ORDER BY 1"
        )
        found = []
        for table, arguments in cursor.fetchall():
            key, _about, without, _end = arguments.split("\\000")
            found.append(Tracked(table, key, without.split(",") if without else []))
        return found


def replay(connection: Any) -> dict[str, dict[str, Row]]:
    """Table -> row's number -> values, from the events alone.

    Raises AssertionError where an event's old values are not what the events before it left.
    """
    tables: dict[str, dict[str, Row]] = defaultdict(dict)
    for number, table, row, action, old, new in _events(connection):
        rows = tables[table]
        # The rows of migrations stay between tests that commit; the events of their birth don't.
        known = row in rows or table not in KEPT_TABLES
        was = rows.get(row, {})
        if known and action == "update":
            # It has the columns that changed, of the rest only some. Older ones have all.
            was = {column: was.get(column) for column in old}
        stated = old
        if table in KEPT_TABLES and old:
            stated = {column: value for column, value in old.items() if column in rows.get(row, {})}
            was = {column: was[column] for column in stated}
        if known and action != "insert":
            assert was == stated, f"event {number}: {table} {row} was not {old}"
        if action == "insert":
            assert row not in rows, f"event {number}: {table} {row} was there already"
        if action == "delete":
            rows.pop(row, None)
        else:
            rows[row] = {**rows.get(row, {}), **new}
    return dict(tables)


def assert_history_equals_tables(connection: Any) -> None:
    """Every row of every tracked table is what its events say, and no row is missing."""
    played = replay(connection)
    for table, key, without in tracked(connection):
        standing = _rows(connection, table, key, without)
        by_events = played.get(table, {})
        if table in KEPT_TABLES:
            # Of a row whose birth is not among the events, the columns that changed since.
            standing = {
                row: {column: values[column] for column in by_events[row]}
                for row, values in standing.items()
                if row in by_events
            }
        differing = [
            (row, by_events.get(row), standing.get(row))
            for row in sorted(by_events.keys() | standing.keys())
            if by_events.get(row) != standing.get(row)
        ]
        assert not differing, f"{table}: (row, by its events, as it stands) {differing[:3]}"


def _events(connection: Any) -> Iterator[tuple[int, str, str, str, Row, Row]]:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT id, "table", "row", action, event_values(old)::text, event_values(new)::text'
            " FROM newsroom_event ORDER BY id"
        )
        for number, table, row, action, old, new in cursor.fetchall():
            yield number, table, row, action, _values(old), _values(new)


def _rows(connection: Any, table: str, key: str, without: list[str]) -> dict[str, Row]:
    with connection.cursor() as cursor:
        # As the history's own function does, whatever the zone of this connection.
        cursor.execute("SET timezone = 'UTC'")
        cursor.execute(
            f'SELECT t."{key}"::text, (to_jsonb(t) - %s::text[])::text FROM "{table}" t',
            [without],
        )
        return {row: _values(values) for row, values in cursor.fetchall()}


def _values(text: str | None) -> Any:
    return json.loads(text, parse_float=Decimal) if text else None
