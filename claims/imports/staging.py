"""A batch in PostgreSQL: copied into staging tables, then loaded by the statements in ``sql/``.

The tables hold one batch at a time, under the import's lock, and are emptied after it. New rows are
made in the order of the file's lines, so that a file always makes the same rows in the same order,
however often its import was interrupted.
"""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from claims.imports.rows import Refusal, Row
from newsroom.privileges import MAINTAIN_SINCE
from sources.snapshot_stamps import enqueue_stamps

SQL = Path(__file__).parent / "sql"
TABLES = (
    *("import_rows", "import_judged", "import_names", "import_unnamed", "import_publishers"),
    *("import_sources", "import_made", "import_new"),
)
COPIED = [field.name for field in fields(Row) if field.name != "unsure"]


@cache
def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


class Judged(NamedTuple):
    """A row that is not loaded: ``known`` unchanged, ``twice`` in this file, or ``differs``."""

    line: int
    external_id: str
    verdict: str
    other_line: int | None


class Unsure(NamedTuple):
    line: int
    name: str
    several: bool
    alike: list[str]


class NotAdded(NamedTuple):
    """A name, or a link, that the file gives a speaker; ``why``: ``another`` has it, the file gives
    it to ``several``, it is a ``post``, or the speaker is ``public``."""

    line: int
    name: str
    why: str
    speaker: str


def stage(rows: Sequence[Row]) -> None:
    """Copy the rows into the staging tables, emptied first."""
    with connection.cursor() as cursor:
        cursor.execute(_sql("empty"))
        with cursor.copy(f"COPY import_rows ({', '.join(COPIED)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([getattr(row, name) for name in COPIED])
        cursor.execute("SELECT analyze_staging('import_rows')")


def judge(file_sha256: str) -> list[Judged]:
    """Remove and return the rows that were imported before or occur twice."""
    with connection.cursor() as cursor:
        cursor.execute(_sql("judge"), {"file": file_sha256})
        return [Judged(*row) for row in cursor.fetchall()]


class Counts(NamedTuple):
    made: int
    speakers_made: int
    speakers_matched: int
    unsure: list[Unsure]
    not_added: list[NotAdded]


def load(run_id: int, file_name: str, by_id: int, posts: Sequence[str]) -> Counts:
    """Make the claims of the staged rows, and everything that belongs to them. ``posts``: names that
    are no speaker's alone."""
    values: dict[str, Any] = {"run": run_id, "file": file_name, "by": by_id}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(bool_or(identified_by <> '{}'), false),"
            " coalesce(bool_or(same_as <> '{}' OR aliases <> '{}'), false),"
            " coalesce(bool_or(quote IS NOT NULL), false) FROM import_rows"
        )
        values["by_address"], has_names, has_quotes = cursor.fetchone() or (False, False, False)
        for name in ("publishers", "sources", "names", "people"):
            cursor.execute(_sql(name), values)
        not_added = []
        for name in ("aliases", "same_as") if has_names else ():
            cursor.execute(_sql(name), {"posts": list(posts)})
            not_added += [NotAdded(*row) for row in cursor.fetchall()]
        cursor.execute(_sql("unnamed"), values)
        cursor.execute(_sql("claims"), values)
        made = cursor.rowcount
        # Without quotes the planner would read all appearances for nothing.
        for name in ("topics", "records", *(["appearances"] if has_quotes else [])):
            cursor.execute(_sql(name), values)
        if has_quotes:
            cursor.execute(_sql("snapshots"))
            enqueue_stamps([number for (number,) in cursor.fetchall()])
        cursor.execute(_sql("unsure"))
        unsure = [Unsure(*row) for row in cursor.fetchall()]
        cursor.execute(_sql("counts"))
        speakers_made, speakers_matched = cursor.fetchone() or (0, 0)
        cursor.execute(_sql("empty"))
    return Counts(made, speakers_made, speakers_matched, unsure, not_added)


def vacuum() -> None:
    """Take out the deleted rows, which the next batch would read past; not within a transaction."""
    with connection.cursor() as cursor:
        version: int = cursor.connection.info.server_version
        if version >= MAINTAIN_SINCE and not connection.in_atomic_block:
            cursor.execute(f"VACUUM (SKIP_LOCKED) {', '.join(TABLES)}")


def add_notes(run_id: int, kind: str, notes: Sequence[Refusal]) -> None:
    """Record refusals or uncertain speakers, in the order given."""
    columns = 'run_id, kind, line, "column", reason'
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY claims_importnote ({columns}) FROM STDIN") as copy,
    ):
        for each in notes:
            copy.write_row((run_id, kind, each.line, each.column, each.reason))
