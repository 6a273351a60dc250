"""What a pooler of connections in transaction mode would break stands nowhere in the application."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from claims.models import Topic
from newsroom.querysets import in_batches

ROOT = Path(settings.BASE_DIR)
APPLICATION = ("factcheck", "newsroom", "sources", "claims")
# Workers and the embedded server have connections of their own, past any pooler.
WITH_A_SESSION = {
    "factcheck/management/commands/worker.py",
    "factcheck/management/commands/migrate.py",
    "factcheck/embedded.py",
    "claims/transparency/signer.py",
}
# Cursors that stay open, locks, settings, notifications and temporary tables.
OF_A_SESSION = re.compile(
    r"pg_(try_)?advisory_(un)?lock|set_config\([^)]*\bfalse\)|\bLISTEN\b|\bWITH HOLD\b"
    r"|^\s*SET (SESSION|ROLE|TIME ZONE|\w+_timeout|\w+_mem|search_path|enable_\w+|jit)\b"
    r"|\bCREATE (GLOBAL |LOCAL )?TEMP(?!.* ON COMMIT DROP)|\bPREPARE \w+ (AS|\()",
    re.MULTILINE,
)
CURSORS = {"iterator", "aiterator", "chunked_cursor", "ServerCursor", "AsyncServerCursor"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPLICATION:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def cursors_in(tree: ast.Module) -> list[int]:
    """The lines that read by a cursor of the server's, or name a method that does, as a helper would."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CURSORS:
            found.append(node.lineno)
        if isinstance(node, ast.Constant) and node.value in CURSORS:  # for getattr()
            found.append(node.lineno)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("cursor"):
            found += [node.lineno for each in node.keywords if each.arg in {"name", "withhold"}]
            found += [node.lineno for each in node.args if isinstance(each, ast.Constant)]
    return found


def test_long_lists_are_read_in_batches() -> None:
    """``iterator()`` would need a cursor of the server's, or hold all rows."""
    found = [f"{name}:{line}" for name, tree in modules() for line in cursors_in(tree)]
    assert found == []
    assert settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]


@pytest.mark.parametrize(
    "line",
    [
        "for each in rows.iterator(chunk_size=50): pass",
        "read = rows.aiterator",
        'getattr(rows, "iterator")()',
        "connection.chunked_cursor()",
        'raw.cursor(name="rows")',
        'raw.cursor("rows")',
        "psycopg.ServerCursor(raw, name)",
    ],
)
def test_cursors_would_be_found(line: str) -> None:
    assert 1 in cursors_in(ast.parse(line))
    assert cursors_in(ast.parse("with connection.cursor() as cursor: cursor.execute(text)")) == []


def test_nothing_belongs_to_a_session() -> None:
    texts = [
        (f"{name}:{node.lineno}", node.value)
        for name, tree in modules()
        if name not in WITH_A_SESSION
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    files = {
        path.relative_to(ROOT).as_posix(): path
        for app in APPLICATION
        for path in (ROOT / app).rglob("*.sql")
    }
    texts += [
        (name, path.read_text()) for name, path in files.items() if name not in WITH_A_SESSION
    ]
    assert files
    assert [where for where, text in texts if OF_A_SESSION.search(text)] == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("SELECT pg_try_advisory_lock(1)", True),
        ("SELECT pg_advisory_xact_lock(1)", False),
        ("SELECT set_config('statement_timeout', '0', false)", True),
        ("SELECT set_config('statement_timeout', '0', true)", False),
        ("SET statement_timeout = 0", True),
        ("SET LOCAL statement_timeout = 0", False),
        ("LISTEN jobs", True),
        ("CREATE TEMP TABLE found (id bigint)", True),
        ("CREATE TEMP TABLE found (id bigint) ON COMMIT DROP", False),
    ],
)
def test_what_belongs_to_a_session_would_be_found(statement: str, found: bool) -> None:
    assert bool(OF_A_SESSION.search(statement)) == found


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_batches_give_each_row_once_and_in_order(size: int) -> None:
    rows = [Topic.objects.create(name=f"Topic {n}", slug=f"t{n % 2}-{n}") for n in range(7)]
    assert list(in_batches(Topic.objects.all(), size)) == rows
    by_slug = sorted(rows, key=lambda row: row.slug)
    assert list(in_batches(Topic.objects.all(), size, "slug")) == by_slug
    assert list(in_batches(Topic.objects.filter(pk__gt=rows[3].pk), size)) == rows[4:]
