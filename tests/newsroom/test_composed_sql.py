"""SQL that hypothesis composes for the application's role: whatever it does, the rules hold.

    python -m pytest tests/newsroom/test_composed_sql.py --composed-sql 5000

tries that many transactions; without the option, forty.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from claims.publication.chain import faults
from tests.attacks import newsroom as made
from tests.attacks import state
from tests.attacks.newsroom import Newsroom

LEVELS = ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE", "READ UNCOMMITTED")
# Tables of no rule of ours, or whose rows only say how a screen is laid out.
CATALOGUE = """
SELECT c.relname, array_agg(a.attname::text || '|' || format_type(a.atttypid, NULL) ORDER BY a.attnum)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
   AND NOT a.attisdropped AND c.relname ~ '^(claims|sources|newsroom|mfa|auth|socialaccount|import)_'
 GROUP BY 1 ORDER BY 1
"""
FUNCTIONS = """
SELECT p.proname, p.pronargs FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND p.proname !~ '^(tests_|gtrgm|gbt)'
   AND p.prorettype <> 'trigger'::regtype ORDER BY 1, 2
"""


@pytest.fixture(scope="module")
def newsroom(
    template: str, django_test_environment: None, django_db_blocker: Any
) -> Iterator[Newsroom]:
    with django_db_blocker.unblock(), made.newsroom(template) as newsroom:
        yield newsroom


class Catalogue:
    """Tables with columns, functions, and values that stand in rows."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.tables = {
            name: [tuple(each.split("|", 1)) for each in columns]
            for name, columns in newsroom.rows(CATALOGUE)
        }
        self.functions = newsroom.rows(FUNCTIONS)
        numbers = [str(number) for number in newsroom.numbers.values()]
        texts = [
            "verified",
            "refuted",
            "signed",
            "done",
            "confirmed",
            "Senior editor",
            "awaiting_signoff",
        ]
        bodies = [text for (text,) in newsroom.rows("SELECT body FROM claims_round LIMIT 3")]
        self.literals = [*numbers, *(f"'{text}'" for text in texts)]
        self.literals += ["NULL", "DEFAULT", "true", "false", "now()", "'{}'", "'x'", "0", "-1"]
        self.literals += [sql.Literal(body).as_string(newsroom.owner) for body in bodies]

    def column(self, draw: Any, table: str) -> str:
        return f'"{draw(st.sampled_from(self.tables[table]))[0]}"'

    def value(self, draw: Any, table: str) -> str:
        choice = draw(st.integers(0, 3))
        if choice == 0:
            return self.column(draw, table)
        if choice == 1:
            other = draw(st.sampled_from(sorted(self.tables)))
            return f"(SELECT {self.column(draw, other)} FROM {other} ORDER BY random() LIMIT 1)"
        return str(draw(st.sampled_from(self.literals)))

    def where(self, draw: Any, table: str) -> str:
        if draw(st.booleans()):
            return ""
        return f" WHERE {self.column(draw, table)} = {draw(st.sampled_from(self.literals[:40]))}"


def statement(draw: Any, known: Catalogue) -> str:
    table = draw(st.sampled_from(sorted(known.tables)))
    kind = draw(
        st.sampled_from(
            [
                "update",
                "update",
                "update",
                "insert",
                "copy",
                "delete",
                "lock",
                "call",
                "set",
                "other",
            ]
        )
    )
    if kind == "update":
        changes = ", ".join(
            f"{name} = {known.value(draw, table)}"
            for name in {known.column(draw, table) for _ in range(draw(st.integers(1, 3)))}
        )
        return f"UPDATE {table} SET {changes}{known.where(draw, table)}"
    if kind == "insert":
        names = sorted({known.column(draw, table) for _ in range(draw(st.integers(1, 8)))})
        values = ", ".join(known.value(draw, table) for _ in names)
        return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"
    if kind == "copy":
        changed, replacement = known.column(draw, table), known.value(draw, table)
        columns = [f'"{name}"' for name, _type in known.tables[table] if name != "id"]
        chosen = [
            replacement if name == changed and replacement != "DEFAULT" else name
            for name in columns
        ]
        return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)} FROM {table} LIMIT 1"
    if kind == "delete":
        return f"DELETE FROM {table}{known.where(draw, table)}"
    if kind == "lock":
        return f"SELECT * FROM {table}{known.where(draw, table)} FOR {draw(st.sampled_from(['UPDATE', 'SHARE', 'KEY SHARE']))}"
    if kind == "call":
        name, count = draw(st.sampled_from(known.functions))
        values = ", ".join(draw(st.sampled_from(known.literals)) for _ in range(count))
        return f"SELECT {name}({values})".replace("DEFAULT", "NULL")
    if kind == "set":
        return str(draw(st.sampled_from(SETTINGS)))
    return str(draw(st.sampled_from(OTHERS)))


SETTINGS = (
    *(
        "SET CONSTRAINTS ALL DEFERRED",
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SET LOCAL search_path = pg_temp, public",
    ),
    *(
        "SET session_replication_role = replica",
        "SET LOCAL timezone = 'Asia/Tokyo'",
        "SET ROLE NONE",
    ),
    'SELECT set_config(\'history.context\', \'{"actor_id": 3, "via": "admin"}\', true)',
    *(
        "SET LOCAL pgtrigger.ignore = 'all'",
        "SET LOCAL row_security = off",
        "SET LOCAL check_function_bodies = off",
    ),
)
OTHERS = (
    *("SAVEPOINT a", "ROLLBACK TO a", "RELEASE a", "CREATE TEMP TABLE claims_claim (id int)"),
    *(
        "ALTER TABLE claims_claim DISABLE TRIGGER ALL",
        "TRUNCATE newsroom_event",
        "SELECT publication_chain_key()",
    ),
    "SELECT pg_advisory_xact_lock(publication_chain_key())",
)


def composed(newsroom: Newsroom, transactions: int) -> Any:
    known = Catalogue(newsroom)

    @st.composite
    def transaction(draw: Any) -> tuple[str, list[str]]:
        return (
            draw(st.sampled_from([LEVELS[0], *LEVELS])),
            [statement(draw, known) for _ in range(draw(st.integers(1, 6)))],
        )

    @settings(
        max_examples=transactions,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(transaction())
    def hold(composed: tuple[str, list[str]]) -> None:
        before = state.read(newsroom.owner)
        run(newsroom, *composed)
        after = state.read(newsroom.owner)
        if after == before:
            return
        try:
            assert state.broken(before, after, by_sql=True) == []
            assert list(faults()) == []
            assert newsroom.untruths_of_history() == []
        finally:
            newsroom.restore()

    return hold


def run(newsroom: Newsroom, level: str, statements: list[str]) -> None:
    """In one transaction; a statement that is refused is undone, and the others go on."""
    with newsroom.app(autocommit=True) as connection:
        connection.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
        for each in statements:
            try:
                connection.execute("SAVEPOINT each")
                connection.execute(each.encode())
            except psycopg.Error:
                connection.execute("ROLLBACK TO each")
        try:
            connection.execute("COMMIT")
        except psycopg.Error:
            connection.execute("ROLLBACK")


@pytest.mark.long
def test_no_composed_sql_breaks_a_rule(newsroom: Newsroom, pytestconfig: pytest.Config) -> None:
    composed(newsroom, int(pytestconfig.getoption("--composed-sql")))()


@pytest.mark.long
def test_it_notices_a_rule_that_is_switched_off(newsroom: Newsroom) -> None:
    """As if the guards of people were not there: an update of many rows makes somebody a superuser."""
    newsroom.owner.execute("ALTER TABLE newsroom_user DISABLE TRIGGER person_guard")
    before = state.read(newsroom.owner)
    run(newsroom, LEVELS[0], ["UPDATE newsroom_user SET is_superuser = true"])
    assert state.broken(before, state.read(newsroom.owner), by_sql=True)
    newsroom.restore()
