"""Filling a migrated, empty database: by COPY, as the owner, with triggers off.

Foreign keys and indexes without a constraint are dropped and recreated at the end, which checks all
references and uniqueness; the other constraints are checked for each row.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg

from benchmarks.newsroom import batches
from benchmarks.newsroom.plan import Plan
from benchmarks.newsroom.tables import COLUMNS, PUBLICATIONS_COME_BY, copying

Owner = Mapping[str, Any]  # psycopg's parameters of a connection as the owner
Tell = Callable[[str], None]

MEMORY = "SET maintenance_work_mem = '512MB'; SET work_mem = '64MB'; SET timezone = 'UTC'"

FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype = 'f' AND connamespace = 'public'::regnamespace
   AND conrelid::regclass::text = ANY (%s)
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
 WHERE indrelid::regclass::text = ANY (%s)
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
 ORDER BY 1
"""
# Columns that PostgreSQL derives with its own functions, as the hash is.
SEARCHABLE = f"""
INSERT INTO claims_publication
SELECT p.* FROM {PUBLICATIONS_COME_BY} s,
       LATERAL publication_columns(ROW(s.*)::claims_publication) p
 WHERE s.number > %s AND s.number <= %s
"""
FLAT = """
INSERT INTO claims_exportrow
SELECT f.* FROM claims_publication p, LATERAL export_row(p) f
 WHERE p.number > %s AND p.number <= %s AND p.standing IN ('signed', 'under_review')
"""
WORDS = """
INSERT INTO claims_searchwords
SELECT * FROM search_words_of(ARRAY(
  SELECT id FROM claims_claim WHERE id > %s AND id <= %s))
"""
SAID = """
INSERT INTO claims_publicationwords
SELECT number, publication_words(body) FROM claims_publication
 WHERE number > %s AND number <= %s AND standing <> 'hidden'
"""
NAMED = """
WITH named AS (
  SELECT number, body FROM claims_publication
   WHERE number > %s AND number <= %s AND standing <> 'hidden'),
sources AS (
  INSERT INTO claims_publicationsource (publication_id, source_id)
  SELECT number, unnest(publication_sources(body)) FROM named)
INSERT INTO claims_publicationpublisher (publication_id, publisher_id)
SELECT number, unnest(publication_publishers(body)) FROM named
"""
TOPICS = """
INSERT INTO claims_publishedtopic (slug)
SELECT DISTINCT n.slug FROM claims_publication p, topics_named(p.body) n WHERE p.standing <> 'hidden'
 ORDER BY 1
"""
ON_TOPICS = """
INSERT INTO claims_publicationtopic (publication_id, topic_id, name)
SELECT p.number, t.id, n.name
  FROM claims_publication p, topics_named(p.body) n JOIN claims_publishedtopic t ON t.slug = n.slug
 WHERE p.number > %s AND p.number <= %s AND p.standing <> 'hidden'
"""
NUMBERED = """
SELECT a.attrelid::regclass::text, a.attname,
       pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)
  FROM pg_attribute a
 WHERE a.attrelid::regclass::text = ANY (%s) AND a.attidentity <> ''
"""


def fill(owner: Owner, plan: Plan, history: bool = False, tell: Tell = lambda words: None) -> None:
    """Raises RuntimeError where there are rows already; a load that was cut off is thrown away."""
    tables = [*COLUMNS, "claims_exportrow"]
    derived = [
        *("claims_searchwords", "claims_publicationwords"),
        *("claims_publicationsource", "claims_publicationpublisher"),
        *("claims_publishedtopic", "claims_publicationtopic"),
    ]
    with psycopg.connect(**owner, autocommit=True) as connection:
        if connection.execute(
            "SELECT EXISTS (SELECT FROM newsroom_user) OR EXISTS (SELECT FROM claims_claim)"
        ).fetchone() != (False,):
            raise RuntimeError("Only an empty database is filled; this one has rows.")
        connection.execute(MEMORY)
        with _bare(connection, tables, tell):
            connection.execute(
                f"CREATE UNLOGGED TABLE {PUBLICATIONS_COME_BY} (LIKE claims_publication);"
                f"ALTER TABLE {PUBLICATIONS_COME_BY}"
                " ALTER text SET DEFAULT '', ALTER nature SET DEFAULT '',"
                " ALTER status SET DEFAULT '', ALTER attribution SET DEFAULT '',"
                " ALTER reason_kind SET DEFAULT '',"
                " ALTER language SET DEFAULT '', ALTER topics SET DEFAULT '{}',"
                " ALTER sources SET DEFAULT '{}', ALTER publishers SET DEFAULT '{}',"
                " ALTER speakers SET DEFAULT '{}', ALTER contradicts SET DEFAULT '{}'"
            )
            _copy(owner, plan, tell)
            with _timed("the search columns of publications", tell):
                _derive(owner, plan.publications, SEARCHABLE, FLAT)
            connection.execute(f"DROP TABLE {PUBLICATIONS_COME_BY}")
        # With the indexes recreated.
        with _bare(connection, derived, tell), _timed("the words", tell):
            _derive(owner, plan.claims, WORDS)
            connection.execute(TOPICS)
            _derive(owner, plan.publications, SAID, NAMED, ON_TOPICS)
        for table, column, sequence in connection.execute(NUMBERED, [tables]).fetchall():
            connection.execute(
                f'SELECT setval(%s, greatest(1, max("{column}")), max("{column}") IS NOT NULL)'
                f" FROM {table}",
                [sequence],
            )
        with _timed("the names of protected speakers", tell):
            connection.execute(
                "SELECT count(protect_names(id)) FROM sources_speaker WHERE protected"
            )
        if history:
            with _timed("history", tell):
                remember(connection)
        with _timed("statistics", tell):
            connection.execute("VACUUM (ANALYZE)")


def _copy(owner: Owner, plan: Plan, tell: Tell) -> None:
    began = reported = time.monotonic()
    with copying(owner) as rows:
        for done in batches.play(plan, rows):
            if time.monotonic() - reported > 15:
                reported = time.monotonic()
                tell(f"  {done:,} claims, {sum(rows.count.values()):,} rows")
    took = time.monotonic() - began
    total = sum(rows.count.values())
    tell(f"{total:,} rows copied in {took:.1f} s, {total / took:,.0f} a second")


def _derive(owner: Owner, rows: int, *statements: str, hands: int = 2) -> None:
    def part(hand: int) -> None:
        with psycopg.connect(**owner) as connection:
            connection.execute("SET synchronous_commit = off")
            share = [rows * hand // hands, rows * (hand + 1) // hands]
            for statement in statements:
                connection.execute(statement, share)

    with ThreadPoolExecutor(hands) as pool:
        list(pool.map(part, range(hands)))


def strip(connection: psycopg.Connection[Any], tables: list[str]) -> tuple[list[Any], list[Any]]:
    """Switches triggers off, drops foreign keys and plain indexes. Returns the keys (table, name,
    definition) and the indexes (name, definition).
    """
    keys = connection.execute(FOREIGN_KEYS, [tables]).fetchall()
    indexes = connection.execute(INDEXES, [tables]).fetchall()
    for table in tables:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table, name, _ in keys:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    return keys, indexes


@contextmanager
def _bare(connection: psycopg.Connection[Any], tables: list[str], tell: Tell) -> Iterator[None]:
    """The tables without triggers, foreign keys and plain indexes inside; with them after."""
    keys, indexes = strip(connection, tables)
    yield
    with _timed("indexes", tell):
        for _, definition in indexes:
            connection.execute(definition)
    with _timed("foreign keys", tell):
        for table, name, definition in keys:
            connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in tables:
        connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def remember(connection: psycopg.Connection[Any]) -> None:
    """One event of birth for each row of each tracked table, as its trigger would have written."""
    tracked = connection.execute(
        "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger"
        " WHERE tgname = 'history_insert' ORDER BY 1"
    ).fetchall()
    for table, arguments in tracked:
        key, about, left_out = arguments.split("\\000")[:3]
        connection.execute(
            'INSERT INTO newsroom_event (at, transaction, "table", "row", action, new, about,'
            " actor, via, reason, database_role)"
            " SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, %s, r.row ->> %s,"
            "        'insert', r.row - string_to_array(%s, ','),"
            "        history_about(r.row, string_to_array(%s, ',')), '', 'sql', '', session_user"
            f"   FROM (SELECT to_jsonb(t) AS row FROM {table} t) r ORDER BY r.row ->> %s",
            [table, key, left_out, about, key],
        )


@contextmanager
def _timed(what: str, tell: Tell) -> Iterator[None]:
    began = time.monotonic()
    yield
    tell(f"{what}: {time.monotonic() - began:.1f} s")
