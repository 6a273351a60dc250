"""Captured files in a bucket: the setting, and the files there and back through boto3."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages

from claims.transparency.log import open_files
from claims.transparency.tiles import TiledTree
from factcheck import storage
from factcheck.environment import MEDIA_STORAGE
from sources.capture import sha256, store_raw, stored_raw
from tests.factcheck.modes import open_to_others, umask

RAW = b"<p>It holds." * 1000


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """A server that keeps objects as S3 does: PUT, HEAD and GET by their path."""
    kept: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", '"x"')
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def do_PUT(self) -> None:
            kept[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(200)

        def do_GET(self) -> None:
            found = kept.get(self.path.partition("?")[0])
            self.answer(404 if found is None else 200, found or b"")

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        for name, value in {
            "AWS_ACCESS_KEY_ID": "somebody",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{server.server_port}",
            "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
            "AWS_EC2_METADATA_DISABLED": "true",
            "MEDIA_STORAGE": "s3://captures/of/ours/",
        }.items():
            monkeypatch.setenv(name, value)
        yield kept
        server.shutdown()


def test_captured_bytes_lie_in_a_bucket(bucket: dict[str, bytes], settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {"default": MEDIA_STORAGE.read()}
    digest, name = store_raw(RAW)
    assert list(bucket) == [f"/captures/of/ours/raw/{digest[:2]}/{digest}.gz"]
    assert stored_raw(name) == RAW
    assert digest == sha256(RAW)
    before = dict(bucket)
    assert store_raw(RAW) == (digest, name)  # once is enough
    assert bucket == before


def test_the_public_log_lies_in_a_bucket(bucket: dict[str, bytes], settings: Any) -> None:
    settings.SIGNED_LOG = storage.log("s3://public/log/of/ours")
    files = open_files()
    assert files is not None
    with pytest.raises(FileNotFoundError):
        files.read("checkpoint")
    for words in (b"one", b"another"):
        files.write("checkpoint", words)
        assert files.read("checkpoint") == words
    entries = [str(number).encode() for number in range(300)]
    TiledTree(files, 0).append(entries[:7])
    TiledTree(files, 7).append(entries[7:])
    assert TiledTree(files, 300).entries(1) == entries[256:]
    assert TiledTree(files, 7).entries(0) == entries[:7]
    assert "/public/log/of/ours/tile/entries/001.p/44" in bucket
    # What many pages ask for is kept for a moment.
    bucket.clear()
    assert files.read("checkpoint") == b"another"
    with pytest.raises(FileNotFoundError):
        files.read("tile/entries/000")


def test_where_the_log_is_kept_is_a_folder_or_a_bucket(tmp_path: Path) -> None:
    assert storage.log("") is None
    assert storage.log("", tmp_path) == storage.log(str(tmp_path)) == tmp_path
    with pytest.raises(ImproperlyConfigured, match="SIGNED_LOG must look like s3://"):
        storage.log("s3://")


def test_captured_files_are_for_the_software_alone(settings: Any) -> None:
    with umask(0):
        _digest, name = store_raw(RAW)
        default_storage.save("evidence/a.txt", ContentFile(b"Words."))
    assert (settings.MEDIA_ROOT / name).stat().st_mode & 0o777 == 0o600
    assert open_to_others(settings.MEDIA_ROOT) == []


def test_captured_bytes_lie_in_a_folder_without_the_setting() -> None:
    assert MEDIA_STORAGE.read({}) == MEDIA_STORAGE.read({"MEDIA_STORAGE": ""})
    assert type(storages["default"]).__name__ == "FileSystemStorage"


@pytest.mark.parametrize(
    "place", ["captures", "s3://", "s3://A", "s3:captures", "s3://a b", "https://x"]
)
def test_a_place_that_is_none_is_refused_at_the_start(place: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE must look like"):
        MEDIA_STORAGE.read({"MEDIA_STORAGE": place})
