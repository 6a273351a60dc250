"""What stands between quotation marks, found in the characters: no grammar is asked."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from claims.extraction.words import Words

_PARAGRAPH = re.compile(r"[^\n\r]+")
_MARK = re.compile(r"[“”„‟\"«»]|''|``|‘|’")
_INNER_END = ",.?!…;—-"


@dataclass(frozen=True)
class Quotation:
    """``text[start:end]``, its marks included; the first and last word in it."""

    start: int
    end: int
    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


def quotations(words: Words) -> list[Quotation]:
    found = []
    for start, end in _spans(words.text):
        first = bisect_left(words.starts, start)
        last = bisect_right(words.ends, end) - 1
        if last - first >= 1:
            found.append(Quotation(start, end, first, last))
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    """Pairs of double marks, and of single ones outside them; an unclosed one ends with its
    paragraph, as in speech that goes on in the next."""
    spans: list[tuple[int, int]] = []
    for paragraph in _PARAGRAPH.finditer(text):
        begin, finish = paragraph.span()
        opened = -1
        for match in _MARK.finditer(text, begin, finish):
            mark, at = match.group(), match.start()
            if mark in "‘’":
                continue
            opens = _opens(text, mark, at, match.end(), opened >= 0)
            if opens and opened < 0:
                opened = at
            elif not opens and opened >= 0:
                spans.append((opened, match.end()))
                opened = -1
        if opened >= 0:
            spans.append((opened, len(text[:finish].rstrip()) if finish - opened > 1 else finish))
    return spans


def _opens(text: str, mark: str, at: int, end: int, inside: bool) -> bool:
    if mark in "\"''``":
        return not inside
    if mark in "“„‟«":
        # Some typesetters close with the opening mark.
        return not (inside and at and not text[at - 1].isspace())
    return False
