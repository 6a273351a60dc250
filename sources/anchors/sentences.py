"""Where sentences begin and end. In doubt a sentence goes on: a longer one hides no change of words."""

from collections.abc import Iterator

import regex

# How far a sentence is followed, in code points: some texts have no full stops.
REACH = 1000

_STOPS = ".!?…؟۔।॥։"
_CLOSERS = r"""["”’'»)\]]*+"""
# Possessive, so that no run of marks or spaces is matched again from each of its characters.
_SIGN = rf"""(?<![{_STOPS}])(?P<stop>[{_STOPS}]++) (?P<closers>{_CLOSERS}) (?P<gap>\s++)
    | (?P<paragraph>{{}})
    | (?<![。！？])(?P<ideographic>[。！？]++["”’」』）]*+)
    | (?P<quote>["“”„«»]|''|``)"""
_PARAGRAPH_END = rf"""{{}}(?![“"‘'(]*\p{{{{Ll}}}}) | (?<=[{_STOPS}。！？]["”’'»)\]]*\ ?)\n\s*+"""
_BLANK_LINE = r"\n\s*\n\s*+"
# By whether each line is a paragraph, or only a blank line ends one.
_sign, _paragraph_end = (
    {
        lines: regex.compile(pattern.format(r"\n\s*+" if lines else _BLANK_LINE), regex.VERBOSE)
        for lines in (False, True)
    }
    for pattern in (_SIGN, _PARAGRAPH_END)
)
_opener = regex.compile(r"""["“„«‘'`(\[—–-]*""")
_word_before = regex.compile(r"[\w.]*\Z")
_close_quote = regex.compile("""["”»]|''""")

_abbreviation = regex.compile(
    # A letter, letters with full stops between them, or letters without a vowel.
    r"\w|\w.*\..*|[bcdfghjklmnpqrstvwxz]{2,4}|"
    "aa|adm|approx|atty|assn|aug|ave|brig|bros|calif|capt|co|col|conn|cpl|dec|dept|det|dist|eds?|ee|est"
    "|etc|feb|figs?|gens?|govs?|hon|inc|insp|jan|maj|mass|messrs|mich|minn|mmes?|nos|nov|oct|okla"
    "|penn|pres|profs?|reps?|ret|rev|sens?|sept?|sra|supt|tenn|univ|usw|uu|vol|wash"
    "|гг|им|млн|млрд|напр|руб|св|см|стр|тыс|ул",
    regex.IGNORECASE,
)


def around(text: str, start: int, end: int, *, lines: bool) -> tuple[int, int]:
    """The span of the sentences that overlap ``text[start:end]``.

    ``lines``: each line is a paragraph; otherwise blank lines separate them.
    """
    low = max(0, start - REACH)
    if low:
        while low < start and not text[low].isspace():
            low += 1
    for mark in _paragraph_end[lines].finditer(text, low, start):
        low = mark.end()
    high = min(len(text), end + REACH)
    if high < len(text):
        while high > end and not text[high - 1].isspace():
            high -= 1
    after = _paragraph_end[lines].search(text, end, high)
    first, last = low, high
    for at in _breaks(text, low, after.end() if after else high, lines=lines):
        if at <= start:
            first = at
        elif at >= end:
            last = at
            break
    return _trimmed(text, first, last)


def sentences(text: str, *, lines: bool) -> list[tuple[int, int]]:
    """The spans of all sentences, in order."""
    found: list[tuple[int, int]] = []
    first = 0
    for at in (*_breaks(text, 0, len(text), lines=lines), len(text)):
        span = _trimmed(text, first, at)
        if span[0] < span[1]:
            found.append(span)
        first = at
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _breaks(text: str, low: int, high: int, *, lines: bool) -> Iterator[int]:
    """Where sentences begin. A text in quotation marks is not divided."""
    quoted = False
    for sign in _sign[lines].finditer(text, low, high):
        if sign["quote"]:
            quoted = sign["quote"] in "“„" or (sign["quote"] != "”" and not quoted)
        elif sign["paragraph"]:
            # A page may end within a sentence, which then continues in lower case.
            if not _continues(text, sign.end()):
                quoted = False
                yield sign.end()
        elif sign["ideographic"]:
            if not quoted or sign[0][-1] not in "。！？":
                quoted = False
                yield sign.end()
        else:
            closed = _close_quote.search(sign["closers"]) is not None
            breaks = sign["gap"].count("\n")
            quoted = quoted and not closed and not breaks
            if not quoted and (
                breaks > (0 if lines else 1) or _ends(text, sign, closed=closed and not breaks)
            ):
                yield sign.end()


def _ends(text: str, sign: "regex.Match[str]", *, closed: bool) -> bool:
    if _continues(text, sign.end()):
        return False
    # “Did he?” Smith asked.
    if closed and sign["stop"][-1] in "!?…؟":
        return False
    if sign["stop"] != "." or sign["closers"]:
        return True
    return not _shortened(text, sign.start(), sign.end())


def _shortened(text: str, at: int, after: int) -> bool:
    """Whether the full stop at ``at`` may belong to an abbreviation or an ordinal."""
    found = _word_before.search(text, max(0, at - 20), at)
    word = found[0] if found else ""
    if word.isdecimal():
        return len(word) < 3 and not text[after : after + 1].isdecimal()
    if word.casefold() == "no":
        return text[after : after + 1].isdecimal()
    return _abbreviation.fullmatch(word) is not None


def _continues(text: str, at: int) -> bool:
    opener = _opener.match(text, at)
    at = opener.end() if opener else at
    return text[at : at + 1].islower()
