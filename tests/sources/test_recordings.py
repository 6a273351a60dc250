"""Recordings: kept under their hash block by block; what is no sound or film is refused in words."""

from io import BytesIO
from typing import Any

import pytest

from newsroom.errors import Refused
from newsroom.verbs import permitted
from sources import capture, recordings
from sources.models import Recording
from tests import factories, spoken

pytestmark = pytest.mark.django_db


class Blocks(BytesIO):
    """A file that is never read whole."""

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert 0 < size <= recordings.BLOCK
        return super().read(size)


def store(given: recordings.Given) -> Recording:
    by = factories.reporter()
    with permitted(by, "add_source"):
        return recordings.store(by, given)


def test_a_file_is_stored_once_under_its_hash() -> None:
    content = spoken.WAVE + bytes(3_000_000)
    made = store(recordings.Given(Blocks(content)))
    assert made.sha256 == capture.sha256(content)
    assert (made.media_type, made.size) == ("audio/wav", len(content))
    path = recordings.path_of(made)
    assert path is not None
    assert path.read_bytes() == content
    assert store(spoken.file(content)).pk == made.pk


def test_an_address_says_who_holds_it() -> None:
    made = store(recordings.Given(url=" https://video.example/1 ", held_by="The chamber"))
    assert (made.url, made.held_by, made.file_name) == (
        "https://video.example/1",
        "The chamber",
        "",
    )
    assert recordings.path_of(made) is None
    with pytest.raises(Refused):
        store(recordings.Given(url="https://video.example/2"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7 of nothing",
        b"MZ\x90\x00 a program",
        # Two things at once.
        b"ID3\x03\x00<script>alert(1)</script>" + bytes(400),
        b"ID3\x03\x00" + bytes(100) + b"%PDF-1.4" + bytes(400),
        spoken.WAVE + b"PK\x05\x06" + bytes(18),
        spoken.WAVE[:40] + b"<!DOCTYPE html>" + bytes(99),
    ],
)
def test_anything_else_is_refused_and_not_kept(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        store(spoken.file(content))
    assert refused.value.rule in ("recording_kind", "document_empty")
    assert not Recording.objects.exists()


def test_ten_gigabytes_are_refused_before_they_are_read() -> None:
    class Huge(BytesIO):
        def seek(self, offset: int, whence: int = 0, /) -> int:
            return 10_000_000_000 if whence == 2 else 0

        def read(self, *size: Any) -> bytes:
            raise AssertionError("read")

    with pytest.raises(Refused, match="larger than 4 GB"):
        store(recordings.Given(Huge()))
