"""Speakers next to a quotation or its verb, where the parser was wrong: nobody speaks within their
own quotation, and newspapers put a speaker next to "said" and to the quotation."""

from collections.abc import Sequence
from dataclasses import replace

from nlp.attribution import cues
from nlp.attribution.clauses import subject
from nlp.attribution.draft import Draft
from nlp.attribution.parsing import Span, Words
from nlp.attribution.quotations import Quotation
from nlp.english import WEEKDAYS, word_set

_LONG = 4  # words and marks from which on a quotation is more than a word in marks
_REACH = 40  # words between a quotation and its verb, with what is said of the speaker
_STOPS = word_set('. , ? ! ; : “ ” " ( ) — – --')
_BEFORE_NAME = word_set("DT PRP$ JJ JJS CD NN NNP NNPS POS HYPH")
_NAMES = word_set("NN NNS NNP NNPS")
_ALONE = word_set("another one some others many")
_DAYS = {*WEEKDAYS, "today"}
# Verbs after which a name is the speaker, never the listener.
_BEFORE_SPEAKER = word_set("""
    say add write note explain argue recall reply respond ask continue joke insist tweet declare
    warn conclude
""")


def with_adjacent_speaker(words: Words, quotes: Sequence[Quotation], draft: Draft) -> Draft:
    """The draft with the speaker beside it, if the grammar gave none or an impossible one."""
    if words.lower[draft.cue] not in cues.SAY:
        return draft
    following = _following(words, draft)
    if following is not None:
        return replace(draft, source=following)
    outer = _outer_subject(words, quotes, draft)
    if outer is not None:
        return outer
    own = [quote for quote in quotes if draft.overlaps(quote) and quote.size > _LONG]
    source = draft.source
    if own and (source is None or any(q.first <= source[0] <= q.last for q in own)):
        return replace(draft, source=_beside(words, own, draft.cue) or _main(words, draft.cue))
    if own and source is not None and source[0] > draft.cue > max(q.last for q in own) + 1:
        # “…,” Lind, in her old hat, said matter-of-factly
        return replace(draft, source=_beside(words, own, draft.cue) or source)
    return draft


def _following(words: Words, draft: Draft) -> Span | None:
    """Lind, of "…, said Ann Lind, a pilot, …", where the parser took what comes before the comma
    for the speaker."""
    cue = draft.cue
    if (
        cue == 0
        or cues.SAY[words.lower[cue]] not in _BEFORE_SPEAKER
        or words.tags[cue] not in ("VBD", "VBZ")
        or not (words.lower[cue - 1] == "," or words.tags[cue - 1] == "''")
        or words.tags[cue + 1 : cue + 2] not in (["NNP"], ["NNPS"])
        or words.lower[cue + 1] in _DAYS
        or words.starts[cue] < draft.start
        or (draft.source is not None and draft.source[0] > cue)
    ):
        return None
    found = noun(words, cue + 1)
    if found is None:
        return None
    after = found[1] + 1
    ends = after == len(words) or words.sentence[after] != words.sentence[cue]
    return found if ends or words.lower[after] in (",", ".") else None


def _outer_subject(words: Words, quotes: Sequence[Quotation], draft: Draft) -> Draft | None:
    """ "Lind, an aide said, “is sure of it.”": the statement begins with Lind, an aide says it."""
    cue, source = draft.cue, draft.source
    if source is None or source[1] != cue - 1:
        return None
    opening = cue + 1 + (words.lower[cue + 1 : cue + 2] == [","])
    quote = next((each for each in quotes if each.first == opening), None)
    comma = next((i for i in range(source[1], source[0], -1) if words.lower[i] == ","), None)
    begin, before = words.sentence_words(cue)[0], source[0] - 1
    if comma is None and before > begin and words.lower[before] == ",":
        source, comma = (begin, source[1]), before  # "The bridge, she said “is …”"
    if quote is None or comma is None or comma == source[1] or quote.size <= _LONG:
        return None
    verb = quote.first + 1
    if words.tags[verb] not in ("VBZ", "VBP", "VBD", "MD") or not words.forms[verb].islower():
        return None
    start = words.starts[source[0]]
    parts = [(start, words.ends[comma - 1]), (quote.start, max(draft.end, quote.end))]
    return replace(
        draft, source=(comma + 1, source[1]), start=start, end=parts[1][1], quoted=True, parts=parts
    )


def _beside(words: Words, quotes: Sequence[Quotation], cue: int) -> Span | None:
    before = [each for each in quotes if each.last < cue]
    if before:
        first = max(each.last for each in before) + 1
        if first == cue:  # "…,” said the pilot"
            return noun(words, cue + 1)
        return noun(words, first) if cue - first <= _REACH else None  # "…,” Lind, 49, told …"
    last = cue - 1
    if last >= 0 and words.lower[last] == ")":  # "Lind (R-Lund) said “…”"
        while last >= 0 and words.lower[last] != "(":
            last -= 1
        last -= 1
    if last < 0 or words.tags[last] not in _NAMES:
        return None
    return max(words.left[last], words.sentence_words(cue)[0]), last


def _main(words: Words, cue: int) -> Span | None:
    """Who is "…, telling the crowd": the subject of the whole sentence."""
    if words.tags[cue] != "VBG" or words.lower[cue - 1 : cue] != [","]:
        return None
    first, last = words.sentence_words(cue)
    root = next((i for i in range(first, last + 1) if words.heads[i] == i), cue)
    return subject(words, root) if root < cue else None


def noun(words: Words, first: int) -> Span | None:
    """The name or description that begins with this word, without any apposition."""
    if first < len(words) and words.tags[first] == "PRP":
        return first, first
    last, i = None, first
    while i < len(words) and words.sentence[i] == words.sentence[first]:
        if words.lower[i] in _STOPS:
            break
        if words.tags[i] in _NAMES:
            last = i
        elif words.tags[i] not in _BEFORE_NAME:
            break
        i += 1
    if last is None and first < len(words) and words.lower[first] in _ALONE:
        return first, first
    return (first, last) if last is not None else None
