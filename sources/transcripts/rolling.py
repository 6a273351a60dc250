"""Captions that roll: each screen repeats lines of the one before and adds to them."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from sources.transcripts.cues import Line, Screen
from sources.transcripts.labels import spoken, unlabelled

_APART = 100  # milliseconds; after a longer pause a line that returns was said again
_BRIEF = 50  # milliseconds, in which nothing can be said


def joined(screens: list[Screen]) -> list[Screen]:
    """Each screen with only the words that are new on it.

    A file rolls when half of the screens that follow another at once repeat lines of it. In any other
    file a line that returns was said again, and all is kept as it is. A rolled line stays on the
    screen while the next ones are spoken, so it ends where the next one starts. So does a line in
    a file whose captions mostly stay until a later one takes their place, unless it names speakers.
    Where they overlap without that, people may speak at once, and each caption keeps its times.
    A name that somebody wrote before a line may be missing where the line is repeated.
    """
    screens = [_without_blanks(screen) for screen in screens]
    screens = [screen for screen in screens if screen.lines]
    words = unlabelled(screens)
    if not _rolls(screens, words):
        stay = _mostly_stay(screens) and not _tell_speakers_apart(screens)
        return _ended_by_the_next(screens) if stay else screens
    new: list[Screen] = []
    before: Screen | None = None
    for screen in screens:
        lines = screen.lines
        if before is not None and _follows(before, screen):
            lines = _new_lines(_as_repeated(before, screen, words), screen)
        if lines:
            new.append(replace(screen, lines=lines))
        before = screen
    return _ended_by_the_next(new)


def _without_blanks(screen: Screen) -> Screen:
    lines = tuple(replace(line, text=" ".join(line.text.split())) for line in screen.lines)
    return replace(screen, lines=tuple(line for line in lines if line.text))


def _follows(before: Screen, screen: Screen) -> bool:
    return before.end_ms is not None and screen.start_ms - before.end_ms <= _APART


def _mostly_stay(screens: list[Screen]) -> bool:
    """Whether most captions are there after the next one has come, and go as a later one comes.

    When those go that outlast all others' beginnings can't be compared.
    """
    starts = sorted(screen.start_ms for screen in screens)
    pairs = [(a.end_ms, b.start_ms, a.start_ms) for a, b in pairwise(screens)]
    ends = [end for end, then, start in pairs if end is not None and start < then < end]
    compared = [end for end in ends if end <= starts[-1] + _APART]
    go_as_another_comes = sum(_is_near(end, starts) for end in compared)
    return len(ends) * 2 > sum(
        end is not None for end, _then, _start in pairs
    ) and go_as_another_comes * 2 >= len(compared)


def _is_near(time: int, times: list[int]) -> bool:
    """``times`` in order."""
    at = bisect_left(times, time - _APART)
    return at < len(times) and times[at] <= time + _APART


def _tell_speakers_apart(screens: list[Screen]) -> bool:
    return any(each.turn or each.speaker for each in spoken(screens))


def _ended_by_the_next(screens: list[Screen]) -> list[Screen]:
    return [*_ended(screens), *screens[-1:]]


def _ended(screens: list[Screen]) -> Iterator[Screen]:
    for screen, after in pairwise(screens):
        overlaps = screen.end_ms is not None and screen.start_ms < after.start_ms < screen.end_ms
        stays = overlaps and not (_voices(screen) ^ _voices(after))
        yield replace(screen, end_ms=after.start_ms) if stays else screen


def _voices(screen: Screen) -> set[str]:
    return {line.speaker for line in screen.lines if line.speaker}


def _as_repeated(before: Screen, screen: Screen, words: Callable[[str], str]) -> Screen:
    """The screen before, without the names that the next one does not repeat with their lines."""
    now = _texts(screen)

    def line_of(line: Line) -> Line:
        text = words(line.text)
        names_somebody = bool(text) and text != line.text
        if not names_somebody or any(each.startswith(line.text) for each in now):
            return line
        return replace(line, text=text) if any(each.startswith(text) for each in now) else line

    return replace(before, lines=tuple(map(line_of, before.lines)))


def _rolls(screens: list[Screen], words: Callable[[str], str]) -> bool:
    following = rolled = 0
    for shown, screen in pairwise(screens):
        if _follows(shown, screen):
            following += 1
            before = _as_repeated(shown, screen, words)
            rolled += (
                _carried(before, screen) > 0
                or _grown(before, screen) is not None
                or (_is_brief(screen) and _holds(before, screen))
            )
    return rolled > 0 and rolled * 2 >= following


def _new_lines(before: Screen, screen: Screen) -> tuple[Line, ...]:
    if carried := _carried(before, screen):
        return screen.lines[carried:]
    if _holds(before, screen):
        return ()
    grown = _grown(before, screen)
    return screen.lines if grown is None else grown


def _carried(before: Screen, screen: Screen) -> int:
    """How many lines are repeated, where at least one is new: the last ones, now on top."""
    old, now = _texts(before), _texts(screen)
    for count in range(min(len(old), len(now) - 1), 0, -1):
        if old[-count:] == now[:count]:
            return count
    return 0


def _holds(before: Screen, screen: Screen) -> bool:
    """Whether the screen only keeps the last lines of the one before, as YouTube's do for 10 ms."""
    old, now = _texts(before), _texts(screen)
    return old[-len(now) :] == now


def _is_brief(screen: Screen) -> bool:
    return screen.end_ms is not None and screen.end_ms - screen.start_ms <= _BRIEF


def _grown(before: Screen, screen: Screen) -> tuple[Line, ...] | None:
    """The new words, where the last line of the screen before goes on: live captions."""
    old, now = _texts(before), _texts(screen)
    for count in range(min(len(old), len(now)), 0, -1):
        was, is_now = old[-1].split(), now[count - 1].split()
        if (
            old[-count:-1] == now[: count - 1]
            and len(was) < len(is_now)
            and is_now[: len(was)] == was
        ):
            rest = replace(screen.lines[count - 1], text=" ".join(is_now[len(was) :]))
            return (rest, *screen.lines[count:])
    return None


def _texts(screen: Screen) -> tuple[str, ...]:
    return tuple(line.text for line in screen.lines)
