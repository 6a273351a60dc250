"""What a database holds, in a line for each table: to compare a copy with its original.

It does not use Django, so that operators' programs can ask any database.
"""

import re
from typing import Any

from psycopg import sql

# The text of a row depends on these.
SETTINGS = (
    "SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';"
    " SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL search_path = public"
)
TABLES = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
 ORDER BY 1
"""
SEQUENCES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY 1
"""
SEQUENCE = re.compile(r"(\d+) (True|False)")  # a sequence's line: last_value, is_called
# Of all rows together, in whatever order they lie: the two halves of each row's MD5, added up.
ROWS = """
SELECT count(*), coalesce(sum(('x' || left(hash, 16))::bit(64)::bigint::numeric), 0),
       coalesce(sum(('x' || right(hash, 16))::bit(64)::bigint::numeric), 0)
  FROM (SELECT md5(t::text) AS hash FROM {} t) each_row
"""
# Functions, word for word, and triggers, constraints and indexes by name and kind, but for those that an
# extension brought. A dump writes conditions in other words (`IN` as `= ANY`), so these can't be compared as text.
DEFINITIONS = """
SELECT kind, count(*), md5(string_agg(definition, E'\\n' ORDER BY definition COLLATE "C")) FROM (
    SELECT 'functions' AS kind, pg_get_functiondef(oid) AS definition FROM pg_proc p
     WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    UNION ALL
    SELECT 'triggers', concat_ws(' ', tgrelid::regclass, tgname, tgtype, tgenabled, tgdeferrable,
                                 tginitdeferred, tgfoid::regprocedure)
      FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'constraints', concat_ws(' ', conrelid::regclass, conname, contype, convalidated, condeferrable,
                                    condeferred)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid != 0
    UNION ALL
    SELECT 'indexes', concat_ws(' ', indrelid::regclass, indexrelid::regclass, indisunique, indisvalid)
      FROM pg_index WHERE indrelid::regclass::text !~ '^pg_'
) every GROUP BY kind
"""
# Who may do what, owners included.
PRIVILEGES = """
SELECT kind || ' ' || name || ': ' || grantee || ' ' || privilege FROM (
    SELECT 'table' AS kind, relname::text AS name, relowner AS owner,
           coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, relowner)) AS acl
      FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S', 'v')
    UNION ALL
    SELECT 'function', oid::regprocedure::text, proowner, coalesce(proacl, acldefault('f', proowner))
      FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    UNION ALL
    SELECT 'schema', nspname::text, nspowner, nspacl FROM pg_namespace WHERE nspname = 'public'
    UNION ALL
    SELECT 'database', 'this', datdba, coalesce(datacl, acldefault('d', datdba))
      FROM pg_database WHERE datname = current_database()
) object, LATERAL (
    SELECT coalesce(a.grantee::regrole::text, 'everybody') AS grantee, a.privilege_type AS privilege
      FROM aclexplode(object.acl) a
    UNION ALL
    SELECT object.owner::regrole::text, 'OWNER'
) given ORDER BY 1
"""


def contents(connection: Any) -> dict[str, str]:
    """Table or sequence -> its rows and their checksum. ``connection``: psycopg's, in a transaction."""
    connection.execute(SETTINGS)
    found = {}
    for (table,) in connection.execute(TABLES).fetchall():
        row = connection.execute(sql.SQL(ROWS).format(sql.Identifier(table))).fetchone()
        found[table] = " ".join(map(str, row))
    for (sequence,) in connection.execute(SEQUENCES).fetchall():
        query = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(sequence))
        found[sequence] = " ".join(map(str, connection.execute(query).fetchone()))
    return found


def rows(counted: str) -> int:
    """How many, of a table's line in :func:`contents`."""
    return int(counted.split(maxsplit=1)[0])


def definitions(connection: Any) -> dict[str, str]:
    """Functions, triggers, constraints and indexes: how many, and a checksum. The same only on servers
    of one major version.
    """
    connection.execute(SETTINGS)
    found = connection.execute(DEFINITIONS).fetchall()
    return {kind: f"{count} {checksum}" for kind, count, checksum in sorted(found)}


def privileges(connection: Any) -> list[str]:
    """A line for each right of each role."""
    connection.execute(SETTINGS)
    return [line for (line,) in connection.execute(PRIVILEGES).fetchall()]


def differences(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """The names that don't have the same in both. A sequence may be ahead now: it belongs to no transaction,
    so it moves while a snapshot is read, and a restored server skips the numbers that it logged in advance.
    """
    return sorted(
        name
        for name in {*before, *now}
        if before.get(name) != now.get(name)
        and not _is_ahead(before.get(name, ""), now.get(name, ""))
    )


def _is_ahead(before: str, now: str) -> bool:
    one, other = (SEQUENCE.fullmatch(line) for line in (before, now))
    if not (one and other):
        return False
    return (int(one[1]), one[2] == "True") <= (int(other[1]), other[2] == "True")
