"""The text between quotation marks, found by characters alone."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.attribution.parsing import Words

PARAGRAPH = re.compile(r"[^\n\r]+")
_MARK = re.compile(r"[“”„‟\"«»]|''|``|’’")
_CLOSES: dict[str, tuple[str, ...]] = {
    "“": ("”",), "„": ("“", "”"), "‟": ("”",), "«": ("»",), '"': ('"',), "''": ("''",), "``": ("''",)
}  # fmt: skip


@dataclass(frozen=True)
class Quotation:
    """``text[start:end]``, its marks included; the first and last word in it."""

    start: int
    end: int
    first: int
    last: int

    @property
    def size(self) -> int:
        """Words and marks."""
        return self.last - self.first + 1


def quotations(words: Words) -> list[Quotation]:
    """In order; none within another."""
    found = []
    for start, end in _spans(words.text):
        first = bisect_left(words.starts, start)
        last = bisect_right(words.ends, end) - 1
        if last > first:
            found.append(Quotation(start, end, first, last))
    return found


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """An unclosed one ends with its paragraph, as in speech that goes on in the next."""
    for paragraph in PARAGRAPH.finditer(text):
        finish = paragraph.start() + len(paragraph.group().rstrip())
        opened, mark, inner = -1, "", 0
        for match in _MARK.finditer(text, *paragraph.span()):
            here, at, after = match.group(), match.start(), match.end()
            if opened < 0:
                if here in _CLOSES and not (at and text[at - 1] == "="):  # no quotation: a="b"
                    opened, mark, inner = at, here, 0
            elif inner:
                inner -= here == "”"
            elif here == "“" and mark in ('"', "''") and _opening(text, at, after):
                # Curly within straight, if it is closed before the straight one is.
                close, own = text.find("”", after, finish), text.find(mark, after, finish)
                inner = int(-1 < close < own)
            elif here in ("”", "’’", *_CLOSES[mark]) or (
                here in _CLOSES and not _opening(text, at, after)
            ):  # some typesetters close with another mark, or the opening one
                yield opened, after
                opened = -1
        if opened >= 0 and finish - opened > 1:
            yield opened, finish


def _opening(text: str, at: int, after: int) -> bool:
    before = text[at - 1] if at else " "
    return (
        (before.isspace() or before in "([—–-‘'")
        and after < len(text)
        and not text[after].isspace()
    )
