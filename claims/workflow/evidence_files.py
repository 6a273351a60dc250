"""Evidence of kind file: bytes that a person uploads, judged by themselves, kept under their hash."""

from mimetypes import guess_extension
from typing import Any

from django.utils.translation import gettext as _

from claims.choices import EvidenceKind
from claims.models import Evidence
from claims.workflow import review
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.permissions import require
from sources import capture, documents
from sources.media_types import EBOOK, HTML, OFFICE, PDF, RTF, SHEET, SLIDES, TEXT, WORD, sniff
from sources.models import Source

DOCUMENTS = frozenset({PDF, TEXT, HTML, WORD, SHEET, SLIDES, OFFICE, RTF, EBOOK})
MEDIA = ("image/", "audio/", "video/")
LARGEST = documents.LARGEST


def add(
    claim_id: int,
    by: User,
    expected_revision: int | None,
    source: Source,
    raw: bytes,
    **fields: Any,
) -> Evidence:
    """Add an uploaded file to the open review. ``fields``: those of Evidence.

    What it is, its bytes say, whatever it is called. Raises Refused, Stale, NotAllowed.
    """
    require(by, "write_review")
    check(raw)
    digest, name = capture.store_raw(raw)
    return review.add_evidence(
        claim_id,
        by,
        expected_revision,
        kind=EvidenceKind.FILE,
        source=source,
        file_sha256=digest,
        file_name=name,
        **fields,
    )


def check(raw: bytes) -> None:
    """Raise Refused for what may not be evidence: nothing, too much, or of another kind."""
    documents.refuse_size(raw)
    kind = sniff(raw)
    if kind in DOCUMENTS or kind.startswith(MEDIA):
        return
    raise Refused(
        _(
            "This is neither a document nor a picture, recording or film (it looks like %(kind)s)."
            " An archive is unpacked first, and each file added by itself."
        )
        % {"kind": kind},
        rule="file_kind",
    )


def stored(evidence: Evidence) -> tuple[bytes, str]:
    """The very bytes, and a name to save them under. Raises Refused where they are not the same."""
    raw = capture.stored_raw(evidence.file_name)
    if capture.sha256(raw) != evidence.file_sha256:
        raise Refused(
            _("What lies in storage is not the file that was added: its hash differs."),
            rule="file_unchanged",
        )
    return raw, f"evidence-{evidence.pk}{guess_extension(sniff(raw)) or ''}"
