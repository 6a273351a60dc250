"""SQL of the application's role against the database itself: structure, functions, triggers, roles."""

from collections.abc import Iterator
from random import Random
from typing import Any

import psycopg
from django.db import connections
from psycopg import IsolationLevel

from newsroom import privileges
from tests import database
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack
from tests.claims.publication.test_isolation import CHANGES, PUBLISH
from tests.newsroom.test_privileges import ATTACKS

ANY_LEVEL = (
    "CREATE OR REPLACE FUNCTION require_read_committed() RETURNS void LANGUAGE sql AS 'SELECT'"
)
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"


def accepted(*statements: Any, **how: Any) -> Any:
    """An attempt's run: it succeeds if PostgreSQL takes the statements."""

    def run(newsroom: Newsroom) -> str | None:
        error = newsroom.sql(*statements, **how)
        return None if error else f"accepted: {statements}"

    return run


def changed(*statements: Any, **how: Any) -> Any:
    """An attempt's run: it succeeds if the state shows so."""

    def run(newsroom: Newsroom) -> None:
        newsroom.sql(*statements, **how)

    return run


# Which read other servers and files, where the server has them.
EXTENSIONS = """
SELECT name FROM pg_available_extensions WHERE name IN ('dblink', 'postgres_fdw', 'file_fdw') ORDER BY 1
"""


def tables(newsroom: Newsroom) -> list[str]:
    return [name for (name,) in newsroom.rows(TABLES)]


def ran_as_owner(statements: str) -> Any:
    def run(newsroom: Newsroom) -> str | None:
        with newsroom.app(autocommit=True) as connection:
            try:
                connection.execute(statements.encode())
            except psycopg.Error as error:
                newsroom.expect_refusal(error)
            found = connection.execute("SELECT current_setting('attack.ran_as', true)").fetchone()
        return f"ran as {found[0]}" if found and found[0] else None

    return run


def trigger_functions_of_ours() -> list[tuple[str, str]]:
    """With a table that each is used on."""
    with database.connect("owner") as owner:
        return owner.execute(
            "SELECT DISTINCT ON (1) p.proname, t.tgrelid::regclass::text FROM pg_proc p"
            " LEFT JOIN pg_trigger t ON t.tgfoid = p.oid AND NOT t.tgisinternal"
            " WHERE p.prorettype = 'trigger'::regtype AND p.pronamespace = 'public'::regnamespace"
            r" AND p.proname NOT LIKE 'procrastinate\_%' ORDER BY 1, 2"
        ).fetchall()


@attack(
    "kernel",
    "the owner's functions on a table of one's own (TEMP, casts, triggers)",
    guard="GRANT TEMP ON DATABASE {database} TO {app}; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {app}",
)
def own_tables(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for name, statements in ATTACKS.items():
        yield Attempt(name, ran_as_owner(statements))
        for schema in ("public", "pg_catalog", "own"):
            elsewhere = statements.replace("pg_temp", schema).replace(
                "TEMP TABLE ", f"TABLE {schema}."
            )
            prefix = "CREATE SCHEMA own; " if schema == "own" else ""
            yield Attempt(f"{name} in {schema}", ran_as_owner(prefix + elsewhere))
    for function, table in trigger_functions_of_ours():
        for name in ("TEMP TABLE attack", "UNLOGGED TABLE public.attack", "VIEW public.attack"):
            made = f"CREATE {name} AS SELECT * FROM {table}"
            hang = (
                f"CREATE TRIGGER attack INSTEAD OF INSERT ON attack FOR EACH ROW EXECUTE FUNCTION {function}()"
                if "VIEW" in name
                else f"CREATE TRIGGER attack BEFORE INSERT ON attack FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
            yield Attempt(f"{function} on {name}", accepted(made, hang))
        on_ours = f"CREATE TRIGGER attack AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        yield Attempt(f"{function} once more on {table}", accepted(on_ours))


@attack(
    "kernel",
    "structure: tables, triggers, columns, constraints, TRUNCATE",
    guard="GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {app}",
)
def structure(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for table in tables(newsroom):
        for statement in (
            "TRUNCATE {} CASCADE",
            "ALTER TABLE {} DISABLE TRIGGER ALL",
            "ALTER TABLE {} OWNER TO CURRENT_USER",
            "DROP TABLE {} CASCADE",
            "ALTER TABLE {} ADD COLUMN attack int",
            "ALTER TABLE {} ENABLE ROW LEVEL SECURITY",
            "CREATE RULE attack AS ON INSERT TO {} DO INSTEAD NOTHING",
        ):
            yield Attempt(f"{statement} {table}", accepted(statement.format(f'"{table}"')))


@attack(
    "kernel",
    "other roles, the server's files and programs, its settings",
    guard="GRANT SELECT ON newsroom_historykey TO {app}",
)
def server(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    owner = connections.settings["owner"]["USER"]
    app = connections.settings["default"]["USER"]
    table = "CREATE TEMP TABLE attack (line text); "
    for statement in (
        *(f'SET ROLE "{owner}"', f'SET SESSION AUTHORIZATION "{owner}"', "SET ROLE postgres"),
        *(
            f'GRANT "{owner}" TO "{app}"',
            f'ALTER ROLE "{app}" SUPERUSER',
            "CREATE ROLE attack LOGIN",
        ),
        *(f'ALTER ROLE "{owner}" PASSWORD $$x$$', "SET session_replication_role = replica"),
        "SELECT pg_reload_conf()",
        *(
            "SELECT pg_read_file('/etc/passwd')",
            "SELECT pg_ls_dir('/')",
            "SELECT lo_import('/etc/passwd')",
        ),
        *(f"{table}COPY attack FROM PROGRAM 'id'", f"{table}COPY attack FROM '/etc/passwd'"),
        "COPY claims_claim TO PROGRAM 'cat > /tmp/attack'",
        "COPY claims_claim TO '/tmp/attack'",
        *(f"CREATE EXTENSION {name}" for (name,) in newsroom.rows(EXTENSIONS)),
        "DROP EXTENSION vector CASCADE",
        "LOAD '/tmp/attack.so'",
        "CREATE FUNCTION attack() RETURNS int LANGUAGE c AS '/tmp/attack.so', 'attack'",
        "CREATE FUNCTION attack() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        *("CREATE EVENT TRIGGER attack ON ddl_command_start EXECUTE FUNCTION history_record()",),
        "CREATE PUBLICATION attack FOR ALL TABLES",
        "CREATE SUBSCRIPTION attack CONNECTION '' PUBLICATION x WITH (connect = false)",
        *("SELECT pg_create_logical_replication_slot('attack', 'test_decoding')",),
        *("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user",),
        *(
            "CREATE CAST (text AS jsonb) WITH INOUT AS IMPLICIT",
            "CREATE OPERATOR <> (FUNCTION = jsonb_ne)",
        ),
        *(f'ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT ALL ON TABLES TO "{app}"',),
        f'GRANT ALL ON ALL TABLES IN SCHEMA public TO "{app}"; UPDATE newsroom_event SET reason = $$x$$',
        "SELECT * FROM newsroom_historykey",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_user_mapping",
        "SELECT * FROM pg_statistic",
        "SELECT lo_export(lo_from_bytea(0, 'x'), '/tmp/attack')",
    ):
        # Ending the sessions of nobody is taken, and ends none.
        run = changed(statement) if "pg_terminate" in statement else accepted(statement)
        yield Attempt(statement, run)
    for statement in (
        "ALTER SYSTEM SET log_statement = 'none'",
        "CREATE DATABASE attack",
        "DROP DATABASE template1",
        "CREATE TABLESPACE attack LOCATION '/tmp'",
    ):
        yield Attempt(statement, accepted(statement, autocommit=True))


@attack(
    "kernel",
    "functions that only the owner may call",
    guard="GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {app}",
)
def functions(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    with connections["owner"].cursor() as cursor:
        found = privileges.functions(cursor, connections.settings["default"]["USER"])
    connections["owner"].close()
    procedures = {
        name for (name,) in newsroom.rows("SELECT proname FROM pg_proc WHERE prokind = 'p'")
    }
    for function in found:
        if function.name.startswith("tests_") or function.name in privileges.application_calls():
            continue
        kind, values = function.function.partition("(")[0], function.function.count(",") + 1
        arguments = [] if "()" in function.function else ["NULL"] * values
        verb = "CALL" if kind in procedures else "SELECT"
        call = f"{verb} {kind}({', '.join(arguments)})"
        yield Attempt(function.function, accepted(call))


@attack(
    "kernel",
    "tables and functions that shadow ours (search_path)",
    guard="GRANT TEMP ON DATABASE {database} TO {app}",
)
def shadows(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for table in tables(newsroom):
        yield Attempt(
            table,
            accepted(f'CREATE TEMP TABLE "{table}" (id int)', "SET search_path = pg_temp, public"),
        )
    for function in (
        "is_senior",
        "is_editor",
        "holds_role",
        "one_person_is_enough",
        "acting_person",
    ):
        for schema in ("pg_temp", "public", "attack"):
            make = "CREATE SCHEMA attack; " if schema == "attack" else ""
            replace = (
                f"{make}CREATE OR REPLACE FUNCTION {schema}.{function}(bigint) RETURNS boolean"
                " LANGUAGE sql AS 'SELECT true'"
            )
            yield Attempt(f"{schema}.{function}", accepted(replace))


LEVELS = (
    IsolationLevel.REPEATABLE_READ,
    IsolationLevel.SERIALIZABLE,
    IsolationLevel.READ_UNCOMMITTED,
)


@attack("kernel", "writing at another isolation level than the guards need", guard=ANY_LEVEL)
def isolation(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for level in LEVELS:
        for what, statement in CHANGES.items():
            for claim in ("due", "proposed", "signed", "held", "in_review"):
                if (what, claim) == ("its round", "in_review"):
                    continue  # there is none
                run = accepted(statement.format(claim=newsroom.numbers[claim]), level=level)
                yield Attempt(f"{what}, {claim}, {level.name}", run)
        publish = (PUBLISH, {"claim": newsroom.numbers["due"]})
        yield Attempt(f"publish, {level.name}", accepted(publish, level=level))
        yield Attempt(
            f"publish after SET TRANSACTION, {level.name}",
            accepted(f"SET TRANSACTION ISOLATION LEVEL {level.name.replace('_', ' ')}", publish),
        )
        yield Attempt(
            f"a level that is set later, {level.name}",
            accepted(
                f"SET default_transaction_isolation = '{level.name.replace('_', ' ').lower()}'",
                "COMMIT",
                "BEGIN",
                publish,
            ),
        )


@attack("kernel", "a hold that comes in while another transaction publishes", guard=ANY_LEVEL)
def race(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(first: str, level: Any) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            with newsroom.app() as connection:
                if level is not None:
                    connection.isolation_level = level
                connection.execute(first.encode())
                newsroom.sql(
                    (
                        (
                            "INSERT INTO claims_hold (claim_id, kind, reason, set_by_id, set_at)"
                            " VALUES (%s, 'legal', 'A letter came.', %s, now())"
                        ),
                        [newsroom.numbers["due"], newsroom.numbers["reporter"]],
                    )
                )
                try:
                    connection.execute(PUBLISH, {"claim": newsroom.numbers["due"]})
                    connection.commit()
                except psycopg.Error:
                    connection.rollback()
            shown = newsroom.rows(
                "SELECT number FROM claims_publication WHERE claim_id = %s AND NOT withheld",
                newsroom.numbers["due"],
            )
            return "published under a hold" if shown else None

        return run

    for level in (None, *LEVELS):
        for first in (
            "SELECT count(*) FROM claims_hold",
            "SELECT * FROM claims_claim",
            "SAVEPOINT a",
            "DECLARE c CURSOR FOR SELECT * FROM claims_hold",
            "SELECT is_held(id) FROM claims_claim",
            "SELECT public_body(id) FROM claims_claim",
        ):
            yield Attempt(f"{first}, {level}", attempt(first, level), frozenset({"words"}))


@attack(
    "kernel",
    "holding the lock of the publication chain",
    guard=(
        "CREATE OR REPLACE FUNCTION lock_publication_chain() RETURNS void LANGUAGE sql"
        " AS 'SELECT pg_advisory_xact_lock(publication_chain_key())'"
    ),
)
def chain_lock(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    functions = ("lock_publication_chain", "wait_for_publication_chain")

    def attempt(lock: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            for function in functions:
                newsroom.owner.execute(
                    f"ALTER FUNCTION {function} SET lock_timeout = '50ms'".encode()
                )
            try:
                with newsroom.app() as holder:
                    holder.execute(lock.encode())
                    error = newsroom.sql((PUBLISH, {"claim": newsroom.numbers["due"]}))
                    holder.rollback()
            finally:
                for function in functions:
                    newsroom.owner.execute(
                        f"ALTER FUNCTION {function} SET lock_timeout = '20s'".encode()
                    )
            rule = error.diag.constraint_name if error else ""
            # Waiting must end, with a sentence that names who holds the lock.
            if rule != "publication_chain_is_free":
                return f"waiting ended with {error}"
            return None

        return run

    for lock in (
        "SELECT pg_advisory_xact_lock(publication_chain_key())",
        "SELECT pg_advisory_lock(publication_chain_key())",
        "SELECT pg_advisory_xact_lock_shared(publication_chain_key())",
        "SELECT pg_try_advisory_lock(publication_chain_key())",
        "SAVEPOINT a; SELECT pg_advisory_xact_lock(publication_chain_key())",
    ):
        yield Attempt(lock, attempt(lock))
