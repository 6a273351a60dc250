"""Whether an anchor is exact, moved, altered or gone in a newer text; never on a look-alike.

It is exact or moved only where all of this holds, apart from typesetting:

1. The whole sentence around it is there, as a sentence: a number, a name or a "not" outside the
   quoted words alters it too.
2. So are eight words on each side of it, or all up to the edge of its paragraph; other paragraphs
   may have come, gone or changed, so a paragraph may move. A paragraph of fewer than eight words
   ("Yes.") needs the eight words on both sides, of whatever paragraphs, or the beginning or end of
   both texts.
3. No other place fits as well. Where the stretch of rule 2 occurs more than once in either text,
   the text beyond it decides, by at least eight words and without contradiction: of any two places
   compared, one must agree at least as far on both sides, and farther on one.

Otherwise it is altered if some sentence can be identified as this one, and gone if not. The same
words in other surroundings, or in several places that fit equally, are altered too
(``surroundings``): an editor's look costs less than a wrong place.
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
    """A verdict, its place in the newer text, and what differs there.

    ``exact``, ``moved``: the quote is at ``start`` to ``end``, code points of the newer stored text.
    ``altered``: the place is that of the altered sentence, and ``differences`` lead from the old
    sentence to it. With ``surroundings`` the sentence is unchanged and the differences include the
    words around it; where it occurs in several places that fit equally, none is given.
    ``gone``: neither place nor differences.
    """

    verdict: Judged
    start: int | None = None
    end: int | None = None
    differences: tuple[Difference, ...] = ()
    surroundings: bool = False


def judge(selector: Selector, text: str | Prepared, newer: str | Prepared) -> Judgement:
    """Look in ``newer`` for an anchor of ``text``, the snapshot's that it was made in.

    For many anchors, pass both texts prepared. Raises ValueError when the selector's words are not
    at its offsets in ``text``.
    """
    old = text if isinstance(text, Prepared) else Prepared(text)
    if not selector.exact or old.stored[selector.start : selector.end] != selector.exact:
        raise ValueError(f"not the words at {selector.start}–{selector.end}")
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
    """Without differences at the ends, which come only from counting eight words."""
    kept = [number for number, each in enumerate(found) if each.kind == "kept"]
    if kept and kept[0] == 1:
        found, kept = found[1:], [each - 1 for each in kept]
    return found[:-1] if kept and kept[-1] == len(found) - 2 else found


def _with_surroundings(text: Prepared, start: int, end: int) -> tuple[int, int]:
    plain = text.plain.text
    return words_before(plain, start, NEAR), words_after(plain, end, NEAR)
