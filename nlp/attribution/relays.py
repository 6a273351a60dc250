"""The intermediary of a statement: "citing government sources", "told CNN"."""

import re

from nlp.attribution import cues
from nlp.attribution.clauses import CITING, cited_as_source
from nlp.attribution.parsing import Span, Words

_OUTLET = re.compile(
    r"\b(?:AFP|AP|ABC|BBC|CBC|CBS|CNBC|CNN|MSNBC|NBC|NPR|PBS|Agency|Associated|Axios|Bloomberg"
    r"|Breitbart|Daily|Express|Fox|Gazette|Guardian|Herald|HuffPost|Jazeera|Journal|Magazine|Mail"
    r"|Mirror|News|Newsweek|P(?:olitico|OLITICO)|Post|Press|Radio|Reuters|Review|Star|Sun|Telegraph"
    r"|Television|Times|Today|Tribune|TV)\b"
)


def relay_of(words: Words, cue: int, parts: list[tuple[int, int]]) -> Span | None:
    """The words, in the cue's sentence and outside of what was said, that name the intermediary."""
    first, last = words.sentence_words(cue)
    for i in range(first, last + 1):
        if any(start <= words.starts[i] < end for start, end in parts):
            continue
        if words.lower[i] in CITING and i != cue:
            found = _under(words, i, "dobj")
            if found and cited_as_source(words, found):
                return found
        if words.lower[i] == "according" and i != cue and words.lower[i + 1 : i + 2] == ["to"]:
            found = _under(words, i + 1, "pobj") or _under(words, i, "pobj")
            if found:
                return found
    if cues.SAY.get(words.lower[cue]) == "tell":
        for kid in words.children(cue, "dobj", "dative"):
            if _OUTLET.search(words.text_of(words.subtree(kid))):
                return words.subtree(kid)
    return None


def _under(words: Words, head: int, dep: str) -> Span | None:
    return next(map(words.subtree, words.children(head, dep)), None)
