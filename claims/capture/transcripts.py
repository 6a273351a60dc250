"""Adding a transcript: recording, text and times are stored in one transaction; a worker reads the text.

A file that can't be read is refused at once, with its line, and nothing is stored.
"""

from threading import Lock
from typing import Any

from django.utils.translation import gettext as _

from claims.capture import intake
from newsroom.errors import Refused
from newsroom.jobs import SOON, enqueue
from newsroom.models import User
from newsroom.permissions import require
from newsroom.texts import stripped
from newsroom.verbs import permitted
from sources import capture, recordings, transcript_capture
from sources.choices import CaptureMethod, CaptureState, SourceKind
from sources.models import CaptureRequest
from sources.recordings import NONE, Given
from sources.transcript_capture import Making

# A large one takes this process a minute, so that many at once would leave no thread for readers.
_reading = Lock()


def add_transcript(
    by: User,
    raw: bytes,
    making: Making,
    recording: Given = NONE,
    file_name: str = "",
    **stated: Any,
) -> CaptureRequest:
    """Store a transcript's file, or its pasted text where it has no ``file_name``.

    ``stated``: fields of the source. Raises Refused, NotAllowed.
    """
    require(by, "add_source")
    if not _reading.acquire(blocking=False):
        raise Refused(
            _(
                "Another transcript is being read just now. Wait a minute, then send this one again."
            ),
            rule="transcript_one_at_a_time",
        )
    try:
        return _added(by, raw, making, recording, file_name, stated)
    finally:
        _reading.release()


def _added(
    by: User, raw: bytes, making: Making, recording: Given, file_name: str, stated: dict[str, Any]
) -> CaptureRequest:
    # Before the transaction: both may take seconds.
    found = transcript_capture.read(raw)
    if recording.file is not None:
        recordings.check(recording.file)
    stated["kind"] = stated.get("kind") or SourceKind.TRANSCRIPT
    with permitted(by, "add_source"):
        if recording.file is not None:
            # First, as an erasure does, so that its file is not removed below a new transcript.
            recordings.lock()
        request = intake.new_request(by, stated, file_name=stripped(file_name).strip()[:300])
        source, new = capture.by_address(
            str(stated.get("uri", "")), by, found.text, **intake.fields_of(stated)
        )
        method = CaptureMethod.UPLOADED if file_name else CaptureMethod.PASTED
        snapshot, new_text = transcript_capture.store(
            source, by, found, raw, making, recording, method
        )
        request.source, request.snapshot = source, snapshot
        request.message = intake.mark_copy(source, snapshot, new, new_text)
        request.state = CaptureState.STORED
        request.save()
        enqueue(intake.JOB, priority=SOON, request_id=request.pk)
        return request
