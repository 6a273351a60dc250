"""Transcripts by speech recognition: a worker listens to a recording and stores what it took for words.

It is a transcript of a machine's: nothing in it is confirmed until a person has listened to it.
"""

from typing import Any

from django.utils.translation import gettext as _

from claims.capture import intake
from claims.capture.processing import mark_failed, set_message
from newsroom import timeouts
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import SOON, enqueue
from newsroom.models import User
from newsroom.permissions import require
from newsroom.verbs import permitted
from sources import capture, recordings, speech, transcript_capture
from sources.choices import CaptureMethod, CaptureState, SourceKind, TranscriptOrigin
from sources.models import CaptureRequest, Recording, Snapshot, Source
from sources.recordings import Given
from sources.transcript_capture import Making


def request_transcript(
    by: User, given: Given, file_name: str = "", **stated: Any
) -> CaptureRequest:
    """Of a recording's file. ``stated``: fields of the source. Raises Refused, NotAllowed."""
    require(by, "add_source")
    _require_speech_recognition()
    if given.file is None:
        raise Refused(
            _("Choose the recording's file: what is only at an address isn't fetched."),
            rule="recording_has_a_file",
        )
    speech.check_language(_language_of(stated))
    recordings.check(given.file)
    with permitted(by, "add_source"):
        # First, as an erasure does, so that no request is left of what it erased.
        recordings.lock()
        return _request(by, recordings.store(by, given), stated, file_name)


def request_transcript_of(snapshot_id: int, by: User) -> CaptureRequest:
    """Another transcript of the recording of this one, as a source of its own that copies its source.

    So a machine's slips change no quote of the first, and neither is independent of the other.
    """
    _require_speech_recognition()
    with permitted(by, "add_source"):
        recordings.lock()  # as above
        snapshot = Snapshot.objects.select_related("source", "transcript__recording").get(
            pk=snapshot_id
        )
        recording = snapshot.transcript.recording
        if recording is None or not recording.file_name:
            raise Refused(_("We don't hold the file of this recording."), rule="recording_kind")
        source = snapshot.source
        names = ("title", "publisher", "published_on", "language", "kind", "licence")
        stated = {name: getattr(source, name) for name in names}
        speech.check_language(_language_of(stated))
        stated["syndicated_from"] = source.syndicated_from or source
        return _request(by, recording, stated)


def _require_speech_recognition() -> None:
    if not speech.is_on():
        raise Refused(_("Speech recognition is switched off."), rule="speech_recognition")


def _request(
    by: User, recording: Recording, stated: dict[str, Any], file_name: str = ""
) -> CaptureRequest:
    stated["kind"] = stated.get("kind") or SourceKind.TRANSCRIPT
    request = intake.new_request(by, stated, file_name=file_name.strip()[:300], recording=recording)
    request.save()
    intake.enqueue_speech(request)
    return request


def recognise(request_id: int) -> None:
    """What was requested; a refusal is recorded in the row. A second run changes nothing."""
    request = CaptureRequest.objects.select_related("recording", "requested_by").get(pk=request_id)
    if request.state != CaptureState.WAITING or request.recording is None:
        return
    try:
        _require_speech_recognition()
        _recognise(request, request.recording)
    except Refused as error:
        mark_failed(error.sentence, request_id)


def _recognise(request: CaptureRequest, recording: Recording) -> None:
    by = request.requested_by
    if by is None:
        raise Refused(_("Nobody has requested this transcript."))
    require(by, "add_source")
    heard = speech.recognise(
        recording,
        _language_of(request.stated),
        lambda seconds: _report_progress(request.pk, seconds),
    )
    raw = heard.as_file()
    found = transcript_capture.read(raw)
    making = Making(TranscriptOrigin.MACHINE, f"whisper {heard.model}"[:300], heard.version[:100])
    with acting(by):
        # First, as an erasure does, which locks captures after it. What was heard is not thrown away meanwhile.
        timeouts.wait_for_locks(timeouts.ERASURE)
        recordings.lock()
        locked = intake.lock(request.pk)
        if locked.state != CaptureState.WAITING:
            return
        current = Recording.objects.get(pk=recording.pk)
        if current.erased:
            raise Refused(_("Two people erased this recording meanwhile."), rule="recording_kind")
        source, new = _source(by, found.text, locked.stated)
        snapshot, new_text = transcript_capture.store(
            source, by, found, raw, making, current, CaptureMethod.UPLOADED
        )
        locked.source, locked.snapshot = source, snapshot
        locked.message = intake.mark_copy(source, snapshot, new, new_text)
        locked.state = CaptureState.STORED
        locked.save(update_fields=["source", "snapshot", "message", "state"])
        enqueue(intake.JOB, priority=SOON, request_id=request.pk)


def _language_of(stated: dict[str, Any]) -> str:
    """As models name it: without a region."""
    return str(stated.get("language") or "").partition("-")[0].lower()


def _source(by: User, text: str, stated: dict[str, Any]) -> tuple[Source, bool]:
    fields = intake.fields_of(dict(stated))
    return capture.by_address(str(stated.get("uri", "")), by, text, **fields)


def _report_progress(request_id: int, seconds: int) -> None:
    minutes = f"{seconds // 60}:{seconds % 60:02d}"
    set_message(request_id, _("Transcribed so far: %(minutes)s minutes.") % {"minutes": minutes})
