"""Newsrooms on one server: each by one command, none reaches another, and one can move."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from factcheck.embedded import EmbeddedServer, binaries
from ops import newsroom
from tests.factcheck.conftest import shared_folder

__all__ = ["shared_folder"]
pytestmark = pytest.mark.long


class Server:
    """A throwaway server, as an operator reaches it."""

    def __init__(self, embedded: EmbeddedServer) -> None:
        self.embedded = embedded
        self.variables = {
            "PGHOST": str(embedded.sockets),
            "PGPASSFILE": str(embedded.passwords),
            "PATH": f"{binaries()}{os.pathsep}{os.environ['PATH']}",
        }

    def create(self, name: str) -> dict[str, str]:
        return newsroom.create(name, self.variables)

    def connect(self, address: str, database: str) -> "psycopg.Connection[Any]":
        """As that address's role."""
        found = urlsplit(address)
        return psycopg.connect(
            host=str(self.embedded.sockets),
            user=found.username,
            password=found.password,
            dbname=database,
        )


@pytest.fixture(scope="module")
def server(shared_folder: Path) -> Iterator[Server]:
    shared_folder.chmod(0o711)
    embedded = EmbeddedServer(shared_folder, throwaway=True)
    with embedded.running():
        yield Server(embedded)


def test_no_role_reaches_another_newsroom(server: Server) -> None:
    made = {name: server.create(name) for name in ("north", "south")}
    for name, addresses in made.items():
        for address in addresses.values():
            server.connect(address, name).close()
            other = "south" if name == "north" else "north"
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                server.connect(address, other)
    # The application's role may make nothing in its own.
    with (
        server.connect(made["north"]["DATABASE_URL"], "north") as application,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        application.execute("CREATE TABLE here ()")
    assert [row[0] for row in newsroom.newsrooms(server.variables)][-2:] == ["north", "south"]


def test_made_again_it_keeps_its_rows_and_has_new_passwords(server: Server) -> None:
    first = server.create("east")
    with server.connect(first["DATABASE_OWNER_URL"], "east") as owner:
        owner.execute("CREATE TABLE claim AS SELECT 150 AS bridges")
    again = server.create("east")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        server.connect(first["DATABASE_OWNER_URL"], "east")
    with server.connect(again["DATABASE_OWNER_URL"], "east") as owner:
        assert owner.execute("SELECT bridges FROM claim").fetchone() == (150,)


def test_it_moves_as_its_owners_into_an_empty_database(server: Server, tmp_path: Path) -> None:
    addresses = server.create("west")
    with server.connect(addresses["DATABASE_OWNER_URL"], "west") as owner:
        owner.execute("CREATE TABLE django_migrations AS SELECT 'Nuñez' AS name")
    newsroom.dump("west", tmp_path / "west", server.variables)
    assert (tmp_path / "west").stat().st_mode & 0o777 == 0o600
    with pytest.raises(newsroom.Failed, match="The database west is not empty"):
        newsroom.load("west", tmp_path / "west", server.variables)
    with server.embedded.connect() as superuser:
        superuser.execute("DROP DATABASE west")
    addresses = server.create("west")
    newsroom.load("west", tmp_path / "west", server.variables)
    with server.connect(addresses["DATABASE_OWNER_URL"], "west") as owner:
        query = "SELECT name, tableowner FROM django_migrations, pg_tables WHERE tablename = 'django_migrations'"
        assert owner.execute(query).fetchone() == ("Nuñez", "west_owner")


@pytest.mark.parametrize("name", ["", "North", "1st", "a-b", "x; DROP", "a" * 42, "../x", "a\n"])
def test_what_can_be_no_name_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert newsroom.main(["create", name]) == 1
    assert "A name has small letters" in capsys.readouterr().err
