"""What somebody calls false: "called the report false", "dismissed it as a lie"."""

from nlp.attribution.draft import Draft
from nlp.attribution.parsing import Words
from nlp.attribution.stance import Stance, stance_of

_MOST = 60  # code points from the verb to the word
_CALLS = (
    "call",
    "label",
    "brand",
    "deem",
    "dub",
    "term",
    "declar",
    "pronounc",
    "describ",
    "characteri",
    "denounc",
)


def with_falsehood(words: Words, draft: Draft) -> None:
    """Extend the verb to the word that says so: it is what the text reports."""
    if not words.lower[draft.cue].startswith(_CALLS) or words.starts[draft.cue] >= draft.start:
        return
    begin = words.starts[draft.cue]
    for i in words.between(draft.start, draft.end):
        if words.ends[i] - begin > _MOST:
            return
        if stance_of(words.text[begin : words.ends[i]]) != Stance.STATED:
            draft.cue_end = i
            return
