"""Files as evidence: judged by their bytes, kept under their hash, handed out to be saved alone."""

import gzip
import io
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from claims.admin.claim.evidence import seconds
from claims.choices import EvidenceKind
from claims.models import Evidence
from claims.workflow import evidence_files
from claims.workflow.evidence import add_evidence
from newsroom.errors import Refused
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 the register, page one"
PAGE = b"<!doctype html><script>alert(1)</script>"


def added(raw: bytes = PDF, **more: Any) -> Evidence:
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    fields: dict[str, Any] = {
        "kind": EvidenceKind.FILE,
        "bears_on": "so",
        "direction": "supports",
        "description": "The register.",
    } | more
    source = factories.source()
    return add_evidence(claim.pk, editor, source=source, raw=raw, page="3", **fields)


def download(piece: Evidence, who: Any = factories.reporter) -> Any:
    address = f"/admin/claims/claim/{piece.claim_id}/file/{piece.pk}/"
    return at_the_desk(who()).get(address)


def test_the_very_bytes_come_back_to_be_saved_and_never_run() -> None:
    piece = added(PAGE)
    answer = download(piece)
    assert answer.content == PAGE
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{piece.pk}.html"'
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_evidence_with_a_file_keeps_its_kind() -> None:
    piece = added(kind=EvidenceKind.RECORD, consulted_on=date(2026, 3, 5))
    assert (piece.kind, download(piece).content) == (EvidenceKind.RECORD, PDF)


def test_a_file_that_changed_in_storage_is_not_handed_out() -> None:
    piece = added()
    default_storage.delete(piece.file_name)
    other = added(b"%PDF-1.7 another")
    Evidence.objects.filter(pk=piece.pk).update(file_name=other.file_name)
    answer = download(piece)
    assert answer.status_code == 409
    assert "its hash differs" in words(answer)


@pytest.mark.parametrize("how", ["file", "picture", "recording"])
def test_a_file_that_storage_has_lost_is_said_to_be(how: str) -> None:
    piece = added(picture_of())
    default_storage.delete(piece.file_name)
    answer = look(piece, how)
    assert answer.status_code == 404
    assert answer.content.decode().startswith("The file is missing from storage.")
    page = words(at_the_desk(factories.reporter()).get(url_of(piece.claim)))
    assert "The file is missing from storage." in page
    assert f"/picture/{piece.pk}/" not in page
    # Nothing but the file is gone, and it can be put back.
    default_storage.save(piece.file_name, ContentFile(gzip.compress(b"cut off" * 99)[:-20]))
    answer = look(piece, how)
    assert answer.status_code == 404
    assert answer.content.decode().startswith("The file in storage can't be read now.")
    default_storage.delete(piece.file_name)
    evidence_files.store(picture_of())
    assert look(piece, "file").status_code == 200


def test_only_the_newsroom_has_it_and_only_of_that_claim() -> None:
    piece, other = added(), added(b"%PDF-1.7 another")
    assert download(piece, lambda: factories.person(None)).status_code == 403
    piece.claim_id = other.claim_id
    assert download(piece).status_code == 404


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 packed", "Unpack an archive first"),
        (b"\x00\x01\x02", "not a document, picture, recording or film"),
        (b"<svg xmlns='x'><script/></svg>", "not a document, picture, recording or film"),
        (b"x" * (evidence_files.LARGEST + 1), "larger than 50 MB"),
    ],
    ids=["nothing", "an archive", "unknown", "a drawing that may run", "too large"],
)
def test_what_is_no_evidence_is_refused_in_words(raw: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        added(raw)
    assert not Evidence.objects.filter(kind="file").exists()


def picture_of(size: tuple[int, int] = (2000, 1000)) -> bytes:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret words"
    Image.new("RGB", size, "red").save(made, "JPEG", exif=exif, comment=b"secret words")
    return made.getvalue()


def look(piece: Evidence, how: str, **headers: Any) -> Any:
    address = f"/admin/claims/claim/{piece.claim_id}/{how}/{piece.pk}/"
    return at_the_desk(factories.reporter()).get(address, headers=headers or None)


def test_a_picture_is_drawn_again_and_shown_alone() -> None:
    piece = added(picture_of())
    answer = look(piece, "picture")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"secret words" not in answer.content
    shown = Image.open(io.BytesIO(answer.content))
    assert (shown.format, shown.size, shown.info) == ("PNG", (1400, 700), {})
    page = words(at_the_desk(factories.reporter()).get(url_of(piece.claim)))
    assert f"/picture/{piece.pk}/" in page


@pytest.mark.parametrize("raw", [PDF, PAGE, picture_of()[:400], b"GIF89a and no more"])
def test_what_is_no_picture_is_not_shown(raw: bytes) -> None:
    assert look(added(raw), "picture").status_code == 404


def test_a_recording_is_played_from_its_timecode_in_pieces() -> None:
    raw = b"OggS" + bytes(range(200))
    piece = added(raw, timecode="1:02:03")
    page = words(at_the_desk(factories.reporter()).get(url_of(piece.claim)))
    assert f"/recording/{piece.pk}/#t=3723" in page
    whole = look(piece, "recording")
    assert (whole.content, whole["Content-Type"], whole["Accept-Ranges"]) == (
        raw,
        "audio/ogg",
        "bytes",
    )
    part = look(piece, "recording", range="bytes=4-9")
    assert (part.status_code, part.content) == (206, raw[4:10])
    assert part["Content-Range"] == f"bytes 4-9/{len(raw)}"
    assert look(piece, "recording", range="bytes=9-").content == raw[9:]
    assert look(piece, "recording", range="bytes=999-").status_code == 416
    assert look(added(PAGE), "recording").status_code == 404
    for how in ("picture", "recording"):
        outsider = at_the_desk(factories.person(None))
        address = f"/admin/claims/claim/{piece.claim_id}/{how}/{piece.pk}/"
        assert outsider.get(address).status_code == 403


@pytest.mark.parametrize(
    ("timecode", "expected"),
    [("1:02:03", 3723), ("02:03", 123), ("75", 75), ("12:30-13:00", 750), ("the end", 0)],
)
def test_where_a_recording_begins(timecode: str, expected: int) -> None:
    assert seconds(timecode) == expected
