"""The place of an anchor's sentence in a newer text, by the rules in ``judging``.

All offsets are those of plain texts.
"""

from itertools import islice
from typing import NamedTuple

from sources.anchors.prepared_text import Prepared
from sources.anchors.words import words, words_after, words_before

NEAR = 8  # words that make a context

# Code points compared: to count eight words, and to tell similar places apart.
_NEAR_REACH = 200
_FAR_REACH = 100_000
# With more places than this, none is chosen.
_TOO_MANY = 1000


class _Stretch(NamedTuple):
    """A sentence at ``start`` to ``end`` of the older text, and the stretch that must agree.

    It is short when its paragraph has fewer than eight words.
    """

    start: int
    end: int
    first: int
    last: int
    short: bool


class _Agreed(NamedTuple):
    """How far two texts agree on both sides of a sentence, in code points, and in paragraphs."""

    before: int
    after: int
    starts: bool  # whether it begins its paragraph in both texts, or in neither
    ends: bool

    def beats(self, other: "_Agreed") -> bool:
        return self != other and all(a >= b for a, b in zip(self, other, strict=True))


def same_place(start: int, end: int, old: Prepared, new: Prepared) -> int | None:
    """Where the sentence at these offsets begins in the newer text; None where that is uncertain."""
    stretch = _stretch(start, end, old)
    wanted = old.plain.text[stretch.first : stretch.last]
    lead = start - stretch.first
    in_old, in_new = (
        [lead + at for at in islice(text.plain.places(wanted, overlapping=True), _TOO_MANY + 1)]
        for text in (old, new)
    )
    if max(len(in_old), len(in_new)) > _TOO_MANY:
        return None
    fitting = {at: _agreed(stretch, at, old, new) for at in in_new if _fits(stretch, at, old, new)}
    if not fitting:
        return None
    best = max(fitting, key=lambda at: fitting[at].before + fitting[at].after)
    elsewhere = [_stretch(at, at + end - start, old) for at in in_old if at != start]
    rivals = [agreed for at, agreed in fitting.items() if at != best]
    rivals += [_agreed(each, best, old, new) for each in elsewhere if _fits(each, best, old, new)]
    if rivals and not _far_enough(stretch, fitting[best], old):
        return None
    return best if all(fitting[best].beats(rival) for rival in rivals) else None


def _stretch(start: int, end: int, old: Prepared) -> _Stretch:
    """The stretch that rule 2 requires for the sentence at these offsets."""
    plain = old.plain.text
    before, after = words_before(plain, start, NEAR), words_after(plain, end, NEAR)
    first, last = max(before, old.paragraph_start(start)), min(after, old.paragraph_end(end))
    short = len(words(plain[first:last])) < NEAR
    return _Stretch(start, end, before if short else first, after if short else last, short)


def _fits(stretch: _Stretch, at: int, old: Prepared, new: Prepared) -> bool:
    """Whether rules 1 and 2 hold where the sentence would begin at ``at``."""
    agreed = _agreed(stretch, at, old, new)
    first, last = at - (stretch.start - stretch.first), at + stretch.last - stretch.start
    if agreed.before < at - first or agreed.after < last - (at + stretch.end - stretch.start):
        return False
    full_before, full_after = (len(words(each)) >= NEAR for each in _beside(stretch, agreed, old))
    if full_before and full_after:
        return True
    if stretch.short:
        edges = new.text_start, new.text_end
    else:
        edges = new.paragraph_start(first), new.paragraph_end(last)
    end = at + stretch.end - stretch.start
    sentence = new.sentence(at, end)
    return (full_before or (first == edges[0] and sentence[0] == at)) and (
        full_after or (last == edges[1] and sentence[1] == end)
    )


def _far_enough(stretch: _Stretch, agreed: _Agreed, old: Prepared) -> bool:
    """Whether eight words agree beyond the stretch."""
    plain = old.plain.text
    inner = plain[stretch.first : stretch.start], plain[stretch.end : stretch.last]
    outer = _beside(stretch, agreed, old)
    return sum(map(len, map(words, outer))) - sum(map(len, map(words, inner))) >= NEAR


def _beside(stretch: _Stretch, agreed: _Agreed, old: Prepared) -> tuple[str, str]:
    """The text that agrees on both sides of the sentence, as far as eight words can reach."""
    plain = old.plain.text
    return (
        plain[max(stretch.start - agreed.before, stretch.first - _NEAR_REACH) : stretch.start],
        plain[stretch.end : min(stretch.end + agreed.after, stretch.last + _NEAR_REACH)],
    )


def _agreed(stretch: _Stretch, at: int, old: Prepared, new: Prepared) -> _Agreed:
    """For the same sentence in the older text and, beginning at ``at``, in the newer one."""
    one, other = old.plain, new.plain
    before = _common(one.text, stretch.start, other.text, at, backwards=True)
    while before and not (one.is_edge(stretch.start - before) and other.is_edge(at - before)):
        before -= 1
    end = at + stretch.end - stretch.start
    after = _common(one.text, stretch.end, other.text, end, backwards=False)
    while after and not (one.is_edge(stretch.end + after) and other.is_edge(end + after)):
        after -= 1
    return _Agreed(
        before,
        after,
        (old.paragraph_start(stretch.start) == stretch.start) == (new.paragraph_start(at) == at),
        (old.paragraph_end(stretch.end) == stretch.end) == (new.paragraph_end(end) == end),
    )


def _common(one: str, here: int, other: str, there: int, *, backwards: bool) -> int:
    """How many characters agree from two places on, up to _FAR_REACH."""
    most = min(here, there) if backwards else min(len(one) - here, len(other) - there)
    most = min(most, _FAR_REACH)
    done, step = 0, 64
    while step and done < most:
        step = min(step, most - done)
        if backwards:
            span = slice(here - done - step, here - done), slice(there - done - step, there - done)
        else:
            span = slice(here + done, here + done + step), slice(there + done, there + done + step)
        same = one[span[0]] == other[span[1]]
        done, step = (done + step, step * 2) if same else (done, step // 2)
    return done
