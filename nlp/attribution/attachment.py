"""The speaker of a quotation by the words next to it, where the grammar gave none."""

from dataclasses import replace

from nlp.attribution import cues
from nlp.attribution.clauses import subject
from nlp.attribution.draft import UNSAID, Draft
from nlp.attribution.mentions import proper
from nlp.attribution.parsing import Span, Words
from nlp.attribution.quotations import Quotation
from nlp.english import word_set

SENTENCE = 5  # words and marks of a quotation that can be a statement by itself
_TAIL = 300  # code points between two pieces of one quotation
_REACH = 30  # words within which a quotation's cue is looked for
_STOPS = word_set('. ? ! “ ” "')
_DASHES = word_set("- -- – —")


def attached(words: Words, quote: Quotation) -> Draft | None:
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
    whole = quote.start, quote.end
    return Draft(cue, cue, source, *whole, "quotation", quoted=True, parts=[whole])


def unclaimed(words: Words, quote: Quotation, found: list[Draft]) -> Draft:
    """A quotation with no speaker next to it: its speaker is named below it, or spoke in the
    sentence before ("Holt said that he was glad. “…”"), or is unknown."""
    whole = [(quote.start, quote.end)]
    signed = quote.last + 1
    if words.lower[signed : signed + 1] and words.lower[signed] in _DASHES:
        name = signed + 1
        if name < len(words) and words.is_name(name):
            source = words.left[words.heads[name]] if words.heads[name] > name else name
            last = max(name, words.heads[name])
            return Draft(signed, signed, (max(source, name), last), *whole[0], UNSAID, True, whole)
    before = max(
        (draft for draft in found if draft.end <= quote.start and draft.source),
        key=lambda draft: draft.end,
        default=None,
    )
    if before and words.lower[before.cue] in cues.SAY and continues(words, before, quote):
        return replace(before, start=quote.start, end=quote.end, quoted=True, parts=whole)
    return Draft(quote.first, quote.first, None, *whole[0], UNSAID, True, whole)


def _says(words: Words, i: int) -> bool:
    """Whether it is a verb of saying; one tagged as a noun counts if it is inflected ("says", not
    "show") or ends the sentence ("the letter read.")."""
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
    """The cue of "….” Holt said.", with a full stop in place of the comma."""
    first = quote.last + 1
    if first >= len(words) or words.paragraph[first] != words.paragraph[quote.last]:
        return None
    _, last = words.sentence_words(first)
    last -= words.lower[last] in _STOPS
    if last - first < SENTENCE and _says(words, last):
        return last
    return None


def _before(words: Words, quote: Quotation) -> int | None:
    """The cue of "she said, “…"; after a colon the quotation may be in the next paragraph."""
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
    """The name, if it is all that precedes the colon: "Ann Lind: “…”", "LATE - Ann Lind: “…”"."""
    first = colon
    while first and proper(words, first - 1):
        first -= 1
    begins = first == 0 or words.paragraph[first - 1] != words.paragraph[colon]
    if first < colon and (begins or words.lower[first - 1] in _DASHES):
        return first, colon - 1
    return None


def _before_colon(words: Words, colon: int) -> Span | None:
    """The name right before it, or the subject of the words before it."""
    alone = _name_alone(words, colon)
    if alone is not None:
        return alone
    if colon and words.is_name(colon - 1):
        name = colon - 1
        return min(words.left[name], name), name
    for i in range(colon - 1, words.sentence_words(colon)[0] - 1, -1):
        if words.deps[i] in ("nsubj", "nsubjpass") and words.tags[i] not in ("WP", "WDT", "EX"):
            return words.left[i], min(words.right[i], colon - 1)
    return None


def nearby(words: Words, verb: int, quote: Quotation | None = None) -> Span | None:
    """The name or pronoun next to a verb, where the grammar gave no subject."""
    for i in (verb + 1, verb - 1):
        if not 0 <= i < len(words) or (quote and quote.first <= i <= quote.last):
            continue
        if words.tags[i][:2] in ("NN", "PR"):
            return words.left[i], min(words.right[i], verb - 1) if i < verb else words.right[i]
    return None


def continues(words: Words, last: Draft, quote: Quotation) -> bool:
    """Whether a quotation is close enough to the last statement to continue it."""
    between = words.between(last.end, quote.start)
    if quote.start - max(words.ends[last.cue], last.end) > _TAIL:
        return False
    paragraphs = words.paragraph[quote.first] - words.paragraph[between.start - 1]
    sentences = len({words.sentence[i] for i in between})
    begins = words.paragraph[quote.first] != words.paragraph[quote.first - 1]
    return (paragraphs == 0 and sentences <= 2) or (paragraphs == 1 and sentences <= 1 and begins)
