"""Adding a transcript: recording, text and times in one transaction; bad input leaves a clean database."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.admin.capture.captures import inbox_of
from claims.capture import processing, transcripts
from claims.models import Candidate
from newsroom import tokens
from newsroom.choices import TokenScope
from newsroom.errors import Refused
from newsroom.models import Event, User
from sources import recordings, transcript_capture
from sources.choices import TranscriptOrigin
from sources.models import CaptureRequest, Recording, Snapshot, Transcript
from sources.recordings import Given
from sources.transcript_capture import Making
from tests import factories, spoken
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = pytest.mark.django_db

SRT = """1
00:00:12,300 --> 00:00:15,800
NUÑEZ: We have built 150 bridges since January.

2
00:00:15,500 --> 00:00:18,000
Nobody has built as many.

3
00:00:18,200 --> 00:00:21,000
RUIZ: That is not what the audit office counted.
"""
CAPTIONS = Making(TranscriptOrigin.CAPTIONS, "VideoSite")
VIDEO = Given(url="https://video.example/watch?v=1", held_by="VideoSite")


def add(by: User | None = None, raw: bytes = SRT.encode(), **given: Any) -> CaptureRequest:
    made: dict[str, Any] = {"making": CAPTIONS, "recording": VIDEO, "title": "The debate"} | given
    return transcripts.add_transcript(by or factories.reporter(), raw, **made)


def test_recording_text_and_times_are_stored_at_once() -> None:
    by = factories.reporter()
    request = add(by, recording=spoken.file(), file_name="debate.srt", language="en")
    snapshot = cast("Snapshot", request.snapshot)
    assert (request.state, request.file_name) == ("stored", "debate.srt")
    assert (snapshot.source.kind, snapshot.source.title) == ("transcript", "The debate")
    assert snapshot.method == "uploaded"
    transcript = snapshot.transcript
    assert (transcript.origin, transcript.format) == ("captions", "SRT")
    assert cast("Recording", transcript.recording).sha256
    assert [
        (each.start_ms, each.end_ms, each.speaker, snapshot.text[each.start : each.end])
        for each in transcript.cues.all()
    ] == [
        (12_300, 15_800, "NUÑEZ", "We have built 150 bridges since January."),
        (15_500, 18_000, "NUÑEZ", "Nobody has built as many."),
        (18_200, 21_000, "RUIZ", "That is not what the audit office counted."),
    ]
    tables = ("sources_recording", "sources_transcript", "sources_capturerequest")
    assert {each.actor_id for each in Event.objects.filter(table__in=tables)} == {by.pk}


def test_the_same_transcript_again_stores_nothing_new() -> None:
    first, again = add(), add()
    assert first.snapshot == again.snapshot
    assert again.message == "The text is the same as before."
    assert Recording.objects.count() == Transcript.objects.count() == 1


def cue(start: str, end: str, words: str = "Fine.") -> bytes:
    return f"1\n{start} --> {end}\n{words}\n".encode()


class Huge(BytesIO):
    """A file that says it has 10 GB."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return 10_000_000_000 if whence == 2 else super().seek(offset, whence)


def polyglot(*parts: bytes) -> Given:
    return spoken.file(b"".join(parts))


PERSON = TranscriptOrigin.PERSON
MACHINE = TranscriptOrigin.MACHINE
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({"raw": b""}, "The file is empty"),
    "blanks": ({"raw": b" \n\n "}, "The file is empty"),
    "negative times": ({"raw": cue("-00:00:02,000", "00:00:04,000")}, "Line 2: a time is negative"),
    "ends before it starts": ({"raw": cue("00:00:09,000", "00:00:04,000")}, "Line 2: the cue ends"),
    "a time that is none": ({"raw": cue("00:00:0x,000", "00:00:04,000")}, "Line 2"),
    "a minute of 99 seconds": ({"raw": cue("00:00:99,000", "00:01:40,000")}, "Line 2"),
    "later than any recording": ({"raw": cue("101:00:00,000", "101:00:04,000")}, "Line 2"),
    "an overflow of hours": ({"raw": cue("9" * 30 + ":00:00,000", "00:00:04,000")}, "Line 2"),
    "cut in the middle": ({"raw": SRT.encode()[:-70]}, "Line 10"),
    "half of a WebVTT": ({"raw": b"WEBVTT\n\n00:00:01.000 -->"}, "Line"),
    "a null": ({"raw": SRT.encode() + b"\x00x"}, "Line 12 holds a null character"),
    "half of a character": ({"raw": b"\xff\xfe" + SRT.encode("utf-16-le")[:-1]}, "encoding"),
    "no times and no speakers": ({"raw": b"It is so."}, "Line 1"),
    "a long line": ({"raw": SRT.encode() + b"x" * 6000}, "Line 12 is longer"),
    "too many cues": (
        {"raw": b"".join(cue("00:00:01,000", "00:00:02,000") + b"\n" for _each in range(50_001))},
        "more than 50000 cues",
    ),
    "a transcript too large": ({"raw": b"x" * 20_000_001}, "larger than 20 MB"),
    "a bomb of XML": (
        {"raw": b'<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY a "aaaa">]><tt>&a;</tt>'},
        "Line",
    ),
    "a page": ({"raw": b"<html><body>1</body></html>"}, "no transcript"),
    "a PDF": ({"raw": b"%PDF-1.7 1"}, "no transcript"),
    "a packed file": ({"raw": b"PK\x03\x04" + SRT.encode()}, "no transcript"),
    "a recording as transcript": ({"raw": spoken.WAVE}, "no transcript"),
    "JSON of something else": ({"raw": b'{"a": [1]}'}, "Line 1: this JSON has neither"),
    "JSON nested deep": ({"raw": b'{"events":' + b"[" * 100_000}, "Line 1: this JSON is damaged"),
    "a machine without a version": ({"making": Making(MACHINE, "whisper")}, "Say who transcribed"),
    "a person without a name": ({"making": Making(PERSON)}, "Say who transcribed"),
    "a platform with a version": (
        {"making": Making(TranscriptOrigin.CAPTIONS, "A", "2")},
        "Only a machine",
    ),
    "an empty recording": ({"recording": spoken.file(b"")}, "recording is empty"),
    "10 GB": ({"recording": Given(Huge(spoken.WAVE))}, "larger than 4 GB"),
    "a text as recording": ({"recording": spoken.file(b"hello")}, "not sound or film"),
    "a page that starts as sound": (
        {"recording": polyglot(b"ID3", b"<html><script>alert(1)</script>")},
        "something else at once",
    ),
    "an archive at the end of sound": (
        {"recording": polyglot(spoken.WAVE, b"PK\x03\x04a", b"PK\x05\x06" + bytes(18))},
        "something else at once",
    ),
    "a PDF in sound": ({"recording": polyglot(spoken.WAVE, b"%PDF-1.7")}, "not sound or film"),
    "an address without its holder": (
        {"recording": Given(url="https://video.example/1")},
        "who holds it",
    ),
    "a holder without an address": ({"recording": Given(held_by="The chamber")}, "its address"),
    "a script as address": (
        {"recording": Given(url="javascript:alert(1)", held_by="A")},
        "http:// or https://",
    ),
    "an address with a password": (
        {"recording": Given(url="https://a:b@video.example/1", held_by="A")},
        "user name or password",
    ),
    "a source without an address": ({"uri": "javascript:alert(1)"}, "."),
    "a language that is too long": ({"language": "x" * 13}, "12"),
    "a language that is none": ({"language": "xx-none!"}, "BCP 47"),
}


def rows() -> dict[str, int]:
    """How many each table has that a transcript may be written to."""
    labels = ("sources", "newsroom.Job", "newsroom.Event")
    models = [each for each in apps.get_models() if each._meta.app_label == labels[0]]
    models += [apps.get_model(label) for label in labels[1:]]
    return {each.__name__: each._default_manager.count() for each in models if each._meta.managed}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.few(13)
def test_bad_input_ends_in_a_sentence_and_a_clean_database(what: str) -> None:
    given, sentence = BAD[what]
    by = factories.reporter()
    before = rows()
    with pytest.raises(Refused, match=sentence) as refused:
        add(by, **given)
    assert refused.value.sentence.endswith((".", "…"))
    assert rows() == before


def test_what_looks_bad_and_can_be_read() -> None:
    """Equal times last until the next start; a recording of 12 hours has cues of its last second."""
    request = add(
        raw=b"1\n00:00:01,000 --> 00:00:01,000\nA B.\n\n2\n11:59:59,500 --> 12:00:00,000\nC.\n"
    )
    cues = cast("Snapshot", request.snapshot).transcript.cues.values_list("start_ms", "end_ms")
    assert list(cues) == [(1_000, 43_199_500), (43_199_500, 43_200_000)]


def test_what_fails_at_the_last_row_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    by = factories.reporter()
    before = rows()

    def broken(*_given: Any) -> Any:
        raise Refused("The disk is full.")

    monkeypatch.setattr(transcript_capture, "_row", broken)
    with pytest.raises(Refused):
        add(by, recording=spoken.file())
    assert rows() == before


# The desk's door

FORM = {"origin": "captions", "made_by": "VideoSite", "title": "The debate"}


def send(client: Client, **data: Any) -> Any:
    return client.post(reverse("admin:sources_capturerequest_transcript"), FORM | data)


def test_the_desk_takes_a_file_with_its_recording() -> None:
    by = factories.reporter()
    client = at_the_desk(by)
    assert "add a transcript" in words(client.get(reverse("admin:sources_capturerequest_add")))
    answer = send(
        client,
        file=SimpleUploadedFile("debate.srt", SRT.encode()),
        recording=SimpleUploadedFile("debate.wav", spoken.WAVE),
        published_on="2026-03-04",
        language="en",
    )
    request = CaptureRequest.objects.get()
    assert answer["Location"] == url_of(request)
    snapshot = cast("Snapshot", request.snapshot)
    assert snapshot.source.published_on == factories.DAY.replace(day=4)
    path = recordings.path_of(cast("Recording", snapshot.transcript.recording))
    assert cast("Path", path).read_bytes() == spoken.WAVE


def test_the_desk_takes_a_pasted_text_with_the_recordings_address() -> None:
    client = at_the_desk(factories.reporter())
    text = "[00:12:34] RUIZ: It is so.\r\n[00:12:40] NUÑEZ: It is not."
    send(client, text=text, recording_url=VIDEO.url, held_by=VIDEO.held_by)
    snapshot = Snapshot.objects.get()
    assert (snapshot.method, snapshot.text) == ("pasted", "It is so.\nIt is not.")
    assert snapshot.transcript.cues.get(start=0).start_ms == 754_000


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose the transcript"),
        ({"text": "It is so."}, "neither times nor speakers"),
        ({"text": cue("00:00:09,000", "00:00:04,000").decode()}, "Line 2: the cue ends"),
        ({"text": SRT, "recording_url": "https://video.example/1"}, "Say who holds"),
        ({"text": SRT, "held_by": "The chamber"}, "Give the address"),
        ({"text": SRT, "origin": "machine"}, "Say who transcribed it"),
        ({"text": SRT, "origin": "rumour"}, "valid choice"),
    ],
)
def test_the_desk_says_what_is_wrong_and_keeps_what_was_typed(
    given: dict[str, str], sentence: str
) -> None:
    page = words(send(at_the_desk(factories.reporter()), **given))
    assert sentence in page
    assert "The debate" in page
    assert not Snapshot.objects.exists()


def test_whoever_only_reads_adds_no_transcript() -> None:
    client = at_the_desk(factories.person(None))
    assert client.get(reverse("admin:sources_capturerequest_transcript")).status_code == 403
    assert send(client, text=SRT).status_code == 403


# The API's door


def post(client: Client, by: User, body: Any, *scopes: str) -> Any:
    headers = {
        "Authorization": f"Token {tokens.make(by, 'script', 1, scopes or TokenScope.values)}"
    }
    if any(hasattr(each, "read") for each in body.values()):
        return client.post("/api/v1/working/transcripts/", body, headers=headers)
    return client.post(
        "/api/v1/working/transcripts/", json.dumps(body), "application/json", headers=headers
    )


def test_the_api_takes_a_text_or_files(client: Client) -> None:
    by = factories.reporter()
    body = {"text": SRT, "origin": "official", "recording_url": VIDEO.url, "held_by": "A"}
    answer = post(client, by, body, "add_sources")
    assert answer.status_code == 202
    assert answer.json()["state"] == "stored"
    files: dict[str, Any] = {
        "file": SimpleUploadedFile("a.srt", SRT.replace("150", "151").encode()),
        "recording": SimpleUploadedFile("a.wav", spoken.WAVE),
        "origin": "machine",
        "made_by": "whisper-tiny.en",
        "version": "1",
    }
    assert post(client, by, files).status_code == 202
    assert sorted(Transcript.objects.values_list("origin", flat=True)) == ["machine", "official"]


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"origin": "rumour"}, 400, "is none of these"),
        ({"origin": None}, 400, "null"),
        ({"text": "It is so."}, 422, "neither times nor speakers"),
        (
            {"text": cue("-00:00:02,000", "00:00:04,000").decode()},
            422,
            "Line 2: a time is negative",
        ),
        ({"recording_url": "https://video.example/1"}, 422, "who holds it"),
        ({"recording": "x"}, 400, "There is no such field"),
    ],
)
def test_the_api_refuses_in_words(
    client: Client, change: dict[str, Any], status: int, sentence: str
) -> None:
    body = {"text": SRT, "origin": "captions"} | change
    answer = post(client, factories.reporter(), body)
    assert answer.status_code == status
    assert sentence in json.dumps(answer.json())
    assert not Snapshot.objects.exists()


def test_the_api_needs_the_scope_for_sources(client: Client) -> None:
    answer = post(client, factories.reporter(), {"text": SRT, "origin": "official"}, "read")
    assert answer.status_code == 403


def test_sentences_become_candidates_with_label_and_time() -> None:
    by = factories.reporter()
    speaker = factories.speaker("Nuñez", by)
    request = add(by, language="en")
    processing.process(request.pk)
    request.refresh_from_db()
    assert (request.state, request.message) == ("done", "3 new statements were found.")
    found = Candidate.objects.order_by("places")
    assert [(each.described_as, each.speaker_name, each.speaker_id) for each in found] == [
        ("NUÑEZ", "Nuñez", speaker.pk),
        ("NUÑEZ", "Nuñez", speaker.pk),
        ("RUIZ", "Ruiz", None),
    ]
    page = words(at_the_desk(by).get(inbox_of(cast("int", request.snapshot_id))))
    assert "0:00:12" in page
    assert "RUIZ" in page
    # Without times the labels stay in the text, and out of the statements.
    plain = add(by, b"RUIZ: We counted 90 bridges in June.\nNUNEZ: You did not count them all.\n")
    processing.process(plain.pk)
    exact = Candidate.objects.filter(snapshot=plain.snapshot_id).values_list("exact", flat=True)
    assert "We counted 90 bridges in June." in set(exact)


def test_many_at_once_leave_threads_for_readers() -> None:
    """Whoever sends one while another is read is told so at once."""
    with transcripts._reading:
        with pytest.raises(Refused) as refused:
            add()
        assert Client().get("/").status_code == 200
    assert refused.value.rule == "transcript_one_at_a_time"
    assert not CaptureRequest.objects.exists()
    assert add().state == "stored"


HOSTILE = {
    "lines that are compared with each other": "a\n" * 9_000,
    "lines that alternate": "a\nb\n" * 4_500,
}


@pytest.mark.parametrize("caption", HOSTILE.values(), ids=HOSTILE)
def test_a_caption_of_very_many_lines_is_refused_by_its_line(caption: str) -> None:
    screens = "".join(
        f"{each + 1}\n00:00:{each:02},000 --> 00:00:{each + 1:02},000\n{caption}\n"
        for each in range(50)
    )
    with pytest.raises(Refused, match="this caption has more than 100 lines") as refused:
        add(raw=screens.encode())
    assert refused.value.rule == "transcript_file"
    assert not CaptureRequest.objects.exists()
