"""Whether an anchor's sentence still stands in its place (``judging`` tells by which rules).

All offsets are those of plain texts.
"""

from itertools import islice
from typing import NamedTuple

from sources.anchors.prepared_text import Prepared
from sources.anchors.words import words, words_after, words_before

NEAR = 8  # words that make a context

# Code points looked at: to count eight words, and to tell alike places apart.
_NEAR_REACH = 200
_FAR_REACH = 100_000
# More places than these are not told apart.
_TOO_MANY = 1000


class _Stretch(NamedTuple):
    """A sentence at ``start`` to ``end`` of the older text, and from where to where it must agree.

    It is short when its paragraph says too little by itself.
    """

    start: int
    end: int
    first: int
    last: int
    short: bool


class _Agreed(NamedTuple):
    """How far two texts agree on either side of a sentence, in code points, and in paragraphs."""

    before: int
    after: int
    starts: bool  # whether there and here it begins its paragraph, or neither does
    ends: bool

    def beats(self, other: "_Agreed") -> bool:
        return self != other and all(mine >= its for mine, its in zip(self, other, strict=True))


def same_place(start: int, end: int, old: Prepared, new: Prepared) -> int | None:
    """Where the sentence at these offsets begins in the newer text; None where it isn't certain."""
    stretch = _stretch(start, end, old)
    wanted = old.plain.text[stretch.first : stretch.last]
    lead = start - stretch.first
    theirs = [lead + at for at in islice(new.plain.places(wanted, overlapping=True), _TOO_MANY + 1)]
    ours = [lead + at for at in islice(old.plain.places(wanted, overlapping=True), _TOO_MANY + 1)]
    if max(len(theirs), len(ours)) > _TOO_MANY:
        return None
    fitting = {at: _agreed(stretch, at, old, new) for at in theirs if _fits(stretch, at, old, new)}
    if not fitting:
        return None
    best = max(fitting, key=lambda at: fitting[at].before + fitting[at].after)
    others = [_stretch(at, at + end - start, old) for at in ours if at != start]
    rivals = [agreed for at, agreed in fitting.items() if at != best]
    rivals += [_agreed(each, best, old, new) for each in others if _fits(each, best, old, new)]
    if rivals and not _far_enough(stretch, fitting[best], old):
        return None
    return best if all(fitting[best].beats(rival) for rival in rivals) else None


def _stretch(start: int, end: int, old: Prepared) -> _Stretch:
    """What rule 2 wants of the sentence at these offsets."""
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
    """Whether eight words agree beyond the stretch, which others have too."""
    before, after = _beside(stretch, agreed, old)
    count = len(words(before)) + len(words(after))
    inner = (
        old.plain.text[stretch.first : stretch.start],
        old.plain.text[stretch.end : stretch.last],
    )
    return count - sum(len(words(each)) for each in inner) >= NEAR


def _beside(stretch: _Stretch, agreed: _Agreed, old: Prepared) -> tuple[str, str]:
    """What agrees on both sides of the sentence, as far as it matters for counting eight words."""
    plain = old.plain.text
    return (
        plain[max(stretch.start - agreed.before, stretch.first - _NEAR_REACH) : stretch.start],
        plain[stretch.end : min(stretch.end + agreed.after, stretch.last + _NEAR_REACH)],
    )


def _agreed(stretch: _Stretch, at: int, old: Prepared, new: Prepared) -> _Agreed:
    """For the same sentence in the older text and, beginning at ``at``, in the newer one."""
    ours, theirs = old.plain, new.plain
    before = _common(ours.text, stretch.start, theirs.text, at, backwards=True)
    while before and not (ours.is_edge(stretch.start - before) and theirs.is_edge(at - before)):
        before -= 1
    end = at + stretch.end - stretch.start
    after = _common(ours.text, stretch.end, theirs.text, end, backwards=False)
    while after and not (ours.is_edge(stretch.end + after) and theirs.is_edge(end + after)):
        after -= 1
    return _Agreed(
        before,
        after,
        (old.paragraph_start(stretch.start) == stretch.start) == (new.paragraph_start(at) == at),
        (old.paragraph_end(stretch.end) == stretch.end) == (new.paragraph_end(end) == end),
    )


def _common(ours: str, here: int, theirs: str, there: int, *, backwards: bool) -> int:
    """How many characters agree from two places on, up to _FAR_REACH."""
    most = min(here, there) if backwards else min(len(ours) - here, len(theirs) - there)
    most = min(most, _FAR_REACH)
    done, step = 0, 64
    while step and done < most:
        step = min(step, most - done)
        if backwards:
            span = slice(here - done - step, here - done), slice(there - done - step, there - done)
        else:
            span = slice(here + done, here + done + step), slice(there + done, there + done + step)
        same = ours[span[0]] == theirs[span[1]]
        done, step = (done + step, step * 2) if same else (done, step // 2)
    return done
