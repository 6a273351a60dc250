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

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import ProgrammingError, connections, transaction
from psycopg import errors

from newsroom import privileges
from newsroom.sql_files import Definition, definitions
from newsroom.timeouts import OF_MIGRATIONS

# What the owner of our tables made, and no extension and no package of others brought; triggers first.
PRESENT = r"""
WITH ours AS (SELECT relowner AS id FROM pg_class WHERE oid = to_regclass('public.django_migrations'))
SELECT 'The function ' || p.proname AS key, '' AS of_table, format('ROUTINE %s', p.oid::regprocedure),
       pg_get_functiondef(p.oid), obj_description(p.oid, 'pg_proc'), p.ctid::text || p.xmin
  FROM pg_proc p JOIN ours ON p.proowner = ours.id
 WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p') AND p.proname NOT LIKE 'procrastinate\_%'
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
 UNION ALL
SELECT format('The trigger %s of %s', t.tgname, c.relname), 'A trigger of ' || c.relname,
       format('TRIGGER %I ON %I', t.tgname, c.relname), pg_get_triggerdef(t.oid) || t.tgenabled::text,
       obj_description(t.oid, 'pg_trigger'), ''
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN ours ON c.relowner = ours.id
  JOIN pg_proc p ON p.oid = t.tgfoid
 WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND p.proname NOT LIKE 'procrastinate\_%'
 ORDER BY of_table DESC, key
"""
# Of functions with these names, and of those whose text calls one.
INDEXES = """
WITH RECURSIVE changed (id, name) AS (
  SELECT oid, proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)
   UNION
  SELECT p.oid, p.proname FROM changed c JOIN pg_proc p ON strpos(p.prosrc, c.name || '(') > 0
   WHERE p.pronamespace = 'public'::regnamespace
)
SELECT DISTINCT i.oid::regclass::text FROM pg_class i
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.oid AND d.refclassid = 'pg_proc'::regclass
 WHERE i.relkind = 'i' AND d.refobjid IN (SELECT id FROM changed)
"""


class Present(NamedTuple):
    """A row of PRESENT."""

    key: str  # of its definition
    of_table: str  # or this one, of a trigger
    what: str  # as DROP and COMMENT ON call it
    definition: str
    comment: str | None
    place: str  # of a function's row, which has another one once it is replaced


def make_missing(using: str, **kwargs: Any) -> None:
    """Before the migrations."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL check_function_bodies = off")
        cursor.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        present = {name for (name,) in cursor.fetchall()}
        for each in definitions().values():
            if not each.table and each.name not in present:
                _made(cursor, each, errors.UndefinedObject, errors.UndefinedTable)


def load(using: str, **kwargs: Any) -> None:
    """After the migrations."""
    tables = [each.table for each in definitions().values() if each.table]
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("SELECT unnest(%s::text[]) EXCEPT SELECT relname FROM pg_class", [tables])
        if cursor.fetchone():  # only some apps were migrated
            return
        before = _present(cursor)
        strays = [one for key in before if key not in definitions() for one in before[key]]
        differing = [key for key in definitions() if not _is_as_in_file(key, before)]
        if not (strays or differing):
            return
        limit = OF_MIGRATIONS["lock_timeout"]
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [limit])
        cursor.execute("SET LOCAL check_function_bodies = off")
        for key in differing:
            _replace(cursor, definitions()[key], before.get(key, []))
        _drop(cursor, strays)
        for key, those in _present(cursor).items():
            if len(those) > 1 and not those[0].of_table:  # with other arguments
                _drop(cursor, [one for one in those if one in before.get(key, [])])
        privileges.give_missing(using)
        after = _present(cursor)
        for key in differing:
            for one in after[key]:
                cursor.execute(f"COMMENT ON {one.what} IS '{_digest(key, after)}'")
        changed = [
            key for key in differing if key in before and _words(before[key]) != _words(after[key])
        ]
        cursor.execute(INDEXES, [[definitions()[key].name for key in changed]])
        for (index,) in cursor.fetchall():
            cursor.execute(f"REINDEX INDEX {index}")


def differences(cursor: Any) -> Iterator[str]:
    """A sentence for each function or trigger that is not as a file has it, and for each that no file has."""
    present = _present(cursor)
    for key in sorted(definitions().keys() | present.keys()):
        if key not in definitions():
            yield f"{key} is in no file."
        elif not _is_as_in_file(key, present):
            yield f"{key} is not as its file has it."


def _present(cursor: Any) -> dict[str, list[Present]]:
    """By the keys of definitions."""
    cursor.execute(PRESENT)
    found: dict[str, list[Present]] = {}
    for each in map(Present._make, cursor.fetchall()):
        made_by_call = each.key not in definitions() and each.of_table in definitions()
        found.setdefault(each.of_table if made_by_call else each.key, []).append(each)
    return found


def _words(those: list[Present]) -> list[str]:
    return sorted(one.definition for one in those)


def _digest(key: str, present: dict[str, list[Present]]) -> str:
    each = definitions()[key]
    words = "".join([each.text, each.procedures, *_words(present[key])])
    return sha256(words.encode()).hexdigest()


def _is_as_in_file(key: str, present: dict[str, list[Present]]) -> bool:
    return key in present and {one.comment for one in present[key]} == {_digest(key, present)}


def _replace(cursor: Any, each: Definition, made: list[Present]) -> None:
    if not each.name:
        _drop(cursor, made)
    # Another result, another argument's name, or a constraint trigger can't be replaced.
    if not _made(cursor, each, errors.InvalidFunctionDefinition, errors.DuplicateObject):
        _drop(cursor, made)
        cursor.execute(each.text)


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
        cursor.execute(f"DROP {each.what}")
