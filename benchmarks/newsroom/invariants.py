"""One query for each rule that PostgreSQL's guards enforce: it returns the rows that break it.

The guards check changes; the queries check rows that were loaded without guards. Constraints enforce
their own rules; ``constraints_are_valid`` checks that they are validated.
"""

import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from benchmarks.newsroom import rules_of_claims, rules_of_publications, rules_of_sources
from benchmarks.newsroom.tables import COLUMNS

# The guard of conclusions raises an error; this returns the name of the broken rule.
HELPERS = """
CREATE FUNCTION pg_temp.why_not(review bigint, conclusion text, attributed text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  broken text;
BEGIN
  PERFORM require_conclusion(review, conclusion, attributed);
  RETURN NULL;
EXCEPTION WHEN check_violation THEN
  GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
  RETURN broken;
END $$;
SET jit = off;
SET work_mem = '128MB';
"""

OF_THE_DATABASE = {
    "constraints_are_valid": """
        SELECT conrelid::regclass, conname FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND NOT convalidated
        UNION ALL
        SELECT indrelid::regclass, indexrelid::regclass::text FROM pg_index i
          JOIN pg_class c ON c.oid = i.indexrelid
         WHERE c.relnamespace = 'public'::regnamespace AND NOT (indisvalid AND indisready)
    """,
    "triggers_are_on": """
        SELECT tgrelid::regclass, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE c.relnamespace = 'public'::regnamespace AND tgenabled <> 'O'
    """,
    "sequences_are_ahead": " UNION ALL ".join(
        f"SELECT '{table}' WHERE coalesce(pg_sequence_last_value("
        f"pg_get_serial_sequence('{table}', '{key}')), 0)"
        f" < coalesce((SELECT max({key}) FROM {table}), 0)"
        for table in COLUMNS
        if table != "newsroom_role"  # its key is the person
        for key in ["number" if table == "claims_publication" else "id"]
    ),
}

QUERIES: Mapping[str, str] = {
    **OF_THE_DATABASE,
    **rules_of_sources.QUERIES,
    **rules_of_claims.QUERIES,
    **rules_of_publications.QUERIES,
}

Answer = tuple[str, list[tuple[Any, ...]], float]


def broken(connection: psycopg.Connection[Any], name: str) -> list[tuple[Any, ...]]:
    """The rows that break the rule, read as the owner."""
    if connection.execute("SELECT to_regproc('pg_temp.why_not') IS NULL").fetchone() == (True,):
        connection.execute(HELPERS)
    return connection.execute(QUERIES[name]).fetchall()


def ask(
    owner: Mapping[str, Any], only: Sequence[str] | None = None, hands: int = 2
) -> Iterator[Answer]:
    """(rule, the rows that break it, seconds) for each rule, several at a time."""
    waiting = deque(only or QUERIES)

    def one(name: str) -> Answer:
        began = time.monotonic()
        with psycopg.connect(**owner) as connection:
            rows = broken(connection, name)
        return name, rows, time.monotonic() - began

    with ThreadPoolExecutor(hands) as pool:
        yield from pool.map(one, waiting)
