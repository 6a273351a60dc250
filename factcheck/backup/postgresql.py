"""The database as the owner's role, and PostgreSQL's own programs."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections
from psycopg.conninfo import make_conninfo

from factcheck.backup.errors import BackupError
from factcheck.postgresql_programs import program


@contextmanager
def as_owner() -> Iterator[psycopg.Connection[Any]]:
    """A connection of its own as the owner's role, in a transaction."""
    parameters = connections["owner"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    try:
        with psycopg.connect(**parameters) as connection:
            yield connection
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            f"PostgreSQL refused it: {error} DATABASE_OWNER_URL must name the owner's role."
        ) from error


def major(connection: Any) -> int:
    return int(connection.info.server_version) // 10000


def run_program(name: str, version: int, *options: str, connection: Any, **pipes: Any) -> None:
    """The password isn't among the arguments, which any list of processes shows."""
    database = connection.info
    command = [str(program(name, version)), "--no-password", *options]
    environ = {**os.environ, **({"PGPASSWORD": database.password} if database.password else {})}
    command.append(f"--dbname={make_conninfo(database.dsn)}")
    done = subprocess.run(command, env=environ, stderr=subprocess.PIPE, check=False, **pipes)
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.decode(errors='replace').strip()}")
