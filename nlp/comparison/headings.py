"""Headings: they name a topic and state nothing. "On abortion", "On whether to confirm a judge".

A sentence may begin in the same way ("On Gaza the government lied"). It is the worse mistake to take one
for a heading, since then nothing repeats it: in doubt it is none.
"""

import re
from collections.abc import Sequence

from nlp.english import word_set

SHORT = 4  # words after "On" that name a topic without a verb
_LONGEST = 25
_SHAPE = re.compile(r"(on|sobre|acerca de)((?:\s+[^\s\d,.;:!?¿¡]+)+)[.:!?]?", re.IGNORECASE)
_WHETHER = ("whether", "si")
_GERUND = re.compile(r"[a-z]{2,}ing")
# The beginning of a sentence; words on -ing after which one may follow.
_NO_TOPIC = word_set(
    "average balance paper top behalf account course occasion time schedule purpose"
)
_NO_GERUND = word_set("""
    spending housing training banking policing building wing king spring evening morning being nothing
    something anything everything ceiling meeting hearing ruling killing fracking drilling mining farming
    funding gambling lending parking bombing shooting warming trafficking arriving returning leaving
""")
# With one of these it is a sentence, after "whether" too.
_IN_NONE = word_set("""
    is are was were has have had will would did does he she they we i it you
    monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december
""")
_VERBS = word_set("""
    can could may might must shall should do don't didn't isn't aren't wasn't won't can't
    said say says told tell tells went goes came comes gave gives took takes made makes knew knows thought
    thinks became becomes got gets kept keeps held holds saw sees began begins left lied lie lies voted
    earn earns earned cost costs lost lose loses won wins paid pays owe owes failed fails promised
    promises wants wanted claimed claims denied denies refused refuses admitted agreed agrees supports
    supported opposes opposed broke rose fell grew spent spends sold bought sent stood stands wrote ran
    es son era eran fue fueron ha han había hay está están estaba será serán tiene tienen tenía hace hacen
    hizo dice dicen dijo dijeron miente mienten ganan gana cobran cobra mueren muere quiere quieren puede
    pueden debe deben vota votan sabe saben va van
""")
_DETERMINERS = {
    "on": word_set("the a an this that these those his her its their our my your every"),
    "sobre": word_set("el la los las un una unos unas este esta estos estas su sus"),
}
# After these a determiner begins no clause of its own.
_LINKS = word_set("""
    of in on at by for from with without to into onto over under about against between among across
    through during before after since until toward towards as than and or via per all both
    de del en con por para sin contra entre y o e u a al hacia desde que sobre todo toda todos todas
""")


def is_heading(text: str, words: Sequence[str]) -> bool:
    """``words``: all of the text's, in lower case."""
    found = _SHAPE.fullmatch(text.strip())
    if not found or any(word in _IN_NONE for word in words):
        return False
    opening, topic = found[1].lower(), found[2].split()
    first = topic[0].lower()
    if first in _WHETHER or len(topic) > _LONGEST:
        return len(topic) <= _LONGEST
    is_gerund = bool(_GERUND.fullmatch(topic[0])) and first not in _NO_GERUND
    if first in _NO_TOPIC or not (is_gerund or len(topic) <= SHORT):
        return False
    is_english = opening == "on"
    return not (
        any(word in _VERBS for word in words)
        or _has_clause(topic, _DETERMINERS["on" if is_english else "sobre"])
        or any(map(_english_past if is_english else _spanish_past, topic, topic[1:]))
    )


def _has_clause(topic: Sequence[str], determiners: frozenset[str] | set[str]) -> bool:
    """Whether a determiner follows a noun: "Gaza the government". Not "gap in the law", "to close the gap"."""
    lower = [word.lower() for word in topic]
    return any(
        word in determiners
        and not (
            lower[at] in _LINKS or lower[at].endswith("ing") or "to" in lower[max(0, at - 1) : at]
        )
        for at, word in enumerate(lower[1:])
    )


def _english_past(before: str, word: str) -> bool:
    """ "Congress blocked"."""
    return before[0].isupper() and word.islower() and word.endswith("ed")


def _spanish_past(_before: str, word: str) -> bool:
    """ "mintió", "votaron"."""
    return word.islower() and word.endswith(("ó", "aron", "ieron"))
