"""Asking for a capture: of a link, a file or a pasted text, to be read for statements.

Whoever asks gets a row at once; a worker does the rest (``claims.capture.processing``), and the row says
how far it is.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from newsroom.errors import Refused, rules_in_words
from newsroom.history import acting
from newsroom.jobs import SOON, enqueue
from newsroom.models import User
from newsroom.permissions import require
from sources import capture, documents
from sources.allowed_hosts import destination
from sources.choices import CaptureState, SourceKind
from sources.media_types import GZIP, WARC
from sources.models import CaptureRequest, Publisher, Snapshot, Source

# What a person may say of the source when asking; it goes before what the page says.
STATED = frozenset(
    {"uri", "kind", "title", "byline", "publisher", "published_on", "published_note"}
    | {"language", "licence", "note", "syndicated_from"}
)
JOB = "claims.process_capture"


def request_link(by: User, url: str, **stated: Any) -> CaptureRequest:
    """Ask for the page at a web address. ``stated``: see STATED. Raises Refused, NotAllowed."""
    require(by, "add_source")
    if "uri" in stated:
        raise Refused(_("The page's own address is its address: state no other."))
    address = str(destination(url.strip()))
    return _ask(by, stated, url=address)


def request_file(by: User, name: str, raw: bytes, **stated: Any) -> CaptureRequest:
    """Ask for an uploaded file: a page, a text, a PDF, or an archive of pages (WARC).

    Raises Refused, NotAllowed.
    """
    require(by, "add_source")
    documents.refuse_size(raw)
    documents.refuse_other_kinds(raw, WARC, GZIP)
    digest, stored = capture.store_raw(raw)
    return _ask(by, stated, file_name=name.strip()[:300], raw_sha256=digest, raw_name=stored)


def paste(by: User, text: str, **stated: Any) -> CaptureRequest:
    """Store a pasted text at once, and ask for it to be read. Raises Refused, NotAllowed."""
    require(by, "add_source")
    with acting(by):
        text = capture.checked_text(text)
        request = _request(by, stated)
        request.source, request.snapshot, request.message = observe(
            by, str(stated.get("uri", "")), text, text.encode(), fields_of(stated), method="pasted"
        )
        request.state = CaptureState.STORED
        request.save()
        enqueue(JOB, priority=SOON, request_id=request.pk)
        return request


def retry(request_id: int, by: User) -> CaptureRequest:
    """Ask once more for what failed. Raises Refused, NotAllowed."""
    require(by, "add_source")
    with acting(by):
        request = lock(request_id)
        if request.state != CaptureState.FAILED:
            raise Refused(_("Only a capture that failed is tried again."))
        request.state = CaptureState.STORED if request.snapshot_id else CaptureState.WAITING
        request.message, request.finished_at = "", None
        request.save(update_fields=["state", "message", "finished_at"])
        enqueue(JOB, priority=SOON, request_id=request.pk)
        return request


def _ask(by: User, stated: dict[str, Any], **of: str) -> CaptureRequest:
    with acting(by):
        request = _request(by, stated, **of)
        request.save()
        enqueue(JOB, priority=SOON, request_id=request.pk)
        return request


def _request(by: User, stated: dict[str, Any], **of: str) -> CaptureRequest:
    if unknown := stated.keys() - STATED:
        raise Refused(
            _("A source does not state %(fields)s.") % {"fields": ", ".join(sorted(unknown))}
        )
    fields = fields_of(stated)
    # What is said of it must hold before anybody waits for it.
    uri = str(stated.get("uri") or "urn:sha256:" + "0" * 64)
    with rules_in_words():
        Source(uri=uri, added_by=by, **({"kind": SourceKind.ARTICLE} | fields)).full_clean(
            validate_unique=False
        )
    kept = {
        name: value.pk
        if isinstance(value, Publisher | Source)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in stated.items()
        if value not in (None, "")
    }
    return CaptureRequest(requested_by=by, stated=kept, **of)


def fields_of(stated: dict[str, Any]) -> dict[str, Any]:
    """What was stated, as fields of Source; it may come from a person or from a request's row."""
    fields = {name: value for name, value in stated.items() if name != "uri" and value}
    for name, model in (("publisher", Publisher), ("syndicated_from", Source)):
        if isinstance(number := fields.get(name), int):
            fields[name] = model._default_manager.get(pk=number)
    if isinstance(day := fields.get("published_on"), str):
        fields["published_on"] = date.fromisoformat(day)
    return fields


def lock(request_id: int) -> CaptureRequest:
    request: CaptureRequest = (
        CaptureRequest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("requested_by", "source")
        .get(pk=request_id)
    )
    return request


def observe(
    by: User | None, address: str, text: str, raw: bytes, stated: dict[str, Any], **how: Any
) -> tuple[Source, Snapshot, str]:
    """Store what was obtained; returns the source, the snapshot, and what a person should know."""
    stated.setdefault("kind", SourceKind.ARTICLE)
    source, new = capture.by_address(address, by, text, **stated)
    snapshot, new_text = capture.observe(source, by, text, raw, **how)
    if not new:
        return source, snapshot, "" if new_text else _("The text is the same as before.")
    origin = capture.same_text_elsewhere(source, snapshot.text_sha256)
    if origin is None or source.syndicated_from_id is not None:
        return source, snapshot, ""
    # Never independent of the text it repeats; which of the two copies the other, a person says.
    source.syndicated_from = origin
    source.save(update_fields=["syndicated_from"])
    return (
        source,
        snapshot,
        _(
            "The same text stands at “%(origin)s”. This is logged as a copy of it; if it is the"
            " other way round, say so on the source's page."
        )
        % {"origin": origin},
    )
