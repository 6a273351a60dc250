"""A quote's place in a text, as W3C Web Annotation selectors (TextQuote and TextPosition).

Offsets count Unicode code points of the stored text, as Python strings and PostgreSQL do.
"""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsroom.errors import Refused

CONTEXT = 32

# Differences between typesetters, not between quotes: what was typed may differ in these.
_SAME = str.maketrans(
    dict.fromkeys("‘’ʼ‛`´", "'") | dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‐‑‒–—−", "-")
)
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True)
class Selector:
    """``exact`` stands at ``text[start:end]``, between ``prefix`` and ``suffix``."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def make(text: str, start: int, end: int) -> Selector:
    """The selector of a span. Raises ValueError when the span is empty or outside the text."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no span {start}–{end} in a text of {len(text)} code points")
    return Selector(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        start=start,
        end=end,
    )


def find(text: str, quote: str) -> list[Selector]:
    """Every place where the quote stands, in order.

    The very words first; where they stand nowhere, the same words by another typesetter (straight
    and curly quotes, kinds of dashes and spaces, soft hyphens, composed or decomposed accents).
    The selector always holds the words as the text has them. White space alone is no quote.
    """
    wanted = _plain(quote)[0].strip()
    if not wanted:
        return []
    exact = _places(text, quote)
    if exact:
        return [make(text, start, start + len(quote)) for start in exact]
    plain, offsets = _plain(text)
    return [
        make(
            text,
            offsets[at],
            offsets[at + len(wanted) - 1] + _width(text, offsets, at, wanted),
        )
        for at in _places(plain, wanted)
    ]


def find_one(text: str, quote: str) -> Selector:
    """The one place of the quote. Raises Refused when it stands nowhere, or more than once."""
    found = find(text, quote)
    if not found:
        raise Refused(
            _("These words do not stand in the text: “%(quote)s”. Copy them from it.")
            % {"quote": quote[:200]},
            rule="quote_not_found",
        )
    if len(found) > 1:
        raise Refused(
            _("These words stand %(count)s times in the text: “%(quote)s”. Quote more around them.")
            % {"count": len(found), "quote": quote[:200]},
            rule="quote_found_twice",
        )
    return found[0]


def _places(text: str, quote: str) -> list[int]:
    places: list[int] = []
    at = text.find(quote) if quote else -1
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + len(quote))
    return places


def _width(text: str, offsets: list[int], at: int, wanted: str) -> int:
    """How many code points of the text the last plain one stands for."""
    last = at + len(wanted) - 1
    after = offsets[last + 1] if last + 1 < len(offsets) else len(text)
    width = 1
    # Combining marks that belong to the last letter; not the white space or marks after it.
    while offsets[last] + width < after and unicodedata.combining(text[offsets[last] + width]):
        width += 1
    return width


def _plain(text: str) -> tuple[str, list[int]]:
    """The text without typesetters' differences, and for each of its characters its offset."""
    out: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        piece = text[at:end]
        if piece[0].isspace():
            if not out or out[-1] != " ":
                out.append(" ")
                offsets.append(at)
        elif piece[0] not in _INVISIBLE:
            for letter in unicodedata.normalize("NFC", piece).translate(_SAME):
                out.append(letter)
                offsets.append(at)
        at = end
    return "".join(out), offsets
