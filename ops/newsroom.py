"""Newsrooms on one PostgreSQL server: each has a database and three roles of its own.

    python -m ops.newsroom create NAME   makes them, or what is missing of them; prints their addresses
    python -m ops.newsroom list          lists them, with size and connections
    python -m ops.newsroom dump NAME FILE      writes one to a file, to move it to another server
    python -m ops.newsroom load NAME FILE      fills an empty one, made by create, from that file

Run it as PostgreSQL's superuser, on Debian: runuser --user postgres -- python3 -m ops.newsroom …
libpq's variables (PGHOST, PGPORT) name another server. Each create draws new passwords, unless
DATABASE_OWNER_PASSWORD, DATABASE_APPLICATION_PASSWORD and DATABASE_SIGNER_PASSWORD are set.
"""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("init-database.sh")
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")

LIST = """
SELECT datname, pg_size_pretty(pg_database_size(d.oid)),
       (SELECT count(*) FROM pg_stat_activity a WHERE a.datname = d.datname)
  FROM pg_database d
  JOIN pg_roles owner ON owner.oid = d.datdba AND owner.rolname = d.datname || '_owner'
 WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = d.datname || '_app')
 ORDER BY 1
"""


Server = dict[str, str] | None  # libpq's variables, where they are not the environment's


class Failed(Exception):
    """What a program said."""


def checked(name: str) -> str:
    """Raises Failed for what can't be a newsroom's name."""
    if not NAME.match(name):
        raise Failed(
            f"A name has small letters, digits and _, and begins with a letter: not “{name}”."
        )
    return name


def create(name: str, server: Server = None) -> dict[str, str]:
    """Make a newsroom's database and roles. Returns the addresses of its roles, as settings."""
    checked(name)
    environ = {**os.environ, **(server or {})}
    passwords = {
        variable: environ.get(variable) or secrets.token_hex(32)
        for variable in (
            "DATABASE_OWNER_PASSWORD",
            "DATABASE_APPLICATION_PASSWORD",
            "DATABASE_SIGNER_PASSWORD",
        )
    }
    run(["bash", str(SCRIPT), name], {**(server or {}), **passwords})
    host = environ.get("PGHOST", "")
    place = f"{host if host and host[0] != '/' else '127.0.0.1'}:{environ.get('PGPORT', '5432')}"
    owner, application, signer = passwords.values()
    return {
        "DATABASE_URL": f"postgresql://{name}_app:{application}@{place}/{name}",
        "DATABASE_OWNER_URL": f"postgresql://{name}_owner:{owner}@{place}/{name}",
        "SIGNER_DATABASE_URL": f"postgresql://{name}_signer:{signer}@{place}/{name}",
    }


def newsrooms(server: Server = None) -> list[list[str]]:
    """Name, size and connections of each."""
    lines = run([*PSQL, "--dbname=postgres", "--command", LIST], server).splitlines()
    return [line.split("\t") for line in lines]


def dump(name: str, file: Path, server: Server = None) -> None:
    """All of it but the roles and what they may do, which create and migrate make."""
    run(
        ["pg_dump", "--format=custom", f"--dbname={checked(name)}", f"--file={file}", *USER], server
    )


def load(name: str, file: Path, server: Server = None) -> None:
    """As the owner's role, in one transaction, into an empty database. Then run migrate."""
    occupied = "SELECT EXISTS (SELECT FROM pg_class WHERE relname = 'django_migrations')"
    if run([*PSQL, f"--dbname={checked(name)}", "--command", occupied], server).strip() == "t":
        raise Failed(f"The database {name} is not empty.")
    run(
        [
            *(
                "pg_restore",
                "--exit-on-error",
                "--single-transaction",
                "--no-owner",
                "--no-privileges",
            ),
            *("--no-comments", f"--role={name}_owner", f"--dbname={name}", *USER, str(file)),
        ],
        server,
    )


USER = (f"--username={os.environ.get('POSTGRES_USER', 'postgres')}", "--no-password")
PSQL = (
    *("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=\t"),
    *("--set=ON_ERROR_STOP=1", *USER),
)


def run(command: list[str], environ: Server = None) -> str:
    """What a program prints. Raises Failed with what it complains about."""
    done = subprocess.run(
        command,
        env={**os.environ, **(environ or {})},
        umask=0o077,  # nobody else may read a dump
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(done.stderr.strip() or f"{command[0]} failed.")
    return done.stdout


def main(arguments: list[str]) -> int:
    """The exit code."""
    try:
        match arguments:
            case ["create", name]:
                for variable, value in create(name).items():
                    print(f"{variable}={value}")
            case ["list"]:
                for columns in newsrooms():
                    print("\t".join(columns))
            case ["dump", name, file]:
                dump(name, Path(file))
            case ["load", name, file]:
                load(name, Path(file))
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except (Failed, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
