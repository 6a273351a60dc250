"""After an erasure no byte of a name is left in a dump, among files or on any page, nor after an older backup is restored."""

import gzip
import html
import io
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command

from claims.models import Erasure
from claims.publication import speakers
from claims.publication.chain import faults
from claims.workflow import approvals, erased_files, erasures
from factcheck import backup
from factcheck.backup import Place
from factcheck.backup.postgresql import as_owner, major, run_program
from newsroom.models import Approval
from sources import capture
from sources.models import Speaker
from tests import database, factories, sql
from tests.claims import full_claims
from tests.claims.admin.desk import at_the_desk
from tests.claims.outsider import everything_read

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.long,
]
NAME = "Ana Nuñez"
OF_A_KIND = 3  # pages that are read, such as three claims
# In markup alone: the text that is read from it doesn't say the name.
PAGE = b"<html><!-- by ana&nbsp;nu&ntilde;ez --><p>The dam is full.</p></html>"


def says_the_name(content: bytes) -> bool:
    text = erased_files._words(content.decode("utf-8", errors="replace"))
    return f" {erased_files._words(NAME)} " in f" {text} "


def dump(folder: Path) -> bytes:
    """All that pg_dump writes, but for the accounts of the newsroom's own people."""
    path = folder / "dump.sql"
    with as_owner() as connection, path.open("wb") as file:
        without = "--exclude-table-data=newsroom_user"
        run_program("pg_dump", major(connection), without, connection=connection, stdout=file)
    return path.read_bytes()


def read_as_the_application() -> bytes:
    """All rows that its role may read; pg_dump refuses a role that may not read every sequence."""
    tables = sql.run(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relname <> 'newsroom_user'"
        " AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')"
    )
    return "\n".join(
        row for (table,) in tables for (row,) in sql.run(f"SELECT t::text FROM {table} t")
    ).encode()


def read_at_the_desk() -> str:
    """Every list and kind of page that a senior editor reaches by links, and the API for working claims."""
    client = at_the_desk(factories.senior())
    waiting = ["/admin/", "/api/v1/working/claims/", "/api/v1/working/candidates/"]
    waiting += [f"/api/v1/working/claims/export.{form}" for form in ("csv", "ndjson")]
    pages: dict[str, str] = {}
    kinds: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "N", address)
        if address in pages or kinds[kind] == OF_A_KIND:
            continue
        kinds[kind] += 1
        answer: Any = client.get(address)
        pages[address] = b"".join(answer).decode(errors="replace")
        waiting += [
            link
            for link in re.findall(r'href="(/(?:admin|working)/[^"?#]*)', pages[address])
            if not link.startswith(("/admin/logout", "/admin/newsroom/user/"))
        ]
    assert len(kinds) > 40
    return "\n".join(pages.values())


def files(folder: Path) -> bytes:
    found = io.BytesIO()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found.write(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
            found.write(b"\n")
    return found.getvalue()


@contextmanager
def elsewhere(given: Any, folder: Path) -> Iterator[None]:
    """An empty database, and storage with nothing but the list of erasures."""
    shutil.copytree(Path(given.MEDIA_ROOT) / "erasures", folder / "erasures")
    given.MEDIA_ROOT = folder
    with database.made(None) as name, database.used(name):
        yield


def nothing_says_the_name(folder: Path) -> None:
    assert not says_the_name(dump(folder))
    assert not says_the_name(
        html.unescape(files(Path(settings.MEDIA_ROOT)).decode(errors="replace")).encode()
    )
    assert not says_the_name(everything_read("bridges").encode())
    assert not says_the_name(read_as_the_application())
    assert list(faults()) == []


def nobody_changes_it() -> None:
    """Not even the owner, without switching a guard off."""
    shown = factories.signed_claim().pk
    for statement, rule in (
        (
            (
                "INSERT INTO claims_erasure (key, kind, subject_id, legal_basis, reason, requested_by, approved_by,"
                " erased_at, found, removed_sha256, sealed, events)"
                " VALUES (gen_random_uuid(), 'erase_person', 1, 'court', 'An order.', 'one', 'one', now(), '{}',"
                " repeat('0', 64), '', '{}')"
            ),
            "erasure_is_complete",
        ),
        (
            (
                "SELECT erase_publications(ARRAY(SELECT number FROM claims_publication WHERE claim_id ="
                f" {shown}), 1)"
            ),
            "erased_is_offline_first",
        ),
    ):
        with database.connect("owner") as owner, pytest.raises(psycopg.Error) as refused:
            owner.execute(statement)
        assert refused.value.diag.constraint_name == rule


@pytest.fixture
def storage(settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path / "storage"
    return settings


def test_nothing_is_left_and_nothing_comes_back(tmp_path: Path, storage: Any) -> None:
    claim = full_claims.signed_claim()
    by = factories.editor()
    source = capture.add_source(by, "The dam is full.", "https://dam.example/1", kind="article")
    capture.capture(source, by, "The dam is full.", PAGE, media_type="text/html", method="uploaded")
    person = Speaker.objects.get(pk=claim.speaker_id)
    hidden = factories.speaker("Olga Featherstone")
    factories.signed_claim(text="The tunnel is closed.", speaker=hidden)
    speakers.protect(hidden.pk, by, "A witness", "She is in danger.")
    assert says_the_name(dump(tmp_path))
    assert says_the_name(erased_files._text(erased_files.saying([NAME])[0]).encode())
    assert says_the_name(read_as_the_application())
    backup.make(Place(str(tmp_path / "older"), ""))
    waiting = erasures.request(
        "erase_person", person.pk, by, "They asked.", "data_subject", names=[NAME]
    )
    approvals.approve(waiting.pk, factories.senior())
    of_hidden = erasures.request("erase_person", hidden.pk, by, "They asked.", "data_subject")
    approvals.approve(of_hidden.pk, factories.senior())
    assert len(list((tmp_path / "storage" / "erasures").iterdir())) == 2
    nothing_says_the_name(tmp_path)
    assert not says_the_name(html.unescape(read_at_the_desk()).encode())
    nobody_changes_it()
    # A backup that is made now, and one from before, are whole.
    assert backup.make(Place(str(tmp_path / "newer"), "")).missing == []
    with elsewhere(storage, tmp_path / "second"):
        lines: list[str] = []
        backup.restore(Place(str(tmp_path / "older"), ""), lines.append)
        assert any("Erased again what was erased on" in each for each in lines)
        nothing_says_the_name(tmp_path)
        again = Erasure.objects.get(subject_id=person.pk)
        assert (again.legal_basis, again.approval_id) == ("data_subject", None)
        # Once is enough.
        call_command("replay_erasures", stdout=io.StringIO())
        assert Erasure.objects.count() == 2
        assert Speaker.objects.get(pk=hidden.pk).description == "A witness"
        assert Approval.objects.filter(kind="erase_person").count() == 0
