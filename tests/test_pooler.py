"""What a pooler of connections in transaction mode would break stands nowhere in the application."""

import ast
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
    "factcheck/embedded.py",
    "claims/transparency/signer.py",
}
OF_A_SESSION = ("pg_advisory_lock", "pg_try_advisory_lock", "SET SESSION", "LISTEN ", "WITH HOLD")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPLICATION:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def test_long_lists_are_read_in_batches() -> None:
    """``iterator()`` would need a cursor of the server's, or hold all rows."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"iterator", "aiterator"}
    ]
    assert found == []
    assert settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]


def test_nothing_belongs_to_a_session() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if name not in WITH_A_SESSION
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(words in node.value for words in OF_A_SESSION)
    ]
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_batches_give_each_row_once_and_in_order(size: int) -> None:
    rows = [Topic.objects.create(name=f"Topic {n}", slug=f"t{n % 2}-{n}") for n in range(7)]
    assert list(in_batches(Topic.objects.all(), size)) == rows
    by_slug = sorted(rows, key=lambda row: row.slug)
    assert list(in_batches(Topic.objects.all(), size, "slug")) == by_slug
    assert list(in_batches(Topic.objects.filter(pk__gt=rows[3].pk), size)) == rows[4:]
