"""A row in every table, made by the owner without the guards: only constraints say what a row may be."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.apps import apps

Owner = psycopg.Connection[Any]

A_DAY = datetime(2026, 1, 2, tzinfo=UTC)
HASH = "0" * 64
# By type, and by table what is needed besides, for each row.
VALUES: dict[str, Any] = {
    **dict.fromkeys(("bigint", "integer", "smallint", "numeric", "double precision"), 1),
    "text[]": [],
    "character varying[]": [],
    "bigint[]": [1],
    "boolean": False,
    "bytea": b"x",
    "date": A_DAY.date(),
    "daterange": "[2026-01-01,2026-02-01)",
    "halfvec": f"[{','.join(['1'] * 384)}]",
    "inet": "192.0.2.7",
    "jsonb": "{}",
    "timestamp with time zone": A_DAY,
    "uuid": "0b7ad0b0-0000-4000-8000-000000000001",
}
# The first of the software's own words, by table and column.
CHOICES = {
    (model._meta.db_table, field.column): field.choices[0][0]
    for model in apps.get_models(include_auto_created=True)
    for field in model._meta.local_concrete_fields
    if field.choices
}
FIRST, LAST = "min", "max"  # of the rows that the column refers to
ROWS: dict[str, list[dict[str, Any]]] = {
    "claims_assent": [{"version": HASH}],
    "claims_batchitem": [{"claim_id": LAST, "outcome": "refused", "at": A_DAY, "sentence": "x"}],
    "claims_conflict": [{"lifted_at": A_DAY, "lifted_by_id": LAST, "lifted_reason": "x"}],
    "claims_dossier": [
        {"slug": "y", "offline_at": A_DAY, "offline_by_id": FIRST, "offline_reason": "x"}
    ],
    "claims_erasure": [
        {
            "kind": "erase_source",
            "legal_basis": "court",
            "approved_by": "y",
            "removed_sha256": HASH,
            "events": [],
        }
    ],
    "claims_externalreview": [{"url": "https://news.example/1"}],
    "claims_importrecord": [{"sha256": HASH, "run_id": FIRST}],
    "claims_importrun": [{"file_sha256": HASH, "mapping_sha256": HASH}],
    "claims_importedspeaker": [{"run_id": FIRST}],
    "claims_importnote": [{"run_id": FIRST}],
    "claims_logahead": [{"root": HASH, "size": 1}],
    "claims_errorreport": [
        {
            "outcome": "answered",
            "settled_at": A_DAY,
            "settled_by_id": FIRST,
            "answer": "x",
            "answered_at": A_DAY,
            "answered_by_id": FIRST,
        }
    ],
    "claims_readerrequest": [
        {"text": "", "url": "https://news.example/1", "state": "open", "reason": "", "note": ""},
        {
            "key": "y",
            "url": "",
            "state": "declined",
            "reason": "other",
            "decided_at": A_DAY,
            "decided_by_id": FIRST,
        },
    ],
    "claims_review": [
        {
            "claim_id": LAST,
            "number": 99,
            "state": "closed",
            "closed_at": A_DAY,
            "reply_not_sought": "",
            "opening": "first",
        }
    ],
    "claims_translation": [
        {"checker_reads_both": True, "translator_reads_both": True, "language": "de"}
    ],
    "claims_webhook": [
        {
            "url": "https://news.example/1",
            "state": "paused",
            "events": ["reopened", "withdrawn", "hidden", "taken_down"],
        }
    ],
    "sources_anchorcheck": [
        {
            "start": 99,
            "verdict": "gone",
            "found_start": None,
            "found_end": None,
            "settled_at": A_DAY,
            "settled_by_id": FIRST,
            "later_id": LAST,
        }
    ],
    "sources_archivedcopy": [
        {
            "service": "web_archive",
            "address": "https://web.archive.org/web/20240101000000/https://news.example/1",
        }
    ],
    "sources_recording": [
        {
            "url": "https://news.example/1",
            "sha256": "",
            "file_name": "",
            "media_type": "",
            "size": None,
        },
        {"url": "", "sha256": HASH, "media_type": "audio/wav", "held_by": ""},
    ],
    "sources_cue": [{"start": 1, "end": 2, "start_ms": 1, "end_ms": 2}],
    "sources_sighting": [{"raw_sha256": "", "method": "pasted"}],
    "sources_transcript": [{"origin": "machine"}],
}


def add_rows(owner: Owner, tables: Iterable[str]) -> None:
    """Those of ``ROWS``, and one in each other of these tables that has none."""
    waiting = [each for each in tables if each in ROWS or is_empty(owner, each)]
    while waiting:
        refused: dict[str, psycopg.Error] = {}
        for table in waiting:
            try:
                with unguarded(owner, table):
                    for given in ROWS.get(table, [{}]):
                        add_row(owner, table, given)
            except psycopg.Error as error:
                refused[table] = error
        # What refers to another of them is added after it.
        assert len(refused) < len(waiting), refused
        waiting = list(refused)


def is_empty(owner: Owner, table: str) -> bool:
    return owner.execute(f"SELECT FROM {table} LIMIT 1").fetchone() is None


def add_row(owner: Owner, table: str, given: dict[str, Any]) -> None:
    columns = owner.execute(
        "SELECT a.attname, format_type(a.atttypid, NULL), f.confrelid::regclass::text, k.attname,"
        "       a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''"
        "  FROM pg_attribute a"
        "  LEFT JOIN pg_constraint f ON f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]"
        "  LEFT JOIN pg_attribute k ON k.attrelid = f.confrelid AND k.attnum = f.confkey[1]"
        " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped",
        [table],
    ).fetchall()
    values = dict(given)
    for name, type_, _target, _key, is_required in columns:
        if is_required:
            values.setdefault(name, CHOICES.get((table, name), VALUES.get(type_, "x")))
    for name, _type, target, key, _is_required in columns:
        if target and name in values:
            which = LAST if values[name] == LAST else FIRST
            ((values[name],),) = owner.execute(f"SELECT {which}({key}) FROM {target}").fetchall()
    names = ", ".join(f'"{each}"' for each in values)
    if values:
        marks = ", ".join(["%s"] * len(values))
        owner.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))
    else:
        owner.execute(f"INSERT INTO {table} DEFAULT VALUES")


@contextmanager
def unguarded(owner: Owner, table: str) -> Iterator[None]:
    with owner.transaction():
        owner.execute("SELECT guards_of(%s::regclass, false)", [table])
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        owner.execute("SELECT guards_of(%s::regclass, true)", [table])
