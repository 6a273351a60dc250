"""When a statement was said, where the text itself gives it. Pure functions over text.

Only days of the attribution count ("Noboa wrote on social media on March 2"), never those of what
is spoken of. The publication date only resolves what the text leaves open; it never stands in.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from claims.choices import Basis
from claims.days import Days, days

# Occasions on which something is said: "a Wednesday news briefing", "her 2019 memoir".
_OCCASIONS = (
    r"address|blog|book|briefing|broadcast|brief|call|column|comments?|communiqu[eé]|conference"
    r"|debate|editorial|e-?mail|essay|event|filing|hearing|interview|letter|meeting|memo(?:ir)?"
    r"|message|news|note|op-ed|podcast|post|press|rally|release|remarks|report|speech|statement"
    r"|study|summit|testimony|tweet|video"
)
_BEFORE_NOUN = re.compile(
    r"(?:\b(?:an?|the|his|her|their|its|this|that)\s|['’]s\s)(?:(?:early|late|mid)[\s-])?$",
    re.IGNORECASE,
)
_OCCASION = re.compile(rf"(?:['’]s?)?(?:\s[\w-]+){{0,3}}?\s(?:{_OCCASIONS})\b", re.IGNORECASE)
_NOUN = re.compile(
    r"['’]s?\s+\w|\s+(?!and\b|that\b|to\b|in\b|on\b|at\b|by\b|for\b|with\b|as\b)[a-z]"
)
# The day bounds or belongs to another thing: "in office since 2023", "after Monday's vote".
_OTHER = re.compile(
    r"\b(?:since|until|till|after|before|following|ahead\sof|from|prior\sto|by|about|regarding"
    r"|concerning|because\sof|amid|despite)\s(?:[\w'’-]+\s){0,5}(?:on\s|in\s|of\s)?$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r",\s(?:who|whom|whose|which|where|when|a|an|the)\s[^,“”\"]*,")
_QUOTED = re.compile(r"“[^“”]*”?|\"[^\"]*\"?|«[^«»]*»?")
_SAYS = re.compile(
    r"\b(?:sa(?:id|ys?)|told|tells?|wrote|writes?|claim(?:ed|s)?|argue[ds]?|announce[ds]?|add(?:ed|s)"
    r"|tweet(?:ed|s)|post(?:ed|s)|stat(?:ed|es)|warn(?:ed|s)?|den(?:ied|ies)|insist(?:ed|s)?"
    r"|report(?:ed|s)|confirm(?:ed|s)?|declare[ds]?|testif(?:ied|ies)|promise[ds]?|vow(?:ed|s)"
    r"|pledge[ds]?|acknowledge[ds]?|admit(?:ted|s)|accuse[ds]?|praise[ds]?|criticis?z?ed|called"
    r"|estimate[ds]?|predict(?:ed|s)?|suggest(?:ed|s)|explain(?:ed|s)|according\sto)\b",
    re.IGNORECASE,
)
# What may stand between a saying and its day before the words that were said begin.
_BETWEEN = re.compile(
    r"(?:\s(?:on|in|at|to|during|via|late|early|earlier|a|an|the|his|her|their|its|reporters|social"
    r"|media|X|Twitter|Facebook|Telegram|Instagram|Truth\sSocial|lawmakers|journalists|parliament"
    r"|[A-Z][\w.]*|news|press|television|TV|interview|statement|speech|briefing|conference|post"
    r"|published|released|aired|broadcast|posted|with))*\s?"
)


@dataclass(frozen=True)
class Said:
    """For Claim's said_from, said_to, said_basis and said_note; without days, the basis is unknown."""

    said_from: date | None
    said_to: date | None
    basis: Basis
    note: str


UNKNOWN = Said(None, None, Basis.UNKNOWN, "")


def said_when(
    sentence: str,
    published: date | None = None,
    content: tuple[int, int] | None = None,
    verb: tuple[int, int] | None = None,
) -> Said:
    """When the sentence's statement was said: stated (the text says all of it), inferred (resolved
    by the day of publication) or unknown.

    ``content`` and ``verb`` are the spans, in code points of the sentence, of what was said and of
    the verb that says so. Without content, what stands in quotation marks, or else what follows
    the verb, is taken to be it.
    """
    if verb is None:
        verb = _verb(sentence, content)
    open_to = _attribution(sentence, content, verb)
    found = [
        each
        for each in days(sentence, published)
        if all(open_to[each.start : each.end]) and _of_the_saying(sentence, each, published)
    ]
    chosen = _nearest(found, verb)
    if chosen is None:
        return UNKNOWN
    words = _words(sentence, chosen)
    if chosen.full:
        note = _("“%(words)s”, as the text says") % {"words": words}
        return Said(chosen.first, chosen.last, Basis.STATED, note)
    note = _("“%(words)s”, with the article's date %(published)s") % {
        "words": words,
        "published": published,
    }
    return Said(chosen.first, chosen.last, Basis.INFERRED, note)


def _verb(sentence: str, content: tuple[int, int] | None) -> tuple[int, int] | None:
    quoted = [match.span() for match in _QUOTED.finditer(sentence)] + ([content] if content else [])
    for match in _SAYS.finditer(sentence):
        if not any(start <= match.start() < end for start, end in quoted):
            return match.span()
    return None


def _attribution(
    sentence: str, content: tuple[int, int] | None, verb: tuple[int, int] | None
) -> list[bool]:
    """For each code point, whether a day that stands there may be the day of the saying."""
    free = [True] * len(sentence)

    def close(start: int, end: int) -> None:
        free[start:end] = [False] * len(free[start:end])

    quotes = [match.span() for match in _QUOTED.finditer(sentence)]
    for start, end in quotes:
        close(start, end)
    for match in _RELATIVE.finditer(sentence):
        if not (verb and match.start() <= verb[0] < match.end()):
            close(*match.span())
    if content:
        close(*content)
    elif verb and not quotes:
        told = _BETWEEN.match(sentence, verb[1])
        begins = told.end() if told else verb[1]
        for each in days(sentence, date.max):
            if verb[1] <= each.start <= begins < each.end:
                begins = each.end
        close(begins, len(sentence))
    return free


def _of_the_saying(sentence: str, day: Days, published: date | None) -> bool:
    if published and day.first > published:
        return False
    before, after = sentence[max(0, day.start - 80) : day.start], sentence[day.end : day.end + 80]
    if _OTHER.search(before):
        return False
    if _BEFORE_NOUN.search(before) or after.startswith(("'s", "’s")):
        return bool(_OCCASION.match(after)) or not _NOUN.match(after)
    return True


def _nearest(found: list[Days], verb: tuple[int, int] | None) -> Days | None:
    if not found:
        return None
    if len({(each.first, each.last) for each in found}) == 1:
        return found[0]
    if verb is None:
        return None
    return min(found, key=lambda each: max(each.start - verb[1], verb[0] - each.end))


def _words(sentence: str, day: Days) -> str:
    """The day as the text has it, with the small word before it."""
    before = re.search(
        r"\b(?:on|in|late|early|earlier|during)\s(?:an?\s|the\s)?$",
        sentence[: day.start],
        re.IGNORECASE,
    )
    return " ".join(sentence[before.start() if before else day.start : day.end].split())
