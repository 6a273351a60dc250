"""Statements that don't overlap, from what the grammar and quotation marks give."""

from nlp.attribution.adjacency import with_adjacent_speaker
from nlp.attribution.attachment import SENTENCE, attached, continues, nearby, unclaimed
from nlp.attribution.clauses import CITING, Reading, is_told
from nlp.attribution.draft import Draft
from nlp.attribution.nominals import readings
from nlp.attribution.parsing import Words
from nlp.attribution.quotations import Quotation
from nlp.english import WEEKDAYS, word_set

_LONG = 12  # words and marks of a quotation that is kept even where no speaker is found
# Rules by which a single word ("it", "war") is no statement.
_NEEDS_WORDS = word_set("prep noun passive name to alleged")
_EDGES = word_set(", ; : - -- – — . … ( )")
_JOINING = word_set("and or but")


def drafts(words: Words, quotes: list[Quotation]) -> list[Draft]:
    inside = {i for quote in quotes if quote.size > 4 for i in range(quote.first, quote.last + 1)}
    found = [
        draft
        for reading in readings(words)
        if reading.cue not in inside and (draft := _draft(words, reading))
    ]
    _stretch(words, quotes, found)
    for quote in quotes:
        if not any(each.overlaps(quote) for each in found) and (draft := attached(words, quote)):
            found.append(draft)
    found = [with_adjacent_speaker(words, quotes, draft) for draft in found]
    found = _continued(words, quotes, _apart(words, _joined(words, found)))
    found += [
        unclaimed(words, quote, found)
        for quote in quotes
        if quote.size > _LONG and not any(draft.overlaps(quote) for draft in found)
    ]
    for draft in found:
        _leave_out_what_follows(words, quotes, draft)
        _leave_out_the_report(words, draft)
    return found


def _leave_out_what_follows(words: Words, quotes: list[Quotation], draft: Draft) -> None:
    """Of "“All must help,” she said, as talks broke down": the article's own words."""
    if len(draft.parts) != 2:
        return
    [whole, (start, end)] = draft.parts
    if words.lower[words.between(start, end).start] not in ("as", "while", "after", "via"):
        return
    quoted = any((each.start, each.end) == whole for each in quotes)
    if quoted and not any(each.start < end and start < each.end for each in quotes):
        draft.parts, draft.end = [whole], whole[1]


def _leave_out_the_report(words: Words, draft: Draft) -> None:
    """Without the "that" before a clause, and the ", citing an unnamed officer" or ", according to an
    aide" at its end: they are no part of what was said."""
    inside = words.between(draft.start, draft.end)
    first, last = inside.start, inside.stop - 1
    if len(inside) < 2 or words.starts[first] != draft.start:
        return
    apart = (
        first > 0 and words.lower[first - 1] == ","
    )  # "pointed out, however, that drug traffic …"
    marks = words.deps[first] == "mark" or words.tags[first] == "IN" or apart
    if words.lower[first] == "that" and marks:
        while first < last and (words.lower[first] in _EDGES or first == inside.start):
            first += 1
        draft.start = words.starts[first]
    on = words.lower[first] == "on" and words.lower[first + 1] in WEEKDAYS
    if on and first == draft.cue_end + 1 and first + 2 < last:  # "said on Tuesday they had won"
        draft.start = words.starts[first + 2]
    for i in range(last - 1, first + 1, -1):
        named = words.lower[i] in CITING or words.lower[i : i + 2] == ["according", "to"]
        if named and words.lower[i - 1] == "," and words.right[i] >= last and not draft.quoted:
            draft.end = words.ends[i - 2]
            break
    within = [(max(a, draft.start), min(b, draft.end)) for a, b in draft.parts]
    draft.parts = [(a, b) for a, b in within if a < b]


def _draft(words: Words, reading: Reading) -> Draft | None:
    first, last = reading.content
    while first <= last and words.lower[first] in _EDGES:
        first += 1
    while last >= first and words.lower[last] in _EDGES - {")"} | _JOINING:
        last -= 1
    if first > last or (first == last and reading.rule in _NEEDS_WORDS):
        return None
    start, end = _with_marks(words.text, words.starts[first], words.ends[last])
    parts = [(start, end)]
    if first < reading.cue < last and reading.rule in ("clause", "inside"):
        parts = _around(words, reading, first, last)
        parts[0] = (start, parts[0][1])
        parts[-1] = (parts[-1][0], end)
    source = reading.source
    if source is None and reading.rule in ("clause", "inside") and not is_told(words, reading.cue):
        source = nearby(words, reading.cue)
    return Draft(reading.cue, reading.cue_end, source, start, end, reading.rule, parts=parts)


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """With both single quotation marks, where one of them is included."""
    if text[start - 1 : start] == "‘" and "’" in text[start : end + 1]:
        start -= 1
    if text[start] == "‘" and text[end : end + 1] == "’" and "’" not in text[start:end]:
        end += 1
    return start, end


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


def _stretch(words: Words, quotes: list[Quotation], found: list[Draft]) -> None:
    """Extend contents to the marks of quotations that they cut; end them where a comma closes the
    quotation: "said it is “fair,” calling …"."""
    for draft in found:
        for quote in quotes:
            if not draft.overlaps(quote) or quote.first <= draft.cue <= quote.last:
                continue
            draft.start = min(draft.start, quote.start)
            draft.end = max(draft.end, quote.end)
            draft.quoted = True
            if quote.end == draft.end and _stands_alone(words, quote, draft):
                draft.start = quote.start
                draft.parts = [(draft.start, draft.end)]
            elif draft.cue < quote.first and _closed(words, quote):
                draft.end = quote.end
                draft.parts = [(draft.start, draft.end)]
            draft.parts[0] = (draft.start, draft.parts[0][1])
            draft.parts[-1] = (draft.parts[-1][0], draft.end)
            draft.parts = [_whole(part, quote, draft.parts) for part in draft.parts]


def _whole(
    part: tuple[int, int], quote: Quotation, among: list[tuple[int, int]]
) -> tuple[int, int]:
    """The part with all of a quotation that it cuts, unless another part has the rest."""
    start, end = part
    if quote.start < end < quote.end and not any(end < each[0] < quote.end for each in among):
        end = quote.end
    if quote.start < start < quote.end and not any(quote.start < each[1] < start for each in among):
        start = quote.start
    return start, end


def _closed(words: Words, quote: Quotation) -> bool:
    """Whether the article itself goes on after a quotation that ends with a comma."""
    after = quote.last + 1
    if words.text[quote.start : quote.end].rstrip("\"”“'’ ")[-1:] != "," or after >= len(words):
        return False
    tag = words.tags[after]
    return tag in ("VBG", "WRB") or (tag == "IN" and words.lower[after] != "that")


def _stands_alone(words: Words, quote: Quotation, draft: Draft) -> bool:
    """Whether what comes before ", “…,” she said" is not part of what she said, as a condition is."""
    first = words.between(draft.start, draft.end).start
    return (
        quote.size > SENTENCE
        and 0 < quote.first < draft.cue
        and words.lower[first] not in ("if", "unless")
        and words.lower[quote.first - 1] in (",", "(", ":", "-", "—", "–", "--")
    )


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
    """Of overlapping drafts the outermost, so that no words are reported twice."""
    kept: list[Draft] = []
    for draft in sorted(found, key=lambda d: (-(d.end - d.start), d.start)):
        if not any(d.start < draft.end and draft.start < d.end for d in kept) and not any(
            d.start <= words.starts[draft.cue] < d.end for d in kept
        ):
            kept.append(draft)
    return sorted(kept, key=lambda d: d.start)


def _continued(words: Words, quotes: list[Quotation], found: list[Draft]) -> list[Draft]:
    """With quotations that continue the one before them, in the same paragraph or the next: “…,”
    she said in an interview. “…”"""
    ends = {quote.end for quote in quotes}
    for quote in quotes:
        if quote.size < SENTENCE or any(draft.overlaps(quote) for draft in found):
            continue
        last = max(
            (draft for draft in found if draft.quoted and draft.end <= quote.start),
            key=lambda draft: draft.end,
            default=None,
        )
        if last and last.end in ends and continues(words, last, quote):
            last.end = quote.end
            last.parts.append((quote.start, quote.end))
    return found
