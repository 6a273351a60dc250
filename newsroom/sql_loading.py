"""Makes the functions and triggers of the database those of the files (``sql_files.py``), around each ``migrate``.

Before the migrations, functions that the database lacks are made, as far as the types of their arguments exist:
a constraint, a default or an index of a new table may call one. Bodies are not checked then, so the tables that they
read need not exist. What is there stays as it is: who works meanwhile still needs it so.

After the migrations, in one transaction, what differs is replaced: functions first, then triggers, then those that
a procedure makes. What no file has is dropped, a trigger that is off is on again, and the indexes that call a
changed function, also through others, are built again. A comment on each holds a digest of the file's words and of
what PostgreSQL made of them, so both are compared. What differs in a column, a type, a stored column or an index
besides is a migration's matter.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import ProgrammingError, connections, transaction
from psycopg import errors, sql

from newsroom import privileges
from newsroom.sql_files import Definition, Key, definitions
from newsroom.timeouts import OF_MIGRATIONS

# What the owner of our tables made, and no extension and no package of others brought.
PRESENT = r"""
WITH ours AS (SELECT relowner AS id FROM pg_class WHERE oid = to_regclass('public.django_migrations'))
SELECT p.proname, '', p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.prosrc,
       obj_description(p.oid, 'pg_proc'), true, false, p.ctid::text || p.xmin
  FROM pg_proc p JOIN ours ON p.proowner = ours.id
 WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p') AND p.proname NOT LIKE 'procrastinate\_%'
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
 UNION ALL
SELECT t.tgname, c.relname, t.tgname, pg_get_triggerdef(t.oid), '', obj_description(t.oid, 'pg_trigger'),
       NOT EXISTS (SELECT FROM pg_trigger e WHERE t.oid IN (e.oid, e.tgparentid) AND e.tgenabled <> 'O'),
       t.tgconstraint <> 0, ''
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN ours ON c.relowner = ours.id
  JOIN pg_proc p ON p.oid = t.tgfoid
 WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgparentid = 0
   AND p.proname NOT LIKE 'procrastinate\_%'
"""
INDEXES = """
SELECT DISTINCT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i'
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_proc'::regclass
 WHERE d.refobjid = ANY (%s::regprocedure[])
"""


class Present(NamedTuple):
    """A row of PRESENT."""

    name: str
    table: str  # of a trigger
    signature: str  # with the types of a function's arguments
    definition: str
    body: str
    comment: str | None
    is_on: bool
    is_constraint: bool
    place: str  # of a function's row, which has another one once it is replaced

    @property
    def drop(self) -> sql.Composable:
        if self.table:
            return sql.SQL("DROP TRIGGER {} ON {}").format(
                *map(sql.Identifier, (self.name, self.table))
            )
        return sql.SQL("DROP ROUTINE {}").format(sql.SQL(self.signature))

    def described(self, comment: sql.Literal) -> sql.Composable:
        if self.table:
            names = map(sql.Identifier, (self.name, self.table))
            return sql.SQL("COMMENT ON TRIGGER {} ON {} IS {}").format(*names, comment)
        return sql.SQL("COMMENT ON ROUTINE {} IS {}").format(sql.SQL(self.signature), comment)


def make_missing(using: str, **kwargs: Any) -> None:
    """Before the migrations."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL check_function_bodies = off")
        cursor.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        present = {name for (name,) in cursor.fetchall()}
        for (name, table), each in definitions().items():
            if name and not table and name not in present:
                _made(cursor, each, errors.UndefinedObject, errors.UndefinedTable)


def load(using: str, **kwargs: Any) -> None:
    """After the migrations."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT unnest(%s::text[]) EXCEPT SELECT relname FROM pg_class)",
            [sorted({table for _name, table in definitions() if table})],
        )
        if cursor.fetchone() == (True,):  # only some apps were migrated
            return
        before = _present(cursor)
        differing = [each for each in definitions().values() if not _is_as_in_file(each, before)]
        strays = [each for key in before.keys() - definitions().keys() for each in before[key]]
        if not (differing or strays):
            return
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true)", [OF_MIGRATIONS["lock_timeout"]]
        )
        cursor.execute("SET LOCAL check_function_bodies = off")
        _drop(cursor, (each for each in strays if each.table))
        for each in differing:
            _replace(cursor, each, before.get(each.key, []))
        _drop(cursor, (each for each in strays if not each.table))
        _drop(cursor, _earlier_arguments(before, _present(cursor)))
        privileges.give_missing(using)
        after = _present(cursor)
        for each in differing:
            for one in after[each.key]:
                cursor.execute(one.described(sql.Literal(_comment(each, after[each.key]))))
        _reindex(cursor, before, after)


def differences(cursor: Any) -> Iterator[str]:
    """A sentence for each function or trigger that is not as a file has it, and for each that no file has."""
    present = _present(cursor)
    for key in sorted(definitions().keys() | present.keys()):
        name, table = key
        what = (
            f"The trigger {name} of {table}"
            if name and table
            else f"The function {name}"
            if name
            else f"A trigger of {table}"
        )
        if key not in definitions():
            yield f"{what} is in no file."
        elif not _is_as_in_file(definitions()[key], present):
            yield f"{what} is not as its file has it."


def _present(cursor: Any) -> dict[Key, list[Present]]:
    cursor.execute(PRESENT)
    found: dict[Key, list[Present]] = {}
    for row in cursor.fetchall():
        each = Present(*row)
        key = each.name, each.table
        if key not in definitions() and ("", each.table) in definitions():
            key = "", each.table
        found.setdefault(key, []).append(each)
    return found


def _comment(each: Definition, made: Iterable[Present]) -> str:
    words = each.text + each.with_text + "".join(sorted(one.definition for one in made))
    return sha256(words.encode()).hexdigest()


def _is_as_in_file(each: Definition, present: dict[Key, list[Present]]) -> bool:
    made = present.get(each.key, [])
    comment = _comment(each, made)
    return bool(made) and all(one.comment == comment and one.is_on for one in made)


def _replace(cursor: Any, each: Definition, made: list[Present]) -> None:
    name, table = each.key
    if not name:
        _drop(cursor, made)
    elif table:
        _drop(cursor, (one for one in made if one.is_constraint or "CONSTRAINT" in each.text[:20]))
    if not _made(cursor, each, errors.InvalidFunctionDefinition):
        _drop(cursor, made)  # its result, or an argument's name, is another one
        cursor.execute(each.text)
    if name and not all(one.is_on for one in made):
        cursor.execute(
            sql.SQL("ALTER TABLE {} ENABLE TRIGGER {}").format(*map(sql.Identifier, (table, name)))
        )


def _made(cursor: Any, each: Definition, *refused: type[Exception]) -> bool:
    try:
        with transaction.atomic(cursor.db.alias):
            cursor.execute(each.text)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, refused):
            raise
        return False
    return True


def _drop(cursor: Any, those: Iterable[Present]) -> None:
    for each in those:
        cursor.execute(each.drop)


def _earlier_arguments(
    before: dict[Key, list[Present]], now: dict[Key, list[Present]]
) -> Iterator[Present]:
    """Functions whose name another one has now, with other arguments."""
    for key, those in now.items():
        places = {each.place for each in before.get(key, [])}
        if not key[1] and len(those) > 1:
            yield from (each for each in those if each.place in places)


def _reindex(
    cursor: Any, before: dict[Key, list[Present]], after: dict[Key, list[Present]]
) -> None:
    functions = {name: those[0] for (name, table), those in after.items() if not table}
    changed = {
        name
        for name, each in functions.items()
        if (name, "") in before and before[name, ""][0].body != each.body
    }
    more = changed
    while more:
        calls = re.compile(rf"\b({'|'.join(map(re.escape, more))})\b")
        more = {name for name, each in functions.items() if calls.search(each.body)} - changed
        changed = changed | more
    cursor.execute(INDEXES, [[functions[name].signature for name in changed]])
    for (index,) in cursor.fetchall():
        cursor.execute(sql.SQL("REINDEX INDEX {}").format(sql.SQL(index)))
