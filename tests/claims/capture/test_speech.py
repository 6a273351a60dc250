"""A recording's transcript is made by a worker; what goes wrong is told to whoever asked."""

import json
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.capture import intake, processing, speech
from claims.models import Candidate
from newsroom.errors import Refused
from newsroom.models import Event, Job, User
from sources import recordings
from sources.models import CaptureRequest, Recording, Snapshot, Source
from sources.speech import recognise
from tests import factories, recogniser, spoken
from tests.claims.admin.desk import at_the_desk, url_of, words
from tests.sql import refused
from tests.workers import work_off

pytestmark = pytest.mark.django_db

ADD = "admin:sources_capturerequest_transcript"


@pytest.fixture
def hears(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """Makes speech recognition say these lines."""

    def set_lines(*lines: str, end: str = "") -> None:
        recogniser.switch_on(monkeypatch, settings, *lines, end=end)

    set_lines(*recogniser.HEARD)
    return set_lines


def requested(by: User | None = None, **stated: Any) -> CaptureRequest:
    return speech.request_transcript(
        by or factories.reporter(),
        spoken.file(),
        "debate.wav",
        **({"title": "The debate"} | stated),
    )


def done(request: CaptureRequest) -> CaptureRequest:
    speech.recognise(request.pk)
    request.refresh_from_db()
    return request


def test_a_machine_writes_down_what_is_said_with_its_model_and_times(hears: Any) -> None:
    by = factories.reporter()
    request = done(requested(by, language="en"))
    assert request.state == "stored"
    snapshot = cast("Snapshot", request.snapshot)
    assert snapshot.source.kind == "transcript"
    transcript = snapshot.transcript
    assert (transcript.origin, transcript.made_by) == ("machine", "whisper tiny.en")
    assert transcript.version == "1a5a, faster-whisper 1.2.1"
    assert transcript.recording == request.recording
    assert transcript.needs_listening
    assert [
        (each.start_ms, each.end_ms, snapshot.text[each.start : each.end])
        for each in transcript.cues.all()
    ] == [
        (12_000, 15_800, "We have built 150 bridges since January."),
        (301_500, 304_000, "Nobody has built as many."),
    ]
    processing.process(request.pk)
    assert "150 bridges" in Candidate.objects.values_list("exact", flat=True)[0]
    assert Event.objects.filter(table="sources_transcript", actor_id=by.pk).exists()


def test_it_tells_how_far_it_is_and_a_second_run_changes_nothing(hears: Any) -> None:
    request = done(requested())
    events = Event.objects.filter(table="sources_capturerequest", row=str(request.pk)).order_by(
        "pk"
    )
    messages = [str(each.new.get("message", "")) for each in events if each.new]
    assert messages[1:3] == [
        "Transcribed so far: 5:00 minutes.",
        "Transcribed so far: 5:10 minutes.",
    ]
    before = Event.objects.count()
    assert done(request).state == "stored"
    assert Event.objects.count() == before


CRASHES = "os.kill(os.getpid(), signal.SIGABRT)"
STOPPED = "os.kill(os.getpid(), signal.SIGXCPU)"


@pytest.mark.parametrize(
    ("lines", "end", "sentence"),
    [
        (recogniser.HEARD[:2], "", "stopped without a result"),
        (recogniser.HEARD[:2], CRASHES, "stopped without a result"),
        (recogniser.HEARD[:2], STOPPED, "more time or memory than is allowed"),
        (["nonsense"], "", "stopped without a result"),
        (['{"segments": [{"start": 1}]}'], "", "stopped without a result"),
        (['{"refused": "all"}'], "", "stopped without a result"),
        (['{"refused": "not_installed"}'], "", "not installed"),
        (['{"refused": "unreadable"}'], "", "can't be read"),
        (['{"refused": ["too_long"]}'], "", "stopped without a result"),
        (["5"], "", "stopped without a result"),
        (['"done"'], "", "stopped without a result"),
        (['{"until": 1e999}'], "", "stopped without a result"),
        (['{"until": NaN}'], "", "stopped without a result"),
        (['{"until": 90000}'], "", "stopped without a result"),
        (['{"model": "a\\u0000"}'], "", "stopped without a result"),
        (['{"version": "\\udc80"}'], "", "stopped without a result"),
        (
            ['{"segments": [{"start": 1, "end": 2, "text": "\\ud800"}]}'],
            "",
            "stopped without a result",
        ),
        (
            ['{"segments": [{"start": 1, "end": 1e999, "text": "A"}]}'],
            "",
            "stopped without a result",
        ),
        (['{"segments": [{"start": "1", "end": 2, "text": "A"}]}'], "", "stopped without a result"),
        (['{"refused": "too_long"}'], "", "longer than 12 hours"),
        (recogniser.HEARD[::3], "", "No speech was found"),
        ([], "while True: print('[' * 70000, flush=True)", "stopped without a result"),
        ([], "while True: print('{}', flush=True)", "more time or memory"),
        ([], "print('1' * 2_000_000, flush=True)", "more time or memory"),
    ],
)
@pytest.mark.few(8)
def test_what_goes_wrong_is_said_and_stores_no_text(
    hears: Any, monkeypatch: pytest.MonkeyPatch, lines: list[str], end: str, sentence: str
) -> None:
    monkeypatch.setattr("sources.transcripts.LARGEST", 200_000)
    hears(*lines, end=end)
    by = factories.reporter()
    request = done(requested(by))
    assert request.state == "failed"
    assert sentence in request.message
    assert not Snapshot.objects.exists()
    page = unescape(words(at_the_desk(by).get(url_of(request))))
    assert sentence in page
    assert "the recording is stored; there is no transcript of it" in page.lower()


@pytest.mark.parametrize(
    ("stated", "reason", "sentence"),
    [
        ("es-AR", "english_only", "knows English only; the source is in Spanish."),
        ("qu", "unknown_language", "doesn't know the source's language (qu)."),
    ],
)
def test_a_model_that_lacks_the_sources_language_is_named(
    hears: Any, stated: str, reason: str, sentence: str
) -> None:
    hears(f'{{"refused": "{reason}"}}')
    assert sentence in done(requested(language=stated)).message


@pytest.mark.parametrize("of_english_alone", [True, False])
def test_a_model_of_english_alone_asks_for_the_language(
    hears: Any, settings: Any, tmp_path: Path, of_english_alone: bool
) -> None:
    words = ["word"] * (51_864 if of_english_alone else 51_865)
    if of_english_alone:
        (tmp_path / "vocabulary.txt").write_text("\n".join(words))
    else:
        (tmp_path / "vocabulary.json").write_text(json.dumps(words))
    settings.SPEECH_MODEL = str(tmp_path)
    if not of_english_alone:
        assert requested().state == "waiting"
        return
    for language in ("", "es"):
        with pytest.raises(Refused, match="knows English only") as refusal:
            requested(language=language)
        assert refusal.value.rule == "speech_language"
    by = factories.reporter()
    file = SimpleUploadedFile("debate.wav", spoken.WAVE)
    sent = {"recognise": "on", "origin": "machine", "title": "The debate", "recording": file}
    page = at_the_desk(by).post(reverse(ADD), sent).content.decode()
    assert "State the source's language." in unescape(page)
    held = spoken.transcript("official", recording=spoken.file(), by=by)
    Source.objects.filter(pk=held.source_id).update(language="")
    with pytest.raises(Refused, match="State the source's language"):
        speech.request_transcript_of(held.pk, by)
    assert not CaptureRequest.objects.exists()
    assert requested(by, language="en-GB").state == "waiting"


def test_one_that_is_silent_for_too_long_is_ended(
    hears: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.speech.PATIENCE", 0.2)
    hears(end="time.sleep(600)")
    assert "more time or memory" in done(requested()).message


def test_a_failed_one_is_tried_again(hears: Any) -> None:
    hears('{"refused": "not_installed"}')
    request = done(requested())
    hears(*recogniser.HEARD)
    intake.retry(request.pk, factories.reporter())
    job = Job.objects.filter(task_name=intake.SPEECH_JOB).latest("pk")
    assert (job.args, job.lock) == ({"request_id": request.pk}, intake.SPEECH_JOB)
    assert done(request).state == "stored"


def test_an_erased_recording_is_not_listened_to(hears: Any) -> None:
    with pytest.raises(Refused, match="was erased"):
        recognise(Recording(sha256="0" * 64, erased=True), "", lambda seconds: None)


def test_a_recording_that_storage_has_lost(hears: Any) -> None:
    request = requested()
    cast("Any", recordings.path_of(cast("Recording", request.recording))).unlink()
    assert "Storage has lost" in done(request).message


def test_it_is_off_unless_a_model_is_set(settings: Any) -> None:
    assert not settings.SPEECH_MODEL
    by = factories.reporter()
    with pytest.raises(Refused, match="switched off"):
        requested(by)
    assert "recognise" not in at_the_desk(by).get(reverse(ADD)).content.decode()


def test_only_sound_and_film_is_taken(hears: Any) -> None:
    by = factories.reporter()
    for given in (recordings.Given(BytesIO(b"hello")), recordings.Given(url="https://a.example/1")):
        with pytest.raises(Refused):
            speech.request_transcript(by, given)
    assert not CaptureRequest.objects.exists()


def test_a_capture_names_a_recording_that_is_there() -> None:
    refused(
        "INSERT INTO sources_capturerequest (occasion, url, file_name, raw_sha256, raw_name, stated, state, message, recording_id)"
        " VALUES ('asked', '', '', '', '', '{}', 'waiting', '', 1000000)",
        by="sources_capturereque_recording_id_1a1712bd_fk_sources_r",
    )


def test_the_desk_has_one_made_of_a_file(hears: Any, client: Client) -> None:
    by = factories.reporter()
    desk = at_the_desk(by)
    form = {"origin": "official", "title": "The debate", "recognise": "on"}
    assert "Choose the recording" in words(desk.post(reverse(ADD), form))
    recording = SimpleUploadedFile("debate.wav", spoken.WAVE)
    assert "not both" in words(
        desk.post(reverse(ADD), form | {"text": "A", "recording": recording})
    )
    recording.seek(0)
    answer = desk.post(reverse(ADD), form | {"recording": recording})
    request = CaptureRequest.objects.get()
    assert answer["Location"] == url_of(request)
    assert (request.file_name, request.state) == ("debate.wav", "waiting")
    assert "Waiting for speech recognition" in words(desk.get(url_of(request)))
    work_off()
    request.refresh_from_db()
    assert request.state == "done"


def test_the_desk_has_one_made_of_a_transcripts_recording(hears: Any) -> None:
    by = factories.reporter()
    first = spoken.transcript("official", recording=spoken.file(), by=by, title="The debate")
    desk = at_the_desk(by)
    button = reverse("admin:sources_snapshot_do", args=[first.pk, "make-transcript"])
    assert button in desk.get(url_of(first)).content.decode()
    desk.post(button)
    made = done(CaptureRequest.objects.get()).snapshot
    assert made is not None
    assert made.source.syndicated_from == first.source
    assert (made.source.title, made.transcript.origin) == ("The debate", "machine")
    assert made.transcript.recording == first.transcript.recording
    without = spoken.transcript("official", spoken.read(spoken.SAID[:1]), by=by)
    assert "make-transcript" not in desk.get(url_of(without)).content.decode()
    with pytest.raises(Refused, match="don't hold"):
        speech.request_transcript_of(without.pk, by)
