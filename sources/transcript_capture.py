"""Transcripts: a text, which is stored as a snapshot, and when each of its parts is spoken."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.models import User
from sources import capture, recordings, transcripts
from sources.choices import CaptureMethod, TranscriptOrigin
from sources.documents import REASONS
from sources.media_types import TEXT
from sources.models import Cue, Recording, Sighting, Snapshot, Source, Transcript
from sources.parsing import Ended, answer

MOST_CUES = 200_000
LATEST = 7 * 24 * 3_600_000  # milliseconds
AT_A_TIME = 5_000  # rows


@dataclass(frozen=True)
class Making:
    """Who or what made a transcript; of a machine, ``made_by`` is its model."""

    origin: TranscriptOrigin
    made_by: str = ""
    version: str = ""


def read(body: bytes) -> transcripts.Transcript:
    """A transcript's file, read in a child with limits. Raises Refused, with the line where there is one."""
    if len(body) > transcripts.LARGEST:
        raise Refused(
            _(
                "The transcript is larger than %(most)d MB, more than the captions of 12 hours. Split it"
                " and upload the parts."
            ),
            rule="transcript_size",
            most=transcripts.LARGEST // 10**6,
        )
    try:
        found, _nothing = answer({"kind": "transcript"}, body)
    except Ended as error:
        reason = "too_much" if error.too_much else "crashed"
        raise Refused(REASONS[reason], rule="transcript_file") from error
    if "refused" in found:
        raise Refused(REASONS[found["refused"]], rule="transcript_file")
    if "sentence" in found:
        raise Refused(_(found["sentence"]), rule="transcript_file", **found["values"])
    cues = tuple(transcripts.Cue(*each) for each in found["cues"])
    return transcripts.Transcript(found["text"], cues, found["format"])


def _check_cues(found: transcripts.Transcript) -> None:
    if len(found.cues) > MOST_CUES:
        raise Refused(
            _("The transcript has more than %(most)s parts with a time. Split it."),
            rule="transcript_size",
            most=f"{MOST_CUES:,}",
        )
    for number, cue in enumerate(found.cues, start=1):
        if not 0 <= cue.start_ms < cue.end_ms <= LATEST:
            raise Refused(
                _(
                    "Part %(number)d of the transcript can't have its times: it ends before it starts,"
                    " at once, or after more than a week. Correct them in the file."
                ),
                rule="cue_ends_after_it_starts",
                number=number,
            )


def store(
    source: Source,
    by: User,
    found: transcripts.Transcript,
    raw: bytes,
    making: Making,
    recording: recordings.Given | Recording = recordings.NONE,
    method: CaptureMethod = CaptureMethod.UPLOADED,
) -> tuple[Snapshot, bool]:
    """The transcript as a snapshot of the source, and whether it is new; inside the caller's verb.

    The same transcript again is a sighting. Raises Refused, also where the source has the same text
    with other times or another origin: what a snapshot says of itself never changes.
    """
    _check_cues(found)
    text_sha256 = capture.sha256(capture.checked_text(found.text))
    same = Snapshot.objects.filter(source=source, text_sha256=text_sha256).first()
    if isinstance(recording, Recording):
        held: Recording | None = recording
    else:
        held = recordings.store(by, recording) if recording else None
    if same is not None:
        if not _is_same(same, found, making, held.pk if held else None):
            raise Refused(
                _(
                    "This source has the same text already, with other times, another recording or"
                    " another origin. What is stored never changes: add the transcript as a source of"
                    " its own, with another address or none."
                ),
                rule="snapshot_once_per_text",
            )
        Sighting.objects.create(
            snapshot=same, method=method, raw_sha256=capture.sha256(raw), seen_by=by
        )
        return same, False
    snapshot, _new = capture.observe(
        source,
        by,
        found.text,
        raw,
        method=method,
        read_by=f"transcript {found.format}"[:50],
        media_type=TEXT,
    )
    transcript = Transcript(
        snapshot=snapshot,
        recording=held,
        format=found.format[:30],
        **_fields(making),
    )
    transcript.full_clean()
    transcript.save(force_insert=True)
    Cue.objects.bulk_create((_row(transcript, each) for each in found.cues), batch_size=AT_A_TIME)
    return snapshot, True


def _fields(making: Making) -> dict[str, Any]:
    return {
        "origin": making.origin,
        "made_by": making.made_by.strip(),
        "version": making.version.strip(),
    }


def _row(transcript: Transcript, cue: transcripts.Cue) -> Cue:
    return Cue(
        transcript=transcript,
        start_ms=cue.start_ms,
        end_ms=cue.end_ms,
        start=cue.start,
        end=cue.end,
        speaker=cue.speaker[:300],
    )


def _is_same(
    snapshot: Snapshot, found: transcripts.Transcript, making: Making, recording: int | None
) -> bool:
    columns = (*_fields(making), "recording_id")
    stored = Transcript.objects.filter(pk=snapshot.pk).values_list(*columns).first()
    if stored != (*_fields(making).values(), recording):
        return False
    names = ("start_ms", "end_ms", "start", "end", "speaker")
    cues = Cue.objects.filter(transcript=snapshot.pk).order_by("start").values_list(*names)
    return list(cues) == [
        (each.start_ms, each.end_ms, each.start, each.end, each.speaker[:300])
        for each in found.cues
    ]
