"""The day on which a statement was made, where the text gives it. Pure functions over text.

Only days of the attribution count ("Noboa wrote on social media on March 2"), never those within
the statement. The publication date resolves "Monday"; it never takes the place of a missing day.
"""

import re
from dataclasses import dataclass
from datetime import date

from nlp.dates import Days, days
from nlp.kinds import Basis

Span = tuple[int, int]
REACH = 80  # characters before and after a day that show what it belongs to

# Occasions of an utterance: "a Wednesday news briefing", "her 2019 memoir".
_OCCASION = re.compile(
    r"(?:['’]s?)?(?:\s[\w-]+){0,3}?\s(?:address|blog|book|briefing|broadcast|call|column|comments?"
    r"|communiqu[eé]|conference|debate|editorial|e-?mail|essay|event|filing|hearing|interview|letter"
    r"|meeting|memo(?:ir)?|message|news|note|op-ed|podcast|post|press|rally|release|remarks|report"
    r"|speech|statement|study|summit|testimony|tweet|video)\b",
    re.IGNORECASE,
)
_DETERMINED = re.compile(
    r"(?:\b(?:an?|the|his|her|their|its|this|that)\s|['’]s\s)(?:(?:early|late|mid)[\s-])?$",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"['’]s?\s+\w|\s+(?!(?:and|that|to|in|on|at|by|for|with|as|when|after|before)\b)[a-z]"
)
# The day bounds or belongs to another thing: "in office since 2023", "after a vote on Monday".
_OF_ANOTHER = re.compile(
    r"\b(?:since|until|till|after|before|following|ahead\sof|from|prior\sto|by|about|regarding"
    r"|concerning|because\sof|amid|despite)\s(?:[\w'’-]+\s){0,5}$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r",\s(?:who|whom|whose|which|where|when|a|an|the)\s[^,“”\"]*,")
_QUOTED = re.compile(r"“[^“”]*”?|\"[^\"]*\"?|«[^«»]*»?")
_SAYS = re.compile(
    r"\b(?:sa(?:id|ys?)|told|tells?|wrote|writes?|claim(?:ed|s)?|argue[ds]?|announce[ds]?"
    r"|add(?:ed|s)|tweet(?:ed|s)|post(?:ed|s)|stat(?:ed|es)|warn(?:ed|s)?|den(?:ied|ies)"
    r"|insist(?:ed|s)?|report(?:ed|s)|confirm(?:ed|s)?|declare[ds]?|testif(?:ied|ies)|promise[ds]?"
    r"|vow(?:ed|s)|pledge[ds]?|acknowledge[ds]?|admit(?:ted|s)|accuse[ds]?|praise[ds]?"
    r"|critici[sz]e[ds]?|called|estimate[ds]?|predict(?:ed|s)?|suggest(?:ed|s)|explain(?:ed|s)"
    r"|according\sto)\b",
    re.IGNORECASE,
)
# Words between a verb of saying and its day.
_BETWEEN = re.compile(
    r"(?:\s(?:on|in|at|to|during|via|late|early|earlier|an?|the|his|her|their|its|reporters|social"
    r"|media|lawmakers|journalists|parliament|[A-Z][\w.]*|news|press|television|interview|statement"
    r"|speech|briefing|conference|post|published|released|aired|broadcast|posted|with)(?!\w))*\s?"
)
_LEADING = re.compile(r"\b(?:on|in|late|early|earlier|during)\s(?:an?\s|the\s)?$", re.IGNORECASE)


@dataclass(frozen=True)
class UtteranceDate:
    """For a claim's said_from, said_to, said_basis and said_note; without days it is unknown."""

    said_from: date | None
    said_to: date | None
    basis: Basis
    note: str


UNKNOWN = UtteranceDate(None, None, Basis.UNKNOWN, "")


def utterance_date(
    sentence: str,
    published: date | None = None,
    content: Span | None = None,
    verb: Span | None = None,
) -> UtteranceDate:
    """When the sentence's statement was made: stated (the text gives the whole date), inferred
    (resolved by the day of publication) or unknown.

    ``content`` and ``verb`` are the spans, in code points of the sentence, of what was said and of
    the verb of saying. Where the verb is within the content, or no content is given, it is taken to
    be the text in quotation marks, or else what follows the verb.
    """
    named = [day for day in days(sentence, published) if not published or day.first <= published]
    quotes = [match.span() for match in _QUOTED.finditer(sentence)]
    verb = verb or _verb(_mask(sentence, [*quotes, content] if content else quotes), sentence)
    if content and verb and content[0] <= verb[0] < content[1]:
        content = None
    if content is None and not quotes:
        if verb is None:
            return UNKNOWN
        content = _after(sentence, verb, named), len(sentence)
    asides = [
        match.span()
        for match in _ASIDE.finditer(sentence)
        if not (verb and match.start() <= verb[0] < match.end())
    ]
    closed = _mask(sentence, [*quotes, *asides, *([content] if content else [])])
    chosen = _nearest(
        [day for day in named if not closed[day.start] and not _of_another(sentence, day)], verb
    )
    return _with_note(sentence, chosen, published) if chosen else UNKNOWN


def _with_note(sentence: str, day: Days, published: date | None) -> UtteranceDate:
    leading = _LEADING.search(sentence, max(0, day.start - REACH), day.start)
    words = " ".join(sentence[leading.start() if leading else day.start : day.end].split())
    if day.full:
        return UtteranceDate(day.first, day.last, Basis.STATED, f"“{words}”, as the text says")
    note = f"“{words}”, with the article's date {published}"
    return UtteranceDate(day.first, day.last, Basis.INFERRED, note)


def _verb(closed: bytearray, sentence: str) -> Span | None:
    """The first verb of saying outside of what was said."""
    found = (match.span() for match in _SAYS.finditer(sentence) if not closed[match.start()])
    return next(found, None)


def _after(sentence: str, verb: Span, named: list[Days]) -> int:
    """Where the statement begins, after the verb and the day beside it."""
    begins = _BETWEEN.match(sentence, verb[1])
    after = begins.end() if begins else verb[1]
    for day in named:
        if verb[1] <= day.start <= after:
            after = max(after, day.end)
    return after


def _mask(sentence: str, spans: list[Span]) -> bytearray:
    """For each code point, whether it is within one of the spans."""
    mask = bytearray(len(sentence))
    for start, end in spans:
        for place in range(max(0, start), min(end, len(mask))):
            mask[place] = 1
    return mask


def _of_another(sentence: str, day: Days) -> bool:
    """Whether the day belongs to something else: "the January 6 riot", "in office since 2023"."""
    before = sentence[max(0, day.start - REACH) : day.start]
    after = sentence[day.end : day.end + REACH]
    if _OF_ANOTHER.search(before):
        return True
    if _DETERMINED.search(before) or after.startswith(("'s", "’s")):
        return bool(_NOUN.match(after)) and not _OCCASION.match(after)
    return False


def _nearest(found: list[Days], verb: Span | None) -> Days | None:
    """The only day; of several, the one nearest to the verb."""
    if len({(day.first, day.last) for day in found}) < 2:
        return found[0] if found else None
    if verb is None:
        return None
    begins, ends = verb
    return min(found, key=lambda day: max(day.start - ends, begins - day.end))
