"""The addresses of the database: DATABASE_URL, or the embedded server under var/.

Two roles use it: the owner migrates; the application reads and writes rows and owns nothing. The
embedded server is started by ``factcheck.supervise``.
"""

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from psycopg import IsolationLevel, ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from factcheck import environment as env
from newsroom import timeouts

BASE_DIR = Path(__file__).resolve().parent.parent

CONNECT_TIMEOUT = 4  # seconds; readers get their 503 within 5
CONNECT_TIMEOUT_OF_REPLICA = 2  # seconds; then the primary is asked

EXTENSIONS = ("pg_trgm", "btree_gist", "vector")

EMBEDDED_DATABASE = "factcheck"
EMBEDDED_OWNER = "factcheck_owner"
EMBEDDED_APPLICATION = "factcheck_app"
EMBEDDED_SIGNER = "factcheck_signer"

# The system's limit is 108 bytes on Linux and 104 on macOS, including the socket's name.
LONGEST_SOCKET_DIRECTORY = 80
SHORT = Path("/tmp")  # noqa: S108 - the folder in it is private to the server's user


class EmbeddedUnavailable(Exception):
    """The embedded server is not available; the message says what to do."""


def var_directory(environ: Mapping[str, str]) -> Path:
    """The folder for what belongs to this machine: embedded data, media, generated secrets."""
    return Path(env.FACTCHECK_VAR.read(environ) or BASE_DIR / "var").resolve()


def socket_directory(var: Path) -> Path:
    """The folder of the embedded server's socket, the same for every process.

    Below ``var``, unless that path is too long for a socket or has characters that separate paths
    in PostgreSQL's setting.
    """
    inside = var / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIRECTORY and re.fullmatch(
        r"[\w./+-]+", str(inside), re.ASCII
    ):
        return inside
    return SHORT / f"factcheck-{hashlib.sha256(os.fsencode(var)).hexdigest()[:16]}"


def password_file(var: Path) -> Path:
    """Where the embedded server's passwords are, in the form of libpq's password files."""
    return var / "postgres.passwords"


def embedded_url(var: Path, role: str) -> str:
    return (
        f"postgresql:///{EMBEDDED_DATABASE}?host={socket_directory(var)}&user={role}"
        f"&passfile={quote(str(password_file(var)))}"
    )


def from_url(url: str, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's settings for a database from its address, parsed by libpq with all its options.

    Raises ImproperlyConfigured, without repeating the address, which may have a password.
    """
    try:
        options: dict[str, Any] = conninfo_to_dict(url)
    except ProgrammingError:
        raise ImproperlyConfigured(
            f"{variable} can't be read. It looks like postgresql://user:password@host:5432/name;"
            " characters such as @ : / % in a part are percent-encoded."
        ) from None
    if not options.get("dbname") or not options.get("user"):
        raise ImproperlyConfigured(f"{variable} must name a database and a user.")
    return {
        "ENGINE": "factcheck.backend",
        "NAME": options.pop("dbname"),
        "USER": options.pop("user"),
        "PASSWORD": options.pop("password", ""),
        "HOST": options.pop("host", ""),
        "PORT": options.pop("port", ""),
        "OPTIONS": options,
    }


# Whether this process is a command of manage.py, which may use a connection for long: set by it
# before the settings are read.
of_command = False


def is_embedded(environ: Mapping[str, str]) -> bool:
    return not env.DATABASE_URL.read(environ)


def databases(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: ``default`` is the application's role, ``owner`` the owner's; and ``exports_replica``,
    where there is one."""
    replica = env.DATABASE_EXPORTS_REPLICA_URL.read(environ)
    if is_embedded(environ):
        if env.DATABASE_OWNER_URL.read(environ):
            raise ImproperlyConfigured("DATABASE_OWNER_URL is set but DATABASE_URL is not.")
        if replica:
            raise ImproperlyConfigured(
                "DATABASE_EXPORTS_REPLICA_URL is set but DATABASE_URL is not."
            )
        var = var_directory(environ)
        default = from_url(embedded_url(var, EMBEDDED_APPLICATION))
        owner = from_url(embedded_url(var, EMBEDDED_OWNER))
    else:
        url = env.DATABASE_URL.read(environ)
        direct = env.DATABASE_DIRECT_URL.read(environ, default=url)
        default = from_url(direct, "DATABASE_DIRECT_URL") if of_command else from_url(url)
        owner = from_url(env.DATABASE_OWNER_URL.read(environ, default=url), "DATABASE_OWNER_URL")
    default["CONN_MAX_AGE"] = 60
    default["CONN_HEALTH_CHECKS"] = True
    if of_command:
        _let_take_long(default, timeouts.OF_COMMANDS)
        _let_take_long(owner, timeouts.OF_MIGRATIONS)
    for each in (default, owner):
        each["OPTIONS"].setdefault("connect_timeout", CONNECT_TIMEOUT)
        # A pooler may give each statement outside a transaction another connection, in which a
        # cursor of the server's is not known.
        each["DISABLE_SERVER_SIDE_CURSORS"] = True
    found = {"default": default, "owner": owner}
    if replica:
        found["exports_replica"] = _of_replica(replica)
    return found


def signer_database(environ: Mapping[str, str]) -> str:
    """The address for the signer of the public log; empty where there is none."""
    if is_embedded(environ):
        return embedded_url(var_directory(environ), EMBEDDED_SIGNER)
    return env.SIGNER_DATABASE_URL.read(environ)


def signer_role(environ: Mapping[str, str], application: str) -> str:
    """Which role that is; where migrations aren't told, by the names that ops/init-database.sh gives."""
    if url := signer_database(environ):
        return str(from_url(url, "SIGNER_DATABASE_URL")["USER"])
    return f"{application.removesuffix('_app')}_signer"


def _of_replica(url: str) -> dict[str, Any]:
    """An export is one transaction, which sees one snapshot."""
    found = from_url(url, "DATABASE_EXPORTS_REPLICA_URL")
    found["OPTIONS"].setdefault("connect_timeout", CONNECT_TIMEOUT_OF_REPLICA)
    found["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
    found |= {"CONN_MAX_AGE": 60, "DISABLE_SERVER_SIDE_CURSORS": True}
    if of_command:
        _let_take_long(found, timeouts.OF_COMMANDS)
    return found


def _let_take_long(found: dict[str, Any], values: Mapping[str, str]) -> None:
    """Past a pooler. What the address itself asks for comes last, so it holds."""
    stated = found["OPTIONS"].get("options", "")
    found["OPTIONS"]["options"] = f"{timeouts.options(values)} {stated}".strip()


if __name__ == "__main__":
    # For psql and scripts: python -m factcheck.database [owner]
    role = EMBEDDED_OWNER if "owner" in sys.argv[1:] else EMBEDDED_APPLICATION
    print(embedded_url(var_directory(os.environ), role))
