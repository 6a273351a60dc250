"""Files as evidence: judged by their bytes, kept under their hash, handed out to be saved alone."""

from datetime import date
from typing import Any

import pytest
from django.core.files.storage import default_storage

from claims.choices import EvidenceKind
from claims.models import Evidence
from claims.workflow import evidence_files
from claims.workflow.evidence import add_evidence
from newsroom.errors import Refused
from tests import factories
from tests.claims.admin.desk import at_the_desk, words

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
