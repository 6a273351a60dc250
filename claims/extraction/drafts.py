"""From what grammar and quotation marks hand on to statements that don't overlap."""

from dataclasses import dataclass, field

from claims.extraction import cues
from claims.extraction.clauses import Reading, Span, subject
from claims.extraction.nominals import readings
from claims.extraction.quotations import Quotation
from claims.extraction.words import Words

_SENTENCE = 5  # words and marks from which on a quotation can be a statement by itself
_LONG = 12  # words and marks from which on it is given even where nobody is found to have said it
_TAIL = 300  # code points between two pieces of one quotation
_REACH = 30  # words within which a quotation's cue is looked for
_STOPS = frozenset([".", "?", "!", "“", "”", '"'])
# Ways of handing something on by which a single word ("it", "war") is no statement.
_SAYS_LITTLE = frozenset(["prep", "noun", "passive", "name", "to", "alleged"])
_EDGES = frozenset([",", ";", ":", "-", "--", "–", "—", ".", "…", "(", ")"])


NOBODYS = "nobody's"


@dataclass
class Draft:
    """A statement in the making: cue and source in words, content and its parts in code points."""

    cue: int
    cue_end: int
    source: Span | None
    start: int
    end: int
    rule: str
    quoted: bool = False
    parts: list[tuple[int, int]] = field(default_factory=list)


def drafts(words: Words, quotes: list[Quotation]) -> list[Draft]:
    inside = {i for quote in quotes if quote.size > 4 for i in range(quote.first, quote.last + 1)}
    found = [
        draft
        for reading in readings(words)
        if reading.cue not in inside and (draft := _draft(words, reading))
    ]
    _stretch(words, quotes, found)
    for quote in quotes:
        if not any(_overlap(draft, quote) for draft in found):
            attached = _attached(words, quote)
            if attached:
                found.append(attached)
    found = _continued(words, quotes, _apart(words, _joined(words, found)))
    found += [
        _nobodys(quote)
        for quote in quotes
        if quote.size > _LONG and not any(_overlap(draft, quote) for draft in found)
    ]
    return found


def _draft(words: Words, reading: Reading) -> Draft | None:
    first, last = reading.content
    while first <= last and words.lower[first] in _EDGES:
        first += 1
    while last >= first and words.lower[last] in _EDGES - {")"}:
        last -= 1
    if first > last or (first == last and reading.rule in _SAYS_LITTLE):
        return None
    start, end = words.starts[first], words.ends[last]
    parts = [(start, end)]
    if first < reading.cue < last and reading.rule in ("clause", "inside"):
        parts = _around(words, reading, first, last)
    source = reading.source
    if source is None and reading.rule in ("clause", "inside"):
        source = _nearby(words, reading.cue)
    return Draft(reading.cue, reading.cue_end, source, start, end, reading.rule, parts=parts)


def _around(words: Words, reading: Reading, first: int, last: int) -> list[tuple[int, int]]:
    """The content, from ``first`` to ``last``, before and after an inserted ", he said,"."""
    cue = reading.cue
    out = words.left[cue], words.right[cue]
    if out[0] <= first or out[1] >= last:
        out = min(cue, *(reading.source or (cue,))), max(cue, *(reading.source or (cue,)))
    if out[0] <= first or out[1] >= last:
        return [(words.starts[first], words.ends[last])]
    before, after = out[0] - 1, out[1] + 1
    while before > first and words.lower[before] in _EDGES:
        before -= 1
    while after < last and words.lower[after] in _EDGES:
        after += 1
    return [(words.starts[first], words.ends[before]), (words.starts[after], words.ends[last])]


def _overlap(draft: Draft, quote: Quotation) -> bool:
    return draft.start < quote.end and quote.start < draft.end


def _stretch(words: Words, quotes: list[Quotation], found: list[Draft]) -> None:
    """Half a quotation is none: the content goes to its marks; and what a comma closes ends there:
    "said it is “fair,” calling …"."""
    for draft in found:
        for quote in quotes:
            if not _overlap(draft, quote) or quote.first <= draft.cue <= quote.last:
                continue
            draft.start = min(draft.start, quote.start)
            draft.end = max(draft.end, quote.end)
            draft.quoted = True
            if quote.end == draft.end and _stands_alone(words, quote, draft.cue):
                draft.start = quote.start
                draft.parts = [(draft.start, draft.end)]
            elif draft.cue < quote.first and _closed(words, quote):
                draft.end = quote.end
                draft.parts = [(draft.start, draft.end)]
            draft.parts[0] = (draft.start, draft.parts[0][1])
            draft.parts[-1] = (draft.parts[-1][0], draft.end)


def _closed(words: Words, quote: Quotation) -> bool:
    """Whether the narrator speaks again after a quotation that ends with a comma."""
    after = quote.last + 1
    if words.text[quote.start : quote.end].rstrip("\"”“'’ ")[-1:] != "," or after >= len(words):
        return False
    tag = words.tags[after]
    return tag in ("VBG", "WRB") or (tag == "IN" and words.lower[after] != "that")


def _stands_alone(words: Words, quote: Quotation, cue: int) -> bool:
    """Whether what comes before ", “…,” she said" is no part of what she said."""
    return (
        quote.size > _SENTENCE
        and 0 < quote.first < cue
        and words.lower[quote.first - 1] in (",", "(", ":", "-", "—", "–", "--")
    )


def _attached(words: Words, quote: Quotation) -> Draft | None:
    """A quotation by what stands next to it, where the grammar gave it to nobody."""
    start = quote.start
    cue = _after(words, quote)
    if cue is not None:
        if quote.size < _SENTENCE and cue > quote.last + 4:
            return None
    else:
        cue = _before(words, quote)
        if cue is None or (quote.size < _SENTENCE and cue < quote.first - 4):
            return None
    source = subject(words, cue)
    if source is None or quote.first <= source[1] <= quote.last:
        source = _nearby(words, cue, quote)
    return Draft(
        cue, cue, source, start, quote.end, "quotation",
        quoted=True, parts=[(start, quote.end)],
    )  # fmt: skip


def _says(words: Words, i: int) -> bool:
    """A saying verb; one taken for a noun is believed if it is inflected ("says", not "show"), or
    ends the sentence ("the letter read.")."""
    form, kind = words.lower[i], words.tags[i][:2]
    if form not in cues.SAY or kind not in ("VB", "NN"):
        return False
    return kind == "VB" or form != cues.SAY[form] or words.lower[i + 1 : i + 2] == ["."]


def _after(words: Words, quote: Quotation) -> int | None:
    """The cue of "…,” said she", if the quotation does not end a sentence."""
    if words.text[quote.start : quote.end].rstrip("\"”“'’ ").endswith("."):
        return _said_alone(words, quote)
    for i in range(quote.last + 1, min(quote.last + _REACH, len(words))):
        if words.paragraph[i] != words.paragraph[quote.last] or words.lower[i] in _STOPS:
            return None
        if _says(words, i):
            return i
    return None


def _said_alone(words: Words, quote: Quotation) -> int | None:
    """The cue of "….” Holt said.", where a full stop took the comma's place."""
    first = quote.last + 1
    if first >= len(words):
        return None
    _, last = words.sentence_words(first)
    last -= words.lower[last] in _STOPS
    if last - first < _SENTENCE and _says(words, last):
        return last
    return None


def _before(words: Words, quote: Quotation) -> int | None:
    """The cue of "she said, “…"; what a colon announces may stand in the next paragraph."""
    i = quote.first - 1
    if i < 0:
        return None
    colon = i if words.lower[i] == ":" and quote.size > _SENTENCE else None
    if words.lower[i] not in (":", ",") and not _says(words, i):
        return None
    while i >= 0 and (colon is not None or words.paragraph[i] == words.paragraph[quote.first]):
        if words.lower[i] in _STOPS:
            break
        if _says(words, i):
            return i
        i -= 1
    return colon


def _nearby(words: Words, verb: int, quote: Quotation | None = None) -> Span | None:
    """The name or pronoun next to a verb, where the grammar was not understood."""
    for i in (verb + 1, verb - 1):
        if not 0 <= i < len(words) or (quote and quote.first <= i <= quote.last):
            continue
        if words.tags[i][:2] in ("NN", "PR"):
            return words.left[i], min(words.right[i], verb - 1) if i < verb else words.right[i]
    return None


def _nobodys(quote: Quotation) -> Draft:
    whole = [(quote.start, quote.end)]
    return Draft(quote.first, quote.first, None, *whole[0], NOBODYS, quoted=True, parts=whole)


def _joined(words: Words, found: list[Draft]) -> list[Draft]:
    """ "“It is,” she said, “and will be.”" is one statement, though the cue has two quotations."""
    first: dict[int, Draft] = {}
    out = []
    for draft in sorted(found, key=lambda each: each.start):
        before = first.get(draft.cue)
        if before and before.end <= words.starts[draft.cue] < draft.start and draft.quoted:
            before.end = draft.end
            before.parts += draft.parts
        else:
            out.append(draft)
            if draft.quoted:
                first[draft.cue] = draft
    return out


def _apart(words: Words, found: list[Draft]) -> list[Draft]:
    """The outermost of what overlaps: nobody's words are given twice."""
    kept: list[Draft] = []
    for draft in sorted(found, key=lambda d: (-(d.end - d.start), d.start)):
        if not any(d.start < draft.end and draft.start < d.end for d in kept) and not any(
            d.start <= words.starts[draft.cue] < d.end for d in kept
        ):
            kept.append(draft)
    return sorted(kept, key=lambda d: d.start)


def _continued(words: Words, quotes: list[Quotation], found: list[Draft]) -> list[Draft]:
    """Quotations without a speaker of their own go on with the one before them: “…,” she said
    in an interview. “…”, in the same paragraph or the next."""
    for quote in quotes:
        if quote.size < _SENTENCE or any(_overlap(draft, quote) for draft in found):
            continue
        last = max(
            (draft for draft in found if draft.quoted and draft.end <= quote.start),
            key=lambda draft: draft.end,
            default=None,
        )
        if last and _goes_on(words, last, quote):
            last.end = quote.end
            last.parts.append((quote.start, quote.end))
    return found


def _goes_on(words: Words, last: Draft, quote: Quotation) -> bool:
    if not _ends_quoted(words, last.end):
        return False
    between = words.between(last.end, quote.start)
    if quote.start - max(words.ends[last.cue], last.end) > _TAIL:
        return False
    paragraphs = words.paragraph[quote.first] - words.paragraph[between.start - 1]
    sentences = len({words.sentence[i] for i in between})
    return (paragraphs == 0 and sentences <= 2) or (paragraphs == 1 and sentences <= 1)


def _ends_quoted(words: Words, end: int) -> bool:
    return words.text[end - 1] in "”\"'»“"
