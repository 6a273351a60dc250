"""Packages of web archives: read with other programs' libraries, by what the specification says."""

import gzip
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from warcio.archiveiterator import ArchiveIterator

from newsroom.history import acting
from newsroom.time_stamps import authorities, verify
from sources import capture, wacz, warc
from sources.models import Snapshot
from sources.snapshot_stamps import stamp
from sources.wacz import index_key
from tests import factories
from tests.stamping import Tsa, trusted

pytestmark = pytest.mark.django_db

PAGE = b"<!doctype html><title>A bridge</title><p>The mayor said that it holds."


@pytest.fixture
def snapshots() -> list[Snapshot]:
    found = []
    with acting(by := factories.reporter()):
        for uri, method, media_type, raw in (
            ("https://www.news.example/Bridges?b=2&a=1", "fetched", "text/html", PAGE),
            ("https://a.example/register", "fetched", "application/pdf", b"%PDF-1.7"),
            ("https://a.example/stated", "uploaded", "text/html", PAGE + b" Uploaded."),
        ):
            source = factories.source(uri=uri, title=f"Title of {uri}")
            how: dict[str, Any] = {"method": method, "media_type": media_type}
            found.append(capture.observe(source, by, f"Text of {uri}", raw, **how)[0])
    return [*found, factories.snapshot("Pasted.")]


def written(snapshots: list[Snapshot]) -> bytes:
    fresh = [Snapshot.objects.select_related("source").get(pk=each.pk) for each in snapshots]
    out = io.BytesIO()
    assert wacz.write(fresh, out, "Bridges") == 3
    return out.getvalue()


def opened(snapshots: list[Snapshot]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(written(snapshots)))


def test_the_manifest_lists_every_file_with_its_hash(snapshots: list[Snapshot]) -> None:
    package = opened(snapshots)
    assert package.testzip() is None
    described = json.loads(package.read("datapackage.json"))
    assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
    assert described["title"] == "Bridges"
    listed = {each["path"]: each for each in described["resources"]}
    own = {"datapackage.json", "datapackage-digest.json"}
    assert set(listed) == set(package.namelist()) - own
    assert set(listed) == {"archive/data.warc.gz", "indexes/index.cdxj", "pages/pages.jsonl"}
    for path, each in listed.items():
        content = package.read(path)
        assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert (each["bytes"], each["name"]) == (len(content), path.rpartition("/")[2])
    digest = json.loads(package.read("datapackage-digest.json"))
    manifest = hashlib.sha256(package.read("datapackage.json")).hexdigest()
    assert digest == {"path": "datapackage.json", "hash": f"sha256:{manifest}"}


def test_the_archive_is_the_one_that_warc_writes_and_not_packed_again(
    snapshots: list[Snapshot],
) -> None:
    package, alone = opened(snapshots), io.BytesIO()
    warc.write(snapshots, alone)
    assert package.read("archive/data.warc.gz") == alone.getvalue()
    assert package.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED


def test_each_line_of_the_index_leads_to_its_record(snapshots: list[Snapshot]) -> None:
    package = opened(snapshots)
    archive = package.read("archive/data.warc.gz")
    lines = package.read("indexes/index.cdxj").decode().splitlines()
    assert lines == sorted(lines)
    found = {}
    for line in lines:
        key, moment, fields = line.split(" ", 2)
        about = json.loads(fields)
        start = int(about["offset"])
        part = archive[start : start + int(about["length"])]
        # Exactly one record, which can be unpacked by itself.
        iterated = ArchiveIterator(io.BytesIO(part), check_digests="raise")
        ((record, body),) = [(each, each.raw_stream.read()) for each in iterated]
        assert gzip.decompress(part).startswith(b"WARC/1.1\r\n")
        assert record.rec_headers.get_header("WARC-Target-URI") == about["url"]
        assert about["digest"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        assert (about["status"], about["filename"]) == ("200", "data.warc.gz")
        assert (
            record.rec_headers.get_header("WARC-Date")
            .replace("-", "")
            .replace(":", "")
            .replace("T", "")
            .startswith(moment)
        )
        found[key] = (about["mime"], body)
    uploaded = PAGE + b" Uploaded."
    assert found == {
        "example,news)/bridges?a=1&b=2": ("text/html", PAGE),
        "example,a)/register": ("application/pdf", b"%PDF-1.7"),
        f"urn:sha256:{hashlib.sha256(uploaded).hexdigest()}": ("text/html", uploaded),
    }


def test_pages_are_listed_with_address_and_time(snapshots: list[Snapshot]) -> None:
    package = opened(snapshots)
    head, *pages = [
        json.loads(line) for line in package.read("pages/pages.jsonl").decode().splitlines()
    ]
    assert head == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    assert [page["url"] for page in pages[:2]] == [
        "https://www.news.example/Bridges?b=2&a=1",
        "https://a.example/register",
    ]
    for page, snapshot in zip(pages, snapshots, strict=False):
        assert page["ts"] == f"{snapshot.captured_at:%Y-%m-%dT%H:%M:%SZ}"
        assert page["title"] == snapshot.source.title
        assert page["textSha256"] == snapshot.text_sha256
    assert len({page["id"] for page in pages}) == 3


def test_a_files_content_is_where_replayweb_looks_for_it(snapshots: list[Snapshot]) -> None:
    """Without extra fields in the list of files it expects none before the content either."""
    package = written(snapshots)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for each in archive.infolist():
            extra = int.from_bytes(
                package[each.header_offset + 28 : each.header_offset + 30], "little"
            )
            assert (each.extra, extra) == (b"", 0), each.filename


def test_names_are_those_that_validators_take() -> None:
    with zipfile.ZipFile(io.BytesIO(), "w") as package:
        files = wacz._Files(package)
        for path in ("stamps/1-TSA.tsr", "stamps/1-tsa.tsr"):
            files.add_bytes(path, b"A token.")
    names = [each["name"] for each in files.resources]
    assert names == ["1-tsa.tsr", "1-1-tsa.tsr"]
    assert all(re.fullmatch(r"[-a-z0-9._/]+", name) for name in names)


def test_the_same_snapshots_give_the_same_bytes(snapshots: list[Snapshot]) -> None:
    assert written(snapshots) == written(snapshots)


def test_time_stamps_are_in_the_package(
    snapshots: list[Snapshot], settings: Any, tmp_path: Path
) -> None:
    with trusted(Tsa(tmp_path / "tsa"), settings):
        stamp(snapshots[0].pk)
        package = opened(snapshots)
        hashes, token = sorted(
            (name for name in package.namelist() if name.startswith("stamps/")),
            key=lambda name: name.endswith(".tsr"),
        )
        data = package.read(hashes)
        assert verify(package.read(token), data, authorities()).authority == "tsa"
    assert data.decode() == (f"{snapshots[0].text_sha256}  text\n{snapshots[0].raw_sha256}  raw\n")
    listed = {each["path"] for each in json.loads(package.read("datapackage.json"))["resources"]}
    assert {hashes, token} <= listed


@pytest.mark.parametrize(
    ("uri", "key"),
    [
        ("https://WWW.News.Example", "example,news)/"),
        ("http://news.example:8080/A/b", "example,news:8080)/a/b"),
        ("https://news.example/x?z&a=1#there", "example,news)/x?a=1&z"),
        ("urn:sha256:ab", "urn:sha256:ab"),
    ],
)
def test_the_key_of_an_address(uri: str, key: str) -> None:
    assert index_key(uri) == key


def test_a_command_writes_it(snapshots: list[Snapshot], tmp_path: Path) -> None:
    file = tmp_path / "sources.wacz"
    call_command("wacz", str(file), "--all", "--title", "Bridges", stderr=io.StringIO())
    assert file.read_bytes() == written(snapshots)
