"""manage.py capture and manage.py warc, as somebody types them."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from warcio.archiveiterator import ArchiveIterator

from claims.models import Candidate
from newsroom.choices import Role
from newsroom.models import Event, User
from sources import capture
from sources.models import CaptureRequest, Snapshot, Source
from tests import factories
from tests.claims.capture.test_intake import ARTICLE, SAID, says
from tests.sources.web import Site, answer, serving
from tests.workers import database_url, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with serving() as made:
        settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{made.port}"]
        says(made, ARTICLE)
        yield made


@pytest.fixture
def reporter() -> User:
    return factories.person(Role.REPORTER, username="rita")


def run(*arguments: str, by: str = "rita", **options: Any) -> tuple[str, str]:
    """What it printed, and what it told meanwhile."""
    printed, messages = io.StringIO(), io.StringIO()
    named = ["--by", by] if by else []
    call_command("capture", *arguments, *named, stdout=printed, stderr=messages, **options)
    return printed.getvalue(), messages.getvalue()


@pytest.mark.long
def test_a_link_is_captured_right_here(site: Site, reporter: User) -> None:
    publisher = factories.publisher(name="Great Wire")
    printed, messages = run(
        site.url("/a"), "--publisher", "great wire", "--published", "2026-03-01", "--title", "Ours"
    )
    source, snapshot, found = Source.objects.get(), Snapshot.objects.get(), Candidate.objects.all()
    numbers = " ".join(str(each.pk) for each in found.order_by("places", "pk"))
    assert printed == f"source {source.pk}\nsnapshot {snapshot.pk}\ncandidates {numbers}\n"
    assert SAID in found.get(exact__contains=SAID).exact
    assert (source.title, source.publisher, str(source.published_on)) == (
        "Ours",
        publisher,
        "2026-03-01",
    )
    assert site.url("/a") in messages
    assert "done" in messages
    assert Event.objects.filter(table="sources_source", via="command", actor="rita").exists()


@pytest.mark.long
def test_a_file_and_what_comes_in(
    reporter: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"The minister spoke. “{SAID},” said Ana Nuñez."
    file = tmp_path / "minutes.txt"
    file.write_text(text, encoding="utf-8")
    run(str(file), "--uri", "https://news.example/minutes", "--kind", "transcript")
    source = Source.objects.get()
    assert (source.uri, source.kind) == ("https://news.example/minutes", "transcript")
    assert CaptureRequest.objects.get().file_name == "minutes.txt"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
    printed, _output = run("-")
    assert Source.objects.count() == 2
    assert "candidates" in printed


def test_what_fails_is_told_in_a_sentence(site: Site, reporter: User, tmp_path: Path) -> None:
    site.says["/no"] = answer("404 Not Found", b"")
    with pytest.raises(CommandError, match="404: there is no such page"):
        run(site.url("/no"))
    assert CaptureRequest.objects.get().state == "failed"
    site.says["/busy"] = answer("503 Service Unavailable", b"")
    with pytest.raises(CommandError, match="a worker tries again"):
        run(site.url("/busy"))
    (tmp_path / "empty").write_bytes(b"")
    for of, sentence in {
        "ftp://news.example/": "can't be read",
        str(tmp_path / "nothing"): "No such file",
        str(tmp_path): "Is a directory",
        str(tmp_path / "empty"): "The file is empty",
        "https://": "address",
    }.items():
        with pytest.raises(CommandError, match=sentence):
            run(of)
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--publisher", "Nobody"], "There is no publisher 'Nobody'"),
        (["--publisher", "Twice"], "There is more than one publisher 'Twice'"),
        (["--published", "2026-02-30"], "YYYY-MM-DD"),
        (["--title", "x" * 501], "at most 500 characters"),
    ],
)
def test_what_is_said_of_it_is_checked_first(
    reporter: User, options: list[str], sentence: str
) -> None:
    for domain in ("one.example", "two.example"):
        factories.publisher(name="Twice", domain=domain)
    with pytest.raises(CommandError, match=sentence):
        run("https://news.example/a", *options)
    assert not CaptureRequest.objects.exists()


def test_somebody_who_may_adds_it(site: Site) -> None:
    factories.person(None, username="rolf")
    with pytest.raises(CommandError, match="takes the role Reporter"):
        run(site.url("/a"), by="rolf")
    with pytest.raises(CommandError, match="No active person has the user name 'nobody'"):
        run(site.url("/a"), by="nobody")
    with pytest.raises(CommandError, match="--by USERNAME"):
        run(site.url("/a"), by="")
    owner = factories.person(None, is_superuser=True)
    run(site.url("/a"), by="")
    assert Source.objects.get().added_by == owner


def archive_of(*snapshots: Snapshot) -> bytes:
    file = Path(configured.MEDIA_ROOT) / "out.warc.gz"
    call_command("warc", str(file), snapshot=[each.pk for each in snapshots], stderr=io.StringIO())
    return file.read_bytes()


@pytest.mark.long
def test_out_as_an_archive_and_in_again(site: Site, reporter: User, tmp_path: Path) -> None:
    says(site, ARTICLE.replace("150 bridges", "151 bridges"), "/b")
    for path in ("/a", "/b"):
        run(site.url(path))
    first, second = Snapshot.objects.order_by("pk")
    packed = archive_of(first, second)
    with io.BytesIO(packed) as stream:
        bodies = {
            record.rec_headers.get_header("WARC-Target-URI"): record.content_stream().read()
            for record in ArchiveIterator(stream)
            if record.rec_type == "resource"
        }
    assert bodies[first.source.uri] == capture.stored_raw(first.raw_name) == ARTICLE.encode()
    assert len(bodies) == 2
    file = tmp_path / "pages.warc.gz"
    file.write_bytes(packed)
    printed, messages = run(str(file))
    assert "2 pages" in messages
    assert printed.count("source ") == 2
    # Whoever makes an archive writes any address into it: these are sources without one.
    again = Source.objects.order_by("pk")[2:]
    assert [each.uri.startswith("urn:sha256:") for each in again] == [True, True]
    assert [each.syndicated_from for each in again] == [first.source, second.source]


def test_which_snapshots_an_archive_holds(site: Site, reporter: User, tmp_path: Path) -> None:
    run(site.url("/a"))
    held = Snapshot.objects.get()
    claim = factories.anchored_claim()
    file = tmp_path / "out.warc.gz"
    for wrong, sentence in (
        ({}, "Choose what to write"),
        ({"claim": [claim.pk]}, "None of these has raw bytes"),
        ({"snapshot": [99_999]}, "None of these has raw bytes"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("warc", str(file), **wrong)
    for right in ({"all": True}, {"source": [held.source_id]}, {"snapshot": [held.pk]}):
        messages = io.StringIO()
        call_command("warc", str(file), **right, stderr=messages)
        assert messages.getvalue() == "1 snapshots written.\n"
    with pytest.raises(CommandError, match="can't be written"):
        call_command("warc", str(tmp_path / "no" / "out.warc.gz"), all=True)
    assert sorted(each.name for each in tmp_path.iterdir() if "warc" in each.name) == [file.name]


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_from_a_terminal(tmp_path: Path) -> None:
    """Real processes: the exit code, what goes where, and a worker that does the work."""
    factories.person(Role.REPORTER, username="rita")
    environ = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "MEDIA_ROOT": str(configured.MEDIA_ROOT),
        "PATH": "/usr/bin:/bin",
    }

    def manage(*arguments: str, **more: Any) -> Any:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=configured.BASE_DIR,
            env=environ,
            capture_output=True,
            check=False,
            **more,
        )

    failed = manage("capture", str(tmp_path / "nothing"), "--by", "rita")
    assert failed.returncode == 1
    assert b"can't be read: No such file or directory" in failed.stderr
    assert failed.stdout == b""
    with worker():
        text = f"The minister spoke. “{SAID},” said Ana Nuñez.".encode()
        done = manage("capture", "-", "--by", "rita", "--wait", input=text)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"source ")
    assert Candidate.objects.filter(exact__contains=SAID).exists()
    out = manage("warc", "--all")
    assert out.returncode == 0, out.stderr
    assert out.stdout.startswith(b"\x1f\x8b")
