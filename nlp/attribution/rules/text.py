"""A text's paragraphs as words, quotations and sentences, without grammar."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from nlp.attribution.quotations import PARAGRAPH
from nlp.attribution.rules.grammar import Grammar

Span = tuple[int, int]

# An elided article is a word of its own: l'accord, qu'il.
_TOKEN = re.compile(
    r"(?:[ldnsjcmt]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)"
    r"|\d+(?:[.,\u00a0\u202f]\d+)*"
    # A point between a small letter and a capital one ends a sentence.
    r"|[^\W\d_]+(?:(?:[-'’´]|(?-i:(?<![a-zà-ÿ])\.|\.(?![A-ZÀ-Þ])))[^\W\d_]+)*|\S",
    re.IGNORECASE,
)
_LONGEST = 200_000  # code points of a paragraph; what is longer is no prose
_WORDS = 250  # of a sentence; time would grow by the square of them
_INNER = 1_000  # code points of a quotation within another
_PAIRS = {"“": "”", "„": "“”", "«": "»", "‟": "”", '"': '"', "‘": "’", "‹": "›"}
DASHES = frozenset("—–―")
_AFTER_DASH = re.compile(r"\s?[—–―]\s?([\w'’-]+(?:\s[\w'’-]+){0,2})")
_ENDS = frozenset(".!?…")


@dataclass(frozen=True)
class Quotation:
    """``text[start:end]``, with its marks. A dialogue begins with a dash and ends its paragraph."""

    start: int
    end: int
    inner: Span
    dialogue: bool = False

    @property
    def size(self) -> int:
        return self.end - self.start


@dataclass
class Paragraph:
    text: str  # of the whole article
    start: int
    end: int
    quotations: list[Quotation] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    # Of each token: the number of the quotation it stands in, or -1.
    quoted: list[int] = field(default_factory=list)
    sentences: list[Span] = field(default_factory=list)  # first and last token

    def __len__(self) -> int:
        return len(self.starts)

    def token_at(self, place: int) -> int:
        """The first token that begins at this place or after it."""
        return bisect_left(self.starts, place)

    def sentence_of(self, token: int) -> Span:
        return self.sentences[bisect_right(self.sentences, (token, len(self))) - 1]

    def quotations_in(self, start: int, end: int) -> list[Quotation]:
        """Those that share a code point with a span."""
        first = bisect_right(self.quotations, start, key=attrgetter("end"))
        return self.quotations[first : bisect_left(self.quotations, end, key=attrgetter("start"))]

    def capital(self, token: int) -> bool:
        return self.forms[token][0].isupper()

    def abbreviated(self, token: int, grammar: Grammar) -> bool:
        """Whether the point after this word belongs to it: "Sr.", "J."."""
        word = self.lower[token]
        initial = len(word) == 1 and word.isalpha() and self.capital(token)
        return initial or word in grammar.abbreviations


def paragraphs(text: str, grammar: Grammar) -> Iterator[Paragraph]:
    continued = False
    for match in PARAGRAPH.finditer(text):
        if not match.group().strip() or match.end() - match.start() > _LONGEST:
            continue
        begin = match.start() + len(match.group()) - len(match.group().lstrip())
        made = Paragraph(text, begin, match.start() + len(match.group().rstrip()))
        if _is_dialogue(text, made.start, made.end, grammar):
            made.quotations = [Quotation(begin, made.end, (begin + 1, made.end), dialogue=True)]
            continued = False
        else:
            made.quotations, continued = _quotations(text, made.start, made.end, continued)
        _tokens(made)
        made.sentences = list(_sentences(made, grammar))
        yield made


def _is_dialogue(text: str, start: int, end: int, grammar: Grammar) -> bool:
    """—No volveremos —dijo Marta Ríos—. Nunca."""
    if text[start] not in DASHES:
        return False
    known = grammar.finite.keys() | grammar.auxiliaries
    for match in _AFTER_DASH.finditer(text, start + 1, end):
        words = match[1].lower().replace("’", "'").split()
        first = next((word for word in words if word not in grammar.clitics), "")
        if first in known or first.partition("-")[0] in known:
            return True
    return False


def _quotations(text: str, start: int, end: int, continued: bool) -> tuple[list[Quotation], bool]:
    """In order, none within another; and whether the last one is open at the paragraph's end."""
    found: list[Quotation] = []
    opened, depth, at = -1, 0, start
    if continued and text[start] in "»”":  # «… / »…», each paragraph with a mark
        opened, at = start, start + 1
    for place in range(at, end):
        mark = text[place]
        if opened < 0:
            opened = place if mark in _PAIRS and _opens(text, place, start, end) else -1
        elif _closes(text, opened, place):
            if mark == '"' and _left_over(text, place, opened, end):
                opened = place
            elif depth:
                depth -= 1
            else:
                found.append(Quotation(opened, place + 1, (opened + 1, place)))
                opened = -1
        elif mark == text[opened] and mark in "“«" and _opens(text, place, start, end):
            depth += 1
    if opened >= 0 and text[opened] != "‘" and end - opened > 1:
        found.append(Quotation(opened, end, (opened + 1, end)))
        return found, True
    return found, False


def _closes(text: str, opened: int, at: int) -> bool:
    mark = text[at]
    if mark == "’" and text[at - 1].isalnum() and text[at + 1 : at + 2].isalnum():
        return False  # within a word
    if (
        text[opened] == "“" and mark in '“"'
    ):  # some typesetters close with the opening or a straight mark
        closes = not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()
        near = slice(at + 1, at + _INNER)
        return closes and not 0 <= text[near].find("”") < (text[near] + "“").find("“")
    return mark in _PAIRS.get(text[opened], text[opened])


def _opens(text: str, at: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if text[at] == "‘":
        return (before.isspace() or before in "([¿¡—«“") and not after.isspace() and at + 1 < end
    if text[at] == '"':
        return before.isspace() or before in "([¿¡—–-«'’/"
    return not before.isalnum() or text[at] in "«“„"


def _left_over(text: str, at: int, opened: int, end: int) -> bool:
    """Whether a straight mark opens a quotation, since the one before it closed none."""
    after = text[at + 1] if at + 1 < end else " "
    opens = text[at - 1].isspace() and not after.isspace()
    odd = text.count('"', at, end) % 2 == 0  # with this one's partner none is left for the first
    return opens and (text[opened + 1].isspace() or odd)


def _tokens(made: Paragraph) -> None:
    quotes = iter([*enumerate(made.quotations), None])
    current = next(quotes)
    for match in _TOKEN.finditer(made.text, made.start, made.end):
        while current and match.start() >= current[1].end:
            current = next(quotes)
        made.starts.append(match.start())
        made.ends.append(match.end())
        made.forms.append(match.group())
        made.lower.append(match.group().lower().replace("’", "'"))
        made.quoted.append(current[0] if current and match.start() >= current[1].start else -1)


def _sentences(made: Paragraph, grammar: Grammar) -> Iterator[Span]:
    """A quotation is never cut; one that ends like a sentence ends the sentence it stands in, unless
    the article goes on in small letters."""
    first = 0
    for i in range(len(made)):
        too_long = i - first >= _WORDS and made.quoted[i] < 0
        if i + 1 == len(made) or too_long or _ends(made, i, grammar):
            yield first, i
            first = i + 1


def _ends(made: Paragraph, i: int, grammar: Grammar) -> bool:
    form, following = made.forms[i], made.forms[i + 1]
    if following[0].islower() or following[0] in ",;:)»”—–":
        return False
    if made.quoted[i] >= 0:
        if made.quoted[i + 1] == made.quoted[i]:
            return False
        inner = made.text[slice(*made.quotations[made.quoted[i]].inner)].rstrip()
        return inner[-1:] in _ENDS
    if form not in _ENDS:
        return False
    if form == "." and i and made.ends[i - 1] == made.starts[i]:
        return not made.abbreviated(i - 1, grammar)
    return True
