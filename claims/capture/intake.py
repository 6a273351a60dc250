"""Requesting the capture of a link, a file or a pasted text.

A verb stores the request and returns; a worker processes it (``claims.capture.processing``) and
records its state in the row. ``stated``: what the person states about the source
(``sources.capture.STATED``); it takes precedence over what the page says.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from newsroom.errors import Refused, rules_in_words
from newsroom.history import acting
from newsroom.jobs import SOON, enqueue
from newsroom.models import User
from newsroom.permissions import require
from newsroom.texts import stripped
from newsroom.verbs import permitted
from sources import capture, documents
from sources.allowed_hosts import destination
from sources.choices import CaptureMethod, CaptureState, SourceKind
from sources.media_types import GZIP, WARC
from sources.models import CaptureRequest, Publisher, Snapshot, Source

JOB = "claims.process_capture"
SPEECH_JOB = "claims.recognise_speech"


def request_link(by: User, url: str, **stated: Any) -> CaptureRequest:
    require(by, "add_source")
    if "uri" in stated:
        raise Refused(_("A link is its own address: leave the other one out."))
    address = str(destination(url.strip()))
    return _create(by, stated, url=address)


def start_link(by: User, url: str) -> CaptureRequest:
    """``request_link``, inside the caller's verb."""
    return _start(by, {}, url=str(destination(url.strip())))


def request_file(by: User, name: str, raw: bytes, **stated: Any) -> CaptureRequest:
    """An uploaded page, text, PDF or archive of pages (WARC)."""
    require(by, "add_source")
    documents.refuse_size(raw)
    documents.refuse_other_kinds(raw, WARC, GZIP)
    with acting(by):
        digest, stored = capture.store_raw(raw)
        file_name = stripped(name).strip()[:300]
        return _start(by, stated, file_name=file_name, raw_sha256=digest, raw_name=stored)


def paste(by: User, text: str, **stated: Any) -> CaptureRequest:
    """The text is stored at once; the worker only reads it."""
    with permitted(by, "add_source"):
        return start_paste(by, text, **stated)


def start_paste(by: User, text: str, **stated: Any) -> CaptureRequest:
    """``paste``, inside the caller's verb."""
    text = capture.checked_text(text)
    request = new_request(by, stated)
    request.source, request.snapshot, request.message = observe(
        by,
        str(stated.get("uri", "")),
        text,
        text.encode(),
        fields_of(stated),
        method=CaptureMethod.PASTED,
    )
    request.state = CaptureState.STORED
    request.save()
    enqueue(JOB, priority=SOON, request_id=request.pk)
    return request


def add_excerpt(
    by: User,
    uri: str,
    text: str,
    consulted_on: date,
    consulted_url: str = "",
    timecode: str = "",
    **stated: Any,
) -> Snapshot:
    with permitted(by, "add_source"):
        source, _new = capture.by_address(uri, by, text, **stated)
        return capture.store_excerpt(source, by, text, consulted_on, consulted_url, timecode)


def retry(request_id: int, by: User) -> CaptureRequest:
    with permitted(by, "add_source"):
        request = lock(request_id)
        if request.state != CaptureState.FAILED:
            raise Refused(_("Only a failed capture can be retried."))
        request.state = CaptureState.STORED if request.snapshot_id else CaptureState.WAITING
        request.message, request.finished_at = "", None
        request.save(update_fields=["state", "message", "finished_at"])
        if request.state == CaptureState.WAITING and request.recording_id:
            enqueue_speech(request)
        else:
            enqueue(JOB, priority=SOON, request_id=request.pk)
        return request


def enqueue_speech(request: CaptureRequest) -> None:
    """One recording after the other, so that the other places of the workers stay free."""
    enqueue(SPEECH_JOB, lock=SPEECH_JOB, request_id=request.pk)


def _create(by: User, stated: dict[str, Any], **fields: str) -> CaptureRequest:
    with acting(by):
        return _start(by, stated, **fields)


def _start(by: User, stated: dict[str, Any], **fields: str) -> CaptureRequest:
    request = new_request(by, stated, **fields)
    request.save()
    enqueue(JOB, priority=SOON, request_id=request.pk)
    return request


def new_request(by: User, stated: dict[str, Any], **fields: Any) -> CaptureRequest:
    """Not saved yet. Raises Refused where the stated fields can't be a source's."""
    if unknown := stated.keys() - capture.STATED:
        raise Refused(_("A source has no %(fields)s."), fields=", ".join(sorted(unknown)))
    # Checked now, not when the worker comes to it.
    uri = str(stated.get("uri") or "urn:sha256:" + "0" * 64)
    with rules_in_words():
        Source(
            uri=uri, added_by=by, **({"kind": SourceKind.ARTICLE} | fields_of(stated))
        ).full_clean(validate_unique=False)
    kept = {
        name: value.pk
        if isinstance(value, Publisher | Source)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in stated.items()
        if value not in (None, "")
    }
    return CaptureRequest(requested_by=by, stated=kept, **fields)


def fields_of(stated: dict[str, Any]) -> dict[str, Any]:
    """``stated`` as fields of Source, from a form or from a request's row."""
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
    """Store what was obtained; returns the source, the snapshot, and a message to people."""
    stated.setdefault("kind", SourceKind.ARTICLE)
    source, new = capture.by_address(address, by, text, **stated)
    snapshot, new_text = capture.observe(source, by, text, raw, **how)
    return source, snapshot, mark_copy(source, snapshot, new, new_text)


def mark_copy(source: Source, snapshot: Snapshot, new: bool, new_text: bool) -> str:
    """Record a new source as a copy of the one with the same text; a message to people, or none."""
    if not new:
        return "" if new_text else _("The text is the same as before.")
    origin = capture.same_text_elsewhere(source, snapshot.text_sha256)
    if origin is None or source.syndicated_from_id is not None:
        return ""
    # It is not independent of the text it repeats; which one is the copy, a person decides.
    source.syndicated_from = origin
    source.save(update_fields=["syndicated_from"])
    return _(
        "“%(origin)s” has the same text. This is stored as a copy of it; if it is the original,"
        " swap the two on the source's page."
    ) % {"origin": origin}
