"""A batch in PostgreSQL: copied into temporary tables, then turned into rows by set-based SQL.

The tables live in the importer's own session and hold one batch. New rows are made in the order of
the file's lines, so that one file always makes the same rows in the same order, however often its
import was cut off.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from claims.imports.rows import Refusal, Row
from claims.imports.sql import (
    APPEARANCES,
    CLAIMS,
    JUDGE,
    NAMES,
    NOTES,
    PEOPLE,
    PUBLISHERS,
    RECORDS,
    SOURCES,
    TABLES,
    TOPICS,
    UNNAMED,
)

COPIED = (
    *("line", "origin", "external_id", "sha256", "text", "language", "said_from", "said_to"),
    *("note", "speaker", "speaker_kind", "speaker_slug", "speaker_role", "same_as", "home"),
    *("topics", "topic_slugs", "source_url", "source_kind", "source_title", "publisher"),
    *("publisher_domain", "reviewer", "rating", "rationale", "review_url", "reviewed_on"),
    *("markup", "source_text", "source_text_sha256", "quote", "quote_prefix", "quote_suffix"),
    "quote_start",
)


class Judged(NamedTuple):
    """A row that is not loaded: ``known`` as it is, ``twice`` in this file, or ``differs``."""

    line: int
    external_id: str
    verdict: str
    other_line: int | None


class Unsure(NamedTuple):
    line: int
    name: str
    several: bool
    alike: list[str]


def stage(rows: Sequence[Row]) -> None:
    """Copy the rows into the session's own table, emptied first."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        with cursor.copy(f"COPY import_rows ({', '.join(COPIED)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([getattr(row, name) for name in COPIED])
        cursor.execute("ANALYZE import_rows (line, origin, external_id, source_url, home)")


def judge(file_sha256: str) -> list[Judged]:
    """Take out what is there already or comes twice; returns those rows."""
    with connection.cursor() as cursor:
        cursor.execute(JUDGE, {"file": file_sha256})
        return [Judged(*row) for row in cursor.fetchall()]


class Counted(NamedTuple):
    made: int
    speakers_made: int
    speakers_matched: int
    unsure: list[Unsure]


def load(run_id: int, file_name: str, by_id: int) -> Counted:
    """Make the claims of what is staged, and all that hangs on them."""
    told: dict[str, Any] = {"run": run_id, "file": file_name, "by": by_id}
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM import_rows WHERE same_as <> '{}')")
        told["by_address"] = _value(cursor)
        for statements in (PUBLISHERS, SOURCES, NAMES, PEOPLE, UNNAMED):
            for statement in statements:
                cursor.execute(statement, told)
        cursor.execute(CLAIMS, told)
        made = cursor.rowcount
        for statements in (TOPICS, RECORDS):
            for statement in statements:
                cursor.execute(statement, told)
        cursor.execute("SELECT EXISTS (SELECT FROM import_rows WHERE quote IS NOT NULL)")
        if _value(cursor):
            for statement in APPEARANCES:
                cursor.execute(statement, told)
        cursor.execute(NOTES)
        unsure = [Unsure(*row) for row in cursor.fetchall()]
        cursor.execute(
            "SELECT count(*) FILTER (WHERE outcome <> 'matched'),"
            " count(*) FILTER (WHERE outcome = 'matched') FROM import_names WHERE fresh"
        )
        named = cursor.fetchone() or (0, 0)
    return Counted(made, named[0], named[1], unsure)


def note(run_id: int, kind: str, notes: Sequence[Refusal]) -> None:
    """Write down what was refused, or of what we are not sure, in the order given."""
    with (
        connection.cursor() as cursor,
        cursor.copy(
            'COPY claims_importnote (run_id, kind, line, "column", reason) FROM STDIN'
        ) as copy,
    ):
        for each in notes:
            copy.write_row((run_id, kind, each.line, each.column, each.reason))


def _value(cursor: Any) -> Any:
    row = cursor.fetchone()
    return row[0] if row else None
