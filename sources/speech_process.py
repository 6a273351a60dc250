"""Speech recognition in a process of its own: ``python -m sources.speech_process``.

Decoders of sound and film are native code, and a recording may be made to break them or to fill the memory;
then only this process ends. Standard input is the recording's file; ``sys.argv`` has the model's folder and a
language, or nothing for one that the model finds. It writes a JSON object a line: first ``model``, then for
each part of the recording ``until`` (seconds) with the ``segments`` heard in it, and at last ``done``. It uses
neither Django nor the database.
"""

import hashlib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sources.process_limits import limit_memory, limit_time

MEMORY = 8 * 1024**3  # bytes of address space; a large model in 8 bits takes 3 GB
RATE = 16_000  # samples a second, as the models take them
# Samples that are recognised at once, so that memory doesn't grow with the length.
PART = 300 * RATE
GAP = RATE // 4
LONGEST = 12 * 3600  # seconds
# Seconds of processor time for each second of sound, and for the start.
CPU_PER_SECOND, CPU_AT_START = 10, 120
# Nothing that a file names is opened: some formats list addresses or other files.
ONLY_THIS_FILE = {"protocol_whitelist": "pipe", "enable_drefs": "0"}


class TooLong(Exception):
    """It has, or states, more than LONGEST."""


def parts(blocks: Iterator[Any], hear: Callable[[Any], list[Any]], join: Any) -> Iterator[Any]:
    """The samples each part ends at, with its segments. ``hear`` gives segments with ``start`` and ``end`` in seconds.

    What is said last in a part may go on: it is heard again as the beginning of the next one.
    """
    waiting: list[Any] = []
    first = length = 0  # of what waits, in samples
    for block in blocks:
        waiting.append(block)
        length += len(block)
        if length < PART:
            continue
        sound = join(waiting)
        heard = hear(sound)
        kept = len(sound)
        # Not where it began early: then little would be gained.
        if len(heard) > 1 and int(heard[-1].start * RATE) > PART // 2:
            kept = round(heard.pop().start * RATE)
        yield first + kept, moved(heard, first / RATE)
        waiting, first, length = [sound[kept:]], first + kept, len(sound) - kept
    if length:
        yield first + length, moved(hear(join(waiting)), first / RATE)


def moved(heard: Sequence[Any], by: float) -> list[dict[str, Any]]:
    """Each sentence with its times, later by this many seconds."""
    found = []
    for segment in heard:
        words: list[Any] = []
        for word in segment.words or [segment]:
            words.append(word)
            if _text(word).endswith((".", "?", "!", "…")):
                found.append(_sentence(words, by))
                words = []
        if words:
            found.append(_sentence(words, by))
    return found


def _text(word: Any) -> str:
    return str(getattr(word, "word", "") or getattr(word, "text", ""))


def _sentence(words: Sequence[Any], by: float) -> dict[str, Any]:
    return {
        "start": round(words[0].start + by, 3),
        "end": round(max(words[-1].end, words[0].start + 0.01) + by, 3),
        "text": "".join(map(_text, words)).strip(),
    }


def samples(file: Any, av: Any, numpy: Any) -> Iterator[Any]:
    """Blocks of the recording's first track of sound, in one channel.

    Where a part is damaged or the track has a gap there is silence, so that later times stay right. Raises TooLong.
    """
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(file, mode="r", metadata_errors="ignore", options=ONLY_THIS_FILE) as container:
        if not container.streams.audio:
            return
        begins, made = (container.start_time or 0) / av.time_base, 0
        for packet in container.demux(container.streams.audio[0]):
            try:
                frames = packet.decode()
            except av.error.InvalidDataError:
                continue
            for frame in frames:
                gap = int((frame.time - begins) * RATE) - made if frame.time is not None else 0
                # Stated times may also stand still or go back.
                if max(made, made + gap) > LONGEST * RATE:
                    raise TooLong
                if gap > GAP:
                    made += gap
                    for first in range(0, gap, PART):
                        yield numpy.zeros(min(gap - first, PART), numpy.int16)
                frame.pts = None
                for each in resampler.resample(frame):
                    yield each.to_ndarray().reshape(-1)
                    made += each.samples
        for each in resampler.resample(None):
            yield each.to_ndarray().reshape(-1)


def refused_language(language: str | None, known: Sequence[str]) -> str:
    """The refusal where the source's stated language isn't one of the model's: it would invent words of another.

    A model of English alone finds no language, so one has to be stated.
    """
    of_english_alone = list(known) == ["en"]
    if not language:
        return "language_not_stated" if of_english_alone else ""
    if language in known:
        return ""
    return "english_only" if of_english_alone else "unknown_language"


def version_of(folder: Path) -> str:
    """By its bytes: a model's name says little about which weights these are."""
    with (folder / "model.bin").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def write(**line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def recognise(file: Any, folder: Path, language: str | None) -> None:
    try:
        av, numpy, whisper = map(import_module, ("av", "numpy", "faster_whisper"))
    except ImportError:
        write(refused="not_installed")
        return
    model = whisper.WhisperModel(
        str(folder),
        device="cpu",
        compute_type="int8",
        cpu_threads=1,
        local_files_only=True,
    )
    if refusal := refused_language(language, model.supported_languages):
        write(refused=refusal)
        return
    write(model=folder.name, version=f"{version_of(folder)}, faster-whisper {whisper.__version__}")
    options = {
        "language": language if model.model.is_multilingual else "en",
        # Silence and music make models invent words, and earlier words make them repeat themselves.
        "vad_filter": True,
        "word_timestamps": True,
        "condition_on_previous_text": False,
    }

    def hear(sound: Any) -> list[Any]:
        heard, found = model.transcribe(sound.astype(numpy.float32) / 32768.0, **options)
        segments = list(heard)
        if segments:  # what is found in music or silence is a guess
            options["language"] = found.language  # as in the first part with speech
        return segments

    try:
        limit_time(CPU_AT_START + CPU_PER_SECOND * PART / RATE)
        for until, segments in parts(samples(file, av, numpy), hear, numpy.concatenate):
            write(until=round(until / RATE), segments=segments, language=options["language"] or "")
            limit_time(CPU_AT_START + CPU_PER_SECOND * PART / RATE)
    except av.error.FFmpegError:
        write(refused="unreadable")
    except TooLong:
        write(refused="too_long")
    else:
        write(done=True)


def main() -> None:
    logging.disable(logging.CRITICAL)
    limit_memory(MEMORY)
    with os.fdopen(0, "rb", closefd=False) as file:
        try:
            recognise(file, Path(sys.argv[1]), sys.argv[2] or None)
        except MemoryError:
            write(refused="too_much")


if __name__ == "__main__":
    main()
