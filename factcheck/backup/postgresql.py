"""The database as the owner's role, and PostgreSQL's own programs."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

from factcheck.backup.errors import BackupError
from factcheck.postgresql_programs import NoProgram, program


@contextmanager
def as_owner() -> Iterator["psycopg.Connection[Any]"]:
    """A connection of its own as the owner's role, in a transaction that is rolled back."""
    parameters = connections["owner"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    try:
        connection = psycopg.connect(**parameters)
    except psycopg.OperationalError as error:
        raise BackupError(f"The database does not answer: {error}") from None
    try:
        yield connection
        connection.rollback()
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            f"PostgreSQL refused it to {connection.info.user}: {error} DATABASE_OWNER_URL must name the"
            " owner's role."
        ) from error
    except psycopg.Error as error:
        raise BackupError(f"PostgreSQL ended it: {error}") from error
    finally:
        connection.close()


def major(connection: Any) -> int:
    return int(connection.info.server_version) // 10000


def one_row(connection: Any, query: str) -> Any:
    return connection.execute(query).fetchone()


def fitting(name: str, major: int) -> str:
    try:
        return str(program(name, major))
    except NoProgram as error:
        raise BackupError(str(error)) from None


def run_program(command: list[str], connection: Any, **pipes: Any) -> None:
    """The password isn't among the arguments, which any list of processes shows."""
    password = connection.info.password
    environ = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(command, env=environ, stderr=subprocess.PIPE, check=False, **pipes)
    if done.returncode:
        raise BackupError(f"{Path(command[0]).name} failed: {message(done.stderr)}")


def message(errors: bytes) -> str:
    return errors.decode(errors="replace").strip()
