"""How long PostgreSQL works on a statement, waits for a lock, and keeps an idle transaction open; what it logs and compiles.

What the web server asks has the settings of the application's role in its database, which pass
through any pooler of connections. What may take longer says so in its transaction, with ``at_least``
or ``unhurried`` (an export: ``one_snapshot``), or connects past a pooler with ``OF_COMMANDS`` (manage.py, and so the workers).
docs/production.md has the table.
"""

from collections.abc import Mapping

from django.db import connection
from psycopg import sql

# Of the application's role: pages and the API.
OF_ROLE = {
    "statement_timeout": "5s",
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "1min",
    # Longer than a migration waits for a lock: of the two, the migration gives up and tries again.
    "deadlock_timeout": "3s",
    # A statement whose client has gone is ended.
    "client_connection_check_interval": "2s",
    # Compiling a statement takes longer than carrying it out.
    "jit": "off",
    # The server's log holds neither a refused row nor its statement: erasures don't reach that file.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# Of workers and commands, which read and write for long, but never wait long for a lock.
OF_COMMANDS = {
    "statement_timeout": "0",
    "lock_timeout": "1min",
    "idle_in_transaction_session_timeout": "0",
}
# Of the owner's role in commands: while a migration waits for a table, everybody else waits behind it.
OF_MIGRATIONS = OF_COMMANDS | {"lock_timeout": "1s"}

CHANGE = 60  # seconds; what a person changes at the desk
LONG_CHANGE = 600  # seconds; protecting a name that thousands of publications have
ERASURE = 1800  # seconds; it reads every table

# To be formatted with seconds. It shortens nothing, and zero is no limit.
AT_LEAST = """CASE WHEN current_setting('statement_timeout')::interval
    BETWEEN '1 ms' AND '{0} s' THEN set_config('statement_timeout', '{0}s', true) END"""


def role_settings(database: str, role: str) -> sql.Composed:
    """To be run by a superuser: the role's settings in this database."""
    return sql.SQL("; ").join(
        sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = {}").format(
            sql.Identifier(role), sql.Identifier(database), sql.Identifier(name), sql.Literal(value)
        )
        for name, value in OF_ROLE.items()
    )


def options(values: Mapping[str, str]) -> str:
    """For libpq's ``options``; a pooler doesn't take them."""
    return " ".join(f"-c {name}={value}" for name, value in values.items())


def at_least(seconds: int) -> None:
    """A statement of the present transaction may take that long, or longer if it may already."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {AT_LEAST.format(seconds)}")


def wait_for_locks(seconds: int) -> None:
    """The present transaction waits that long for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])


def unhurried() -> None:
    """The present transaction may be idle for as long as it takes."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
