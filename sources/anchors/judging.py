"""What became of an anchor in a newer text: exact, moved, altered or gone. Never a look-alike.

An anchor is in its place (exact, moved) only where all of this holds, typesetting aside:

1. The whole sentence around it stands there, as a sentence: a number, a name or a "not" outside the
   quoted words alters it too.
2. So do eight words on each side of it, or all up to the edge of its paragraph, where another
   paragraph may have come, gone or changed. A paragraph thus may move. One of fewer than eight
   words ("Yes.") says too little by itself: it needs the eight words on both sides, whatever
   paragraphs they belong to, or the very beginning or end of both texts.
3. No other place fits as well. Where the stretch of rule 2 stands more than once in either text,
   what lies beyond it decides, by at least eight words and without contradiction: of any two
   places compared, the one must agree at least as far on both sides, and farther on one.

What fails is altered as long as a sentence remains that can be told to be this one, and gone
otherwise. The same words in other surroundings, or in several places that fit alike, are altered
too (``surroundings``): the flag costs an editor a look, a silent jump would cost the truth.
"""

from dataclasses import dataclass

from sources.anchors.altered_sentences import altered
from sources.anchors.places import NEAR, same_place
from sources.anchors.prepared_text import Prepared
from sources.anchors.selectors import Selector
from sources.anchors.words import Difference, differences, words_after, words_before
from sources.choices import Judged


@dataclass(frozen=True)
class Judgement:
    """A verdict, the place in the newer text that it is about, and what differs there.

    ``exact``, ``moved``: the quote's words stand at ``start`` to ``end``, code points of the newer
    text as it is stored. ``altered``: there stands what became of the sentence, and
    ``differences`` lead from the old one to it. With ``surroundings`` it is the unchanged sentence,
    and they show it with the words around; where it stands in several places that fit alike, none
    is named. ``gone``: neither place nor differences.
    """

    verdict: Judged
    start: int | None = None
    end: int | None = None
    differences: tuple[Difference, ...] = ()
    surroundings: bool = False


def judge(selector: Selector, text: str | Prepared, newer: str | Prepared) -> Judgement:
    """What became, in ``newer``, of an anchor in ``text``, the snapshot's that it was made in.

    For many anchors, give both texts prepared. Raises ValueError when the selector's words don't
    stand at its offsets in ``text``.
    """
    old = text if isinstance(text, Prepared) else Prepared(text)
    if not selector.exact or old.stored[selector.start : selector.end] != selector.exact:
        raise ValueError(f"not the words that stand at {selector.start}–{selector.end}")
    new = newer if isinstance(newer, Prepared) else Prepared(newer)
    if old.stored == new.stored:
        return Judgement(Judged.EXACT, selector.start, selector.end)
    first, last = old.plain_span(selector.start, selector.end)
    if first >= last:
        return Judgement(Judged.GONE)  # white space alone, which no text keeps
    start, end = old.sentence(first, last)
    place = same_place(start, end, old, new)
    if place is None:
        return _altered(start, end, old, new)
    found = new.plain.stored_span(first + place - start, last + place - start)
    if found == old.plain.stored_span(first, last):
        return Judgement(Judged.EXACT, selector.start, selector.end)
    return Judgement(Judged.MOVED, *found)


def _altered(start: int, end: int, old: Prepared, new: Prepared) -> Judgement:
    found = altered(start, end, old, new)
    if not found:
        return Judgement(Judged.GONE)
    same = old.plain.text[start:end] == new.plain.text[found[0].start : found[0].end]
    if same and len(found) > 1:
        return Judgement(Judged.ALTERED, surroundings=True)
    place = found[0].start, found[0].end
    spans = ((start, end), place)
    if same:
        spans = _with_surroundings(old, start, end), _with_surroundings(new, *place)
    before, after = (
        text.stored[slice(*text.plain.stored_span(*span))]
        for text, span in zip((old, new), spans, strict=True)
    )
    changes = differences(before, after)
    return Judgement(
        Judged.ALTERED,
        *new.plain.stored_span(*place),
        differences=tuple(_in_view(changes) if same else changes),
        surroundings=same,
    )


def _in_view(found: list[Difference]) -> list[Difference]:
    """Without what came in or fell out only because eight words ended there."""
    kept = [number for number, each in enumerate(found) if each.kind == "kept"]
    if kept and kept[0] == 1:
        found, kept = found[1:], [each - 1 for each in kept]
    return found[:-1] if kept and kept[-1] == len(found) - 2 else found


def _with_surroundings(text: Prepared, start: int, end: int) -> tuple[int, int]:
    plain = text.plain.text
    return words_before(plain, start, NEAR), words_after(plain, end, NEAR)
