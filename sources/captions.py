"""A transcript's cues as WebVTT, for the player of its recording."""

from collections.abc import Iterable

from sources.models import Cue

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": " ", "\r": " "})


def webvtt(text: str, cues: Iterable[Cue], *, is_sound: bool = False) -> str:
    """``text``: the snapshot's, in which the cues lie.

    ``is_sound``: at the top, since browsers draw the controls of sound over the lowest lines.
    """
    blocks = ["WEBVTT"]
    place = " line:10%" if is_sound else ""
    for cue in sorted(cues, key=lambda each: (each.start_ms, each.start)):
        words = text[cue.start : cue.end].translate(_ESCAPES)
        voice = f"<v {cue.speaker.translate(_ESCAPES)}>" if cue.speaker else ""
        blocks.append(f"{_clock(cue.start_ms)} --> {_clock(cue.end_ms)}{place}\n{voice}{words}")
    return "\n\n".join(blocks) + "\n"


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
