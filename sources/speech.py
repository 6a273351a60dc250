"""Speech recognition of a recording, in a child with limits (``sources.speech_process``)."""

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from newsroom.errors import Refused
from sources import transcripts
from sources.models import Recording
from sources.speech_process import LONGEST, refused_language

PROCESS: tuple[str, ...] = (sys.executable, "-m", "sources.speech_process")
# Seconds for the next five minutes of a recording, on a machine that has other work too.
PATIENCE = 3600
LONGEST_LINE = 1_000_000  # bytes
WORDS_OF_ENGLISH = 51_864  # of all of Whisper's models of English alone; the others have more
_STOPPED = (-signal.SIGXCPU, -signal.SIGKILL)

REASONS: dict[str, Promise] = {
    "not_installed": gettext_lazy(
        "Speech recognition is switched on but not installed: ask your administrator to install"
        " requirements-speech.txt."
    ),
    "unreadable": gettext_lazy(
        "The recording can't be read: it is damaged, or in a format that speech recognition doesn't know."
        " Export it as MP3 or MP4 and add it again."
    ),
    "too_long": gettext_lazy("The recording is longer than 12 hours. Split it, and add the parts."),
    "too_much": gettext_lazy(
        "Transcribing the recording takes more time or memory than is allowed. Split it, and add the parts."
    ),
    "crashed": gettext_lazy(
        "Speech recognition stopped without a result. Try another file; if that fails too, ask your"
        " administrator to check the folder that SPEECH_MODEL names."
    ),
    "no_speech": gettext_lazy("No speech was found in the recording."),
    "english_only": gettext_lazy(
        "This model knows English only; the source is in %(language)s. Ask your administrator for another model,"
        " or add a transcript that was made elsewhere."
    ),
    "language_not_stated": gettext_lazy(
        "This model knows English only, and would take any other language for it. State the source's language."
    ),
    "unknown_language": gettext_lazy(
        "This model doesn't know the source's language (%(language)s). Add a transcript that was made elsewhere."
    ),
}


@dataclass
class Heard:
    """What was recognised so far; ``stated``: the source's language; ``until``: seconds of the recording."""

    stated: str = ""
    model: str = ""
    version: str = ""
    language: str = ""
    until: int = 0
    segments: list[dict[str, Any]] = field(default_factory=list)

    def add(self, line: dict[str, Any]) -> None:
        """Raises Refused. A recording may take over the program, so a malformed line counts as a crash."""
        try:
            if "refused" in line:
                raise _refused(line["refused"], self.stated)
            self.model = self.model or _plain(line.get("model", ""))
            self.version = self.version or _plain(line.get("version", ""))
            self.language = _plain(line.get("language", self.language))
            self.segments += [_segment(each) for each in line.get("segments", ()) if each["text"]]
            self.until = _seconds(line.get("until", self.until))
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
            raise _refused("crashed") from error

    def as_file(self) -> bytes:
        """As Whisper writes it, with one line for each segment."""
        lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in self.segments)
        return f'{{"language": {json.dumps(self.language)}, "segments": [\n{lines}\n]}}\n'.encode()


def _plain(words: str) -> str:
    if not words.isprintable():
        raise ValueError(words)
    return words


def _segment(given: dict[str, Any]) -> dict[str, Any]:
    text = given["text"]
    text.encode()  # raises ValueError where half a character is left
    if not math.isfinite(given["start"]) or not math.isfinite(given["end"]):
        raise ValueError(given)
    return {"start": given["start"], "end": given["end"], "text": text}


def _seconds(until: float) -> int:
    if not 0 <= until <= 2 * LONGEST:
        raise ValueError(until)
    return int(until)


def is_on() -> bool:
    return bool(settings.SPEECH_MODEL)


def check_language(language: str) -> None:
    """Before a recording waits for its turn. Raises Refused where the model knows English only, and this isn't it."""
    if _is_of_english_alone(Path(settings.SPEECH_MODEL)) and (
        reason := refused_language(language, ["en"])
    ):
        raise Refused(REASONS[reason], rule="speech_language", language=_name_of(language))


def _is_of_english_alone(folder: Path) -> bool:
    """By the length of its vocabulary, as CTranslate2 has it; a folder that can't be read says nothing."""
    with suppress(OSError, ValueError):
        if (words := folder / "vocabulary.json").exists():
            return len(json.loads(words.read_bytes())) == WORDS_OF_ENGLISH
        with (folder / "vocabulary.txt").open("rb") as file:
            return sum(1 for _line in file) == WORDS_OF_ENGLISH
    return False


def recognise(recording: Recording, language: str, progress: Callable[[int], None]) -> Heard:
    """``progress`` receives after each part how many seconds are done. Raises Refused."""
    if recording.erased or not recording.file_name:
        raise Refused(_("The recording is not stored here, or was erased."), rule="recording_kind")
    heard = Heard(stated=language)
    try:
        with default_storage.open(recording.file_name) as stored, _on_disk(stored) as file:
            for line in _lines(file, language):
                before = heard.until
                heard.add(line)
                if heard.until != before:
                    progress(heard.until)
    except FileNotFoundError as error:
        raise Refused(_("Storage has lost the recording."), rule="recording_kind") from error
    if not heard.segments:
        raise _refused("no_speech")
    return heard


def _refused(reason: str, language: str = "") -> Refused:
    return Refused(REASONS[reason], rule="speech_recognition", language=_name_of(language))


def _name_of(language: str) -> str:
    """In the reader's language, where Django knows it."""
    try:
        return str(get_language_info(language)["name_translated"])
    except KeyError:
        return language


def _on_disk(stored: Any) -> IO[bytes]:
    """A file that a child can read, also where storage is not on this machine."""
    with suppress(AttributeError, OSError, ValueError):
        return os.fdopen(os.dup(stored.fileno()), "rb")
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    for block in stored.chunks():
        copy.write(block)
    copy.seek(0)
    return copy


def _lines(file: IO[bytes], language: str) -> Iterator[dict[str, Any]]:
    """What the child writes. Raises Refused where it ends, or is silent, before it is done."""
    file.seek(0)
    with subprocess.Popen(
        [*PROCESS, settings.SPEECH_MODEL, language],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        # None of our settings, and no model from elsewhere.
        env={"PYTHONUTF8": "1", "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    ) as child:
        written: Queue[bytes] = Queue(maxsize=10)
        Thread(target=_read, args=[child.stdout, written], daemon=True).start()
        left, at_end = transcripts.LARGEST, False
        try:
            while line := written.get(timeout=PATIENCE):
                left -= len(line)
                if not line.endswith(b"\n") or left < 0:
                    raise _refused("too_much")
                found = json.loads(line)
                if not isinstance(found, dict):
                    raise _refused("crashed")
                if "done" in found:
                    return
                yield found
            at_end = True
            ended = child.wait(timeout=PATIENCE)
        except (Empty, subprocess.TimeoutExpired) as error:
            raise _refused("too_much") from error
        except (ValueError, RecursionError) as error:
            raise _refused("crashed") from error
        finally:
            child.kill()
            while not at_end:  # so that the thread can end
                at_end = not written.get()
        raise _refused("too_much" if ended in _STOPPED else "crashed")


def _read(output: IO[bytes], written: "Queue[bytes]") -> None:
    """Line by line; at last nothing."""
    with suppress(ValueError, OSError):
        while line := output.readline(LONGEST_LINE):
            written.put(line)
    written.put(b"")
