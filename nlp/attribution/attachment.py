"""A quotation's speaker, by what stands next to it, where the grammar gave it to nobody."""

from dataclasses import replace

from nlp.attribution import cues
from nlp.attribution.clauses import subject
from nlp.attribution.draft import UNSAID, Draft
from nlp.attribution.mentions import proper
from nlp.attribution.parsing import Span, Words
from nlp.attribution.quotations import Quotation

SENTENCE = 5  # words and marks from which on a quotation can be a statement by itself
_TAIL = 300  # code points between two pieces of one quotation
_REACH = 30  # words within which a quotation's cue is looked for
_STOPS = frozenset([".", "?", "!", "“", "”", '"'])
_DASHES = frozenset(["-", "--", "–", "—"])


def attached(words: Words, quote: Quotation) -> Draft | None:
    """A quotation by what stands next to it, where the grammar gave it to nobody."""
    start = quote.start
    cue = _after(words, quote)
    if cue is not None:
        if quote.size < SENTENCE and cue > quote.last + 4:
            return None
    else:
        cue = _before(words, quote)
        if cue is None or (quote.size < SENTENCE and cue < quote.first - 4):
            return None
    if words.lower[cue] == ":":
        source = _before_colon(words, cue)
    else:
        source = subject(words, cue)
        if source is None or quote.first <= source[1] <= quote.last:
            source = nearby(words, cue, quote)
    return Draft(
        cue, cue, source, start, quote.end, "quotation",
        quoted=True, parts=[(start, quote.end)],
    )  # fmt: skip


def unclaimed(words: Words, quote: Quotation, found: list[Draft]) -> Draft:
    """A quotation with nobody next to it: whoever spoke in the sentence before says it ("Holt said
    that he was glad. “…”"), or who signs it below, or nobody."""
    whole = [(quote.start, quote.end)]
    signed = quote.last + 1
    if words.lower[signed : signed + 1] and words.lower[signed] in _DASHES:
        name = signed + 1
        if name < len(words) and words.tags[name][:3] == "NNP":
            source = words.left[words.heads[name]] if words.heads[name] > name else name
            last = max(name, words.heads[name])
            return Draft(signed, signed, (max(source, name), last), *whole[0], UNSAID, True, whole)
    before = max(
        (draft for draft in found if draft.end <= quote.start and draft.source),
        key=lambda draft: draft.end,
        default=None,
    )
    if before and words.lower[before.cue] in cues.SAY and goes_on(words, before, quote):
        return replace(before, start=quote.start, end=quote.end, quoted=True, parts=whole)
    return Draft(quote.first, quote.first, None, *whole[0], UNSAID, True, whole)


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
    if last - first < SENTENCE and _says(words, last):
        return last
    return None


def _before(words: Words, quote: Quotation) -> int | None:
    """The cue of "she said, “…"; what a colon announces may stand in the next paragraph."""
    i = quote.first - 1
    if i < 0:
        return None
    colon = i if words.lower[i] == ":" and quote.size > SENTENCE else None
    if colon is not None and _name_alone(words, colon) is not None:
        return colon
    if words.lower[i] not in (":", ",") and not _says(words, i):
        return None
    while i >= 0 and (colon is not None or words.paragraph[i] == words.paragraph[quote.first]):
        if words.lower[i] in _STOPS:
            break
        if _says(words, i):
            return i
        i -= 1
    return colon


def _name_alone(words: Words, colon: int) -> Span | None:
    """The name, if nothing else is before the colon: "Ann Lind: “…”", "TOO EARLY - Ann Lind: “…”"."""
    first = colon
    while first and proper(words, first - 1):
        first -= 1
    begins = first == 0 or words.paragraph[first - 1] != words.paragraph[colon]
    if first < colon and (begins or words.lower[first - 1] in _DASHES):
        return first, colon - 1
    return None


def _before_colon(words: Words, colon: int) -> Span | None:
    """The name right before it, or the subject of what the sentence says before it."""
    alone = _name_alone(words, colon)
    if alone is not None:
        return alone
    if colon and words.tags[colon - 1][:3] == "NNP":
        name = colon - 1
        return min(words.left[name], name), name
    for i in range(colon - 1, words.sentence_words(colon)[0] - 1, -1):
        if words.deps[i] in ("nsubj", "nsubjpass") and words.tags[i] not in ("WP", "WDT", "EX"):
            return words.left[i], min(words.right[i], colon - 1)
    return None


def nearby(words: Words, verb: int, quote: Quotation | None = None) -> Span | None:
    """The name or pronoun next to a verb, where the grammar was not understood."""
    for i in (verb + 1, verb - 1):
        if not 0 <= i < len(words) or (quote and quote.first <= i <= quote.last):
            continue
        if words.tags[i][:2] in ("NN", "PR"):
            return words.left[i], min(words.right[i], verb - 1) if i < verb else words.right[i]
    return None


def goes_on(words: Words, last: Draft, quote: Quotation) -> bool:
    between = words.between(last.end, quote.start)
    if quote.start - max(words.ends[last.cue], last.end) > _TAIL:
        return False
    paragraphs = words.paragraph[quote.first] - words.paragraph[between.start - 1]
    sentences = len({words.sentence[i] for i in between})
    return (paragraphs == 0 and sentences <= 2) or (paragraphs == 1 and sentences <= 1)
