"""Captured files in a bucket: the setting, and the files there and back through boto3."""

from pathlib import Path
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
from tests.buckets import bucket
from tests.factcheck.modes import open_to_others, umask

__all__ = ["bucket"]
RAW = b"<p>It holds." * 1000


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
