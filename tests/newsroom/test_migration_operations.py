"""The files of functions and triggers, and what migrations made of them, are the same."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from newsroom import privileges
from newsroom.migration_operations import LoadSQL
from newsroom.session_settings import give_to_function

OURS = ("newsroom", "sources", "claims", "tests/owner_functions")

# Name -> definition, of all that no extension and no package of others brought.
FUNCTIONS = """
SELECT 'function ' || p.oid::regprocedure, pg_get_functiondef(p.oid), p.ctid::text
  FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND p.proname NOT LIKE 'procrastinate%'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
TRIGGERS = """
SELECT 'trigger ' || t.tgname || ' on ' || t.tgrelid::regclass, pg_get_triggerdef(t.oid), t.ctid::text
  FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
 WHERE NOT t.tgisinternal AND p.proname NOT LIKE 'procrastinate%'
"""


@pytest.fixture
def owner(owner_connection: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection in a transaction that is undone."""
    with owner_connection.transaction(force_rollback=True):
        yield owner_connection


def loads() -> dict[Path, LoadSQL]:
    """The last operation that loads each file, in the order in which migrations run."""
    graph = MigrationLoader(None).graph
    plan = [node for leaf in graph.leaf_nodes() for node in graph.forwards_plan(leaf)]
    return {
        operation.path: operation
        for node in dict.fromkeys(plan)
        for operation in graph.nodes[node].operations
        if isinstance(operation, LoadSQL)
    }


def files() -> list[Path]:
    return [path for app in OURS for path in sorted((settings.BASE_DIR / app / "sql").glob("*"))]


def definitions(owner: psycopg.Connection[Any]) -> dict[str, tuple[str, str]]:
    """Each with the place of its row, which another one takes when it is replaced."""
    rows = owner.execute(FUNCTIONS + " UNION ALL " + TRIGGERS)
    return {name: (definition, place) for name, definition, place in rows}


def differences(owner: psycopg.Connection[Any]) -> set[str]:
    """What the database and the files don't both hold, word for word."""
    before = definitions(owner)
    for name in before:
        if name.startswith("trigger "):
            owner.execute("DROP " + name)
    for path in loads():
        owner.execute(path.read_text(encoding="utf-8"))
    with owner.cursor() as cursor:
        for function in privileges.functions(cursor, owner.info.user):
            if function.lacks_settings:
                give_to_function(cursor, function.function)
    loaded = {name: row for name, row in definitions(owner).items() if row != before.get(name)}
    return {
        name
        for name in before.keys() | loaded.keys()
        if before.get(name, "")[:1] != loaded.get(name, "")[:1]
    }


def test_the_database_holds_what_the_files_define_and_nothing_else(
    owner: psycopg.Connection[Any],
) -> None:
    assert differences(owner) == set()


def test_what_stands_in_the_database_alone_is_found(owner: psycopg.Connection[Any]) -> None:
    owner.execute(
        "CREATE FUNCTION stray() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
        "CREATE TRIGGER stray BEFORE INSERT ON claims_topic FOR EACH ROW EXECUTE FUNCTION stray();"
        "CREATE OR REPLACE FUNCTION is_editable(status text) RETURNS boolean LANGUAGE sql IMMUTABLE"
        " AS 'SELECT true';"
        "DROP TRIGGER claim_guard ON claims_claim"
    )
    assert differences(owner) == {
        "function stray()",
        "trigger stray on claims_topic",
        "function is_editable(text)",
        "trigger claim_guard on claims_claim",
    }


def test_each_file_is_loaded_by_a_migration_as_it_is_now() -> None:
    loaded = loads()
    assert set(files()) == set(loaded)
    for path, operation in loaded.items():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[: len(operation.digest)]
        assert len(digest) == 12
        assert operation.digest == digest, (
            f"{path.relative_to(settings.BASE_DIR)} was edited: a new migration needs"
            f' LoadSQL("{operation.app}", "{operation.name}", "{digest}")'
            " (docs/how-to/migrations.md)"
        )


@pytest.mark.django_db(databases=["owner"])
def test_a_file_can_be_loaded_again() -> None:
    with connections["owner"].schema_editor() as editor:
        for operation in loads().values():
            operation.database_forwards("claims", editor, None, None)
