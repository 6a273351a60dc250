"""The gate's check that migrations lock out nobody for long: their SQL, read by squawk.

    .venv/bin/python -m tools.migration_locks

Needs a migrated database (``DATABASE_OWNER_URL``); ``tools.gate`` runs it on its own. Only migrations
that no release contains are read. docs/how-to/migrations.md says how each change is made instead.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

# The number of each app's last migration in the latest release; until 0.3.0, in the baseline.
RELEASED = {"claims": 1, "newsroom": 2, "sources": 1}

# What squawk warns of and we do not follow.
EXCLUDED = (
    "prefer-bigint-over-int",  # of style: Django chooses the types
    "prefer-bigint-over-smallint",
    "prefer-text-field",
    "prefer-identity",
    "prefer-robust-stmts",  # a migration that fails is undone, or says what to do
    "ban-drop-constraint",  # it takes a moment, and what replaces the constraint is added before
    "require-lock-timeout",  # the migrate command sets them
    "require-statement-timeout",
)
# Outside a transaction migrate waits for locks without a limit, so only what blocks nobody may be there.
HARMLESS = re.compile(
    r"(CREATE (UNIQUE )?|DROP |RE)INDEX CONCURRENTLY|ALTER TABLE \S+ VALIDATE CONSTRAINT"
    r"|UPDATE|INSERT|DELETE|ANALYZE|SELECT|SET|--",
    re.IGNORECASE,
)

PYTHON = "THIS OPERATION CANNOT BE WRITTEN AS SQL"  # Django's comment in place of RunPython
COMMENTS = re.compile(r"\A(\s*--[^\n]*\n?)+")
WHOLE_TABLE = re.compile(r"\s*(UPDATE|DELETE)\b(?!.*\bWHERE\b)", re.IGNORECASE | re.DOTALL)


def complaints(statements: list[str], atomic: bool, name: str) -> str:
    """What is wrong with them, a line each; empty where nothing is."""
    options = ["--assume-in-transaction"] if atomic else ["--no-assume-in-transaction"]
    found = subprocess.run(
        [
            Path(sys.executable).parent / "squawk",
            "--reporter=gcc",
            "--pg-version=15",
            f"--exclude={','.join(EXCLUDED)}",
            f"--stdin-filepath={name}",
            *options,
        ],
        input="\n".join(statements),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in found.stdout.splitlines() if line.startswith(name)]
    if found.returncode and not lines:
        lines = [f"{name}: squawk failed: {found.stderr.strip()}"]
    if not atomic:
        lines += [
            f"{name}: outside a transaction it waits for its locks without a limit: {statement}"
            for statement in statements
            if not HARMLESS.match(statement.strip())
        ]
    elif any(PYTHON in statement for statement in statements):
        lines.append(
            f"{name}: RunPython may hold locks for long: fill in batches, with atomic = False"
        )
    lines += [
        f"{name}: it locks each row of the table until it ends: fill in batches: {statement}"
        for statement in statements
        if WHOLE_TABLE.match(COMMENTS.sub("", statement))
    ]
    return "\n".join(lines)


def unreleased(loader: MigrationLoader) -> Iterator[tuple[str, str]]:
    for app, name in sorted(loader.graph.nodes):
        if app in RELEASED and int(name.split("_")[0]) > RELEASED[app]:
            yield app, name


def statements_of(loader: MigrationLoader, app: str, name: str) -> tuple[list[str], Migration]:
    migration = loader.graph.nodes[app, name]
    state = loader.project_state((app, name), at_end=False)
    with connections["owner"].schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state, editor, collect_sql=True)
    return editor.collected_sql, migration


def main() -> int:
    django.setup()
    loader = MigrationLoader(None, replace_migrations=False)
    found = []
    for app, name in unreleased(loader):
        statements, migration = statements_of(loader, app, name)
        found.append(complaints(statements, migration.atomic, f"{app}.{name}"))
    wrong = [each for each in found if each]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    if wrong:
        print(
            "docs/how-to/migrations.md says how these changes are made without locking others out."
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
