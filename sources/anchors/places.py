"""Whether an anchor's place is still there in a newer text (the rules are told in ``judging``)."""

from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from sources.anchors.differences import words, words_after, words_before
from sources.anchors.prepared import Prepared
from sources.anchors.sentences import around
from sources.anchors.typesetting import Plain

NEAR = 8  # words that make a context

# Code points beyond it: for counting eight words, and for telling alike places apart.
_COUNTED = 200
_FAR = 100_000
# More places than these are not told apart.
_TOO_MANY = 1000


@dataclass(frozen=True)
class Stretch:
    """A sentence with the words around it that must stand with it: offsets in the plain text."""

    start: int
    sentence_start: int
    sentence_end: int
    end: int
    # The paragraph says too little by itself.
    short: bool


class _Agreed(NamedTuple):
    """How far two texts agree beyond a stretch on either side, in code points."""

    before: int
    after: int

    def beats(self, other: "_Agreed") -> bool:
        return self != other and self.before >= other.before and self.after >= other.after


def stretch_around(old: Prepared, start: int, end: int) -> Stretch:
    """Of the sentence at these plain offsets: rule 2."""
    plain = old.plain
    before, after = words_before(plain.text, start, NEAR), words_after(plain.text, end, NEAR)
    first, last = (
        max(before, _paragraph_start(plain, start)),
        min(after, _paragraph_end(plain, end)),
    )
    short = len(words(plain.text[first:last])) < NEAR
    if short:
        first, last = before, after
    return Stretch(
        start=first,
        sentence_start=start,
        sentence_end=end,
        end=last,
        short=short,
    )


def same_place(stretch: Stretch, old: Prepared, new: Prepared) -> int | None:
    """Where the sentence begins in the newer plain text; None where that is not certain."""
    text = old.plain.text[stretch.start : stretch.end]
    theirs = list(islice(new.plain.places(text, overlapping=True), _TOO_MANY + 1))
    ours = list(islice(old.plain.places(text, overlapping=True), _TOO_MANY + 1))
    if not theirs or max(len(theirs), len(ours)) > _TOO_MANY:
        return None
    place: int | None = theirs[0]
    if len(theirs) > 1 or ours != [stretch.start]:
        place = _told_apart(stretch, ours, theirs, old.plain, new.plain)
    if place is None or not _stands_alike(stretch, place, old, new):
        return None
    return place + stretch.sentence_start - stretch.start


def _told_apart(
    stretch: Stretch, ours: list[int], theirs: list[int], old: Plain, new: Plain
) -> int | None:
    """Rule 3."""
    length = stretch.end - stretch.start
    agreed = {place: _agreed(old, stretch.start, new, place, length) for place in theirs}
    best = max(agreed, key=lambda place: sum(agreed[place]))
    rivals = [
        *(each for place, each in agreed.items() if place != best),
        *(_agreed(old, place, new, best, length) for place in ours if place != stretch.start),
    ]
    before, after = _beyond(stretch, agreed[best], old)
    if len(words(before)) + len(words(after)) < NEAR:
        return None
    return best if all(agreed[best].beats(rival) for rival in rivals) else None


def _stands_alike(stretch: Stretch, place: int, old: Prepared, new: Prepared) -> bool:
    """Whether the sentence is one there too, and the stretch ends there as it did."""
    shift = place - stretch.start
    agreed = _agreed(old.plain, stretch.start, new.plain, place, stretch.end - stretch.start)
    before, after = _beyond(stretch, agreed, old.plain)
    begins, ends = stretch.sentence_start, stretch.sentence_end
    full_before = len(words(before + old.plain.text[stretch.start : begins])) >= NEAR
    full_after = len(words(old.plain.text[ends : stretch.end] + after)) >= NEAR
    if stretch.short:
        edges = _text_start(new.plain), _text_end(new.plain)
    else:
        edges = (
            _paragraph_start(new.plain, place),
            _paragraph_end(new.plain, stretch.end + shift),
        )
    span = around(new.stored, *new.plain.stored_span(begins + shift, ends + shift))
    return (
        full_before or (place == edges[0] and new.plain.plain_start(span[0]) == begins + shift)
    ) and (
        full_after
        or (stretch.end + shift == edges[1] and new.plain.plain_end(span[1]) == ends + shift)
    )


def _text_start(plain: Plain) -> int:
    return len(plain.text) - len(plain.text.lstrip(" "))


def _text_end(plain: Plain) -> int:
    return len(plain.text.rstrip(" "))


def _paragraph_start(plain: Plain, at: int) -> int:
    """Where the line begins in which the plain character stands."""
    line_break = plain.stored.rfind("\n", 0, plain.stored_start(at))
    return plain.plain_start(line_break) + 1 if line_break >= 0 else _text_start(plain)


def _paragraph_end(plain: Plain, at: int) -> int:
    """Where the line ends to which the plain character before belongs."""
    line_break = plain.stored.find("\n", plain.stored_end(at))
    return plain.plain_start(line_break) if line_break >= 0 else _text_end(plain)


def _beyond(stretch: Stretch, agreed: _Agreed, old: Plain) -> tuple[str, str]:
    """What agrees on both sides of the stretch, as far as it matters for counting eight words."""
    return (
        old.text[stretch.start - min(agreed.before, _COUNTED) : stretch.start],
        old.text[stretch.end : stretch.end + min(agreed.after, _COUNTED)],
    )


def _agreed(old: Plain, ours: int, new: Plain, theirs: int, length: int) -> _Agreed:
    before = _common(old.text, ours, new.text, theirs, backwards=True)
    while before and not (old.is_edge(ours - before) and new.is_edge(theirs - before)):
        before -= 1
    ours, theirs = ours + length, theirs + length
    after = _common(old.text, ours, new.text, theirs, backwards=False)
    while after and not (old.is_edge(ours + after) and new.is_edge(theirs + after)):
        after -= 1
    return _Agreed(before, after)


def _common(old: str, ours: int, new: str, theirs: int, *, backwards: bool) -> int:
    """How many characters agree from there on, up to _FAR."""
    most = min(ours, theirs) if backwards else min(len(old) - ours, len(new) - theirs)
    most = min(most, _FAR)
    done, step = 0, 64
    while step and done < most:
        step = min(step, most - done)
        if backwards:
            same = (
                old[ours - done - step : ours - done] == new[theirs - done - step : theirs - done]
            )
        else:
            same = (
                old[ours + done : ours + done + step] == new[theirs + done : theirs + done + step]
            )
        done, step = (done + step, step * 2) if same else (done, step // 2)
    return done
