"""Settings of PostgreSQL that change answers, and that every role may change for itself, for all its sessions.

``ALTER ROLE CURRENT_USER SET gin_fuzzy_search_limit = 1`` makes reads of GIN indexes miss rows. So each function of this project
that has a search_path of its own has these settings too (privileges.py sees to it: no file repeats them),
each new connection is given them (factcheck/backend), and a change that begins without them is refused
(history.py). What is left are functions without a search_path: they read no table, and say nothing that these change.
"""

from typing import Any

from psycopg import sql

OF_CONNECTIONS = {
    "gin_fuzzy_search_limit": "0",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "quote_all_identifiers": "off",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "IntervalStyle": "postgres",
}
# What these are on a connection is Django's and the server's.
OF_FUNCTIONS = OF_CONNECTIONS | {"DateStyle": "ISO, MDY", "TimeZone": "UTC"}

# The names of those that differ, parted by commas; empty where none does.
DIFFERING = "concat_ws(', ', {})".format(
    ", ".join(
        f"CASE WHEN current_setting('{name}') <> '{value}' THEN '{name}' END"
        for name, value in OF_CONNECTIONS.items()
    )
)

# For a query of pg_proc p, with AS_LIST: whether the function lacks one. Without a search_path it is written into the
# statements that call it, and has none.
LACKS = (
    "'search_path=public, pg_temp' = ANY (coalesce(p.proconfig, '{}')) AND NOT p.proconfig @> %s"
)
AS_LIST = [f"{name}={value}" for name, value in OF_FUNCTIONS.items()]


def give_to_connection(raw: Any) -> None:
    """A new psycopg connection. A pooler may have others for the next transaction: that one is checked."""
    with raw.cursor() as cursor:
        (differing,) = cursor.execute(f"SELECT {DIFFERING}").fetchone()
        for name in differing.split(", ") if differing else ():
            cursor.execute(_to_set(name, OF_CONNECTIONS[name]))


def give_to_function(cursor: Any, function: str) -> None:
    """``function``: with its arguments' types."""
    changes = sql.SQL(" ").join(_to_set(*each) for each in OF_FUNCTIONS.items())
    cursor.execute(sql.SQL("ALTER ROUTINE {} {}").format(sql.SQL(function), changes))


def _to_set(name: str, value: str) -> sql.Composed:
    return sql.SQL("SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
