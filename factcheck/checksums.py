"""What a database holds, in a line for each table: to compare a copy with its original.

It does not use Django, so that operators' programs can ask any database.
"""

from typing import Any

from psycopg import sql

# The text of a row depends on these.
SETTINGS = (
    "SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';"
    " SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL search_path = public"
)
TABLES = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
 ORDER BY 1
"""
# Of all rows together, in whatever order they lie: the two halves of each row's MD5, added up.
ROWS = """
SELECT count(*), coalesce(sum(('x' || left(hash, 16))::bit(64)::bigint::numeric), 0),
       coalesce(sum(('x' || right(hash, 16))::bit(64)::bigint::numeric), 0)
  FROM (SELECT md5(t::text) AS hash FROM {} t) each_row
"""


def contents(connection: Any) -> dict[str, str]:
    """Table -> its rows and their checksum. ``connection``: psycopg's, in a transaction."""
    connection.execute(SETTINGS)
    found = {}
    for (table,) in connection.execute(TABLES).fetchall():
        row = connection.execute(sql.SQL(ROWS).format(sql.Identifier(table))).fetchone()
        found[table] = " ".join(map(str, row))
    return found


def rows(counted: str) -> int:
    """How many, of a table's line in :func:`contents`."""
    return int(counted.split(maxsplit=1)[0])


def differences(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """The tables that don't have the same in both."""
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
