"""The intermediary of a statement: "citing government sources", "told CNN"."""

import re
from collections.abc import Iterator

from nlp.attribution import cues
from nlp.attribution.clauses import CITING, cited_as_source
from nlp.attribution.parsing import Span, Words

_OUTLET = re.compile(
    r"\b(?:AFP|AP|ABC|BBC|CBC|CBS|CNBC|CNN|MSNBC|NBC|NPR|PBS|Agency|Associated|Axios|Bloomberg"
    r"|Breitbart|Daily|Express|Fox|Gazette|Guardian|Herald|HuffPost|Jazeera|Journal|Magazine|Mail"
    r"|Mirror|News|Newsweek|P(?:olitico|OLITICO)|Post|Press|Radio|Reuters|Review|Star|Sun|Telegraph"
    r"|Television|Times|Today|Tribune|TV)\b"
)


BETWEEN_RELAYS = "; "


def relays_of(words: Words, cue: int, parts: list[tuple[int, int]]) -> list[str]:
    """The words, in the cue's sentence and outside of what was said, for each intermediary: the
    outlet first, then who is said to have handed it on."""
    found = list(_outlets(words, cue))
    first, last = words.sentence_words(cue)
    for i in range(first, last + 1):
        if i != cue and not any(start <= words.starts[i] < end for start, end in parts):
            found += _handed_on(words, i)
    return [words.text_of(span).replace(BETWEEN_RELAYS, ", ") for span in found]


def _outlets(words: Words, cue: int) -> Iterator[Span]:
    if cues.SAY.get(words.lower[cue]) == "tell":
        spans = (words.subtree(kid) for kid in words.children(cue, "dobj", "dative"))
        yield from (span for span in spans if _OUTLET.search(words.text_of(span)))


def _handed_on(words: Words, i: int) -> Iterator[Span]:
    """ "Citing two officials", "according to an aide"."""
    if words.lower[i] in CITING:
        cited = map(words.subtree, words.children(i, "dobj"))
        yield from (span for span in cited if cited_as_source(words, span))
    if words.lower[i] == "according" and words.lower[i + 1 : i + 2] == ["to"]:
        under = _under(words, i + 1, "pobj") or _under(words, i, "pobj")
        if under:
            yield under


def _under(words: Words, head: int, dep: str) -> Span | None:
    return next(map(words.subtree, words.children(head, dep)), None)
