"""A quote's place in a text, as W3C Web Annotation selectors (TextQuote and TextPosition).

Offsets count Unicode code points of the stored text, as Python strings and PostgreSQL do.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsroom.errors import Refused
from sources.anchors.typesetting import Plain

CONTEXT = 32


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
    """Every place where the quote stands, in order and without overlap.

    The very words first; where they stand nowhere, the same words by another typesetter
    (``typesetting.Plain`` says what that is). Only whole words and whole numbers: "50 bridges" do
    not stand in "150 bridges". The selector always holds the words as the text has them. White
    space alone is no quote.
    """
    typed = Plain(quote)
    wanted = typed.text.strip()
    if not wanted:
        return []
    plain = Plain(text)
    spans = [plain.stored_span(at, at + len(wanted)) for at in plain.places(wanted)]
    lead = len(typed.text) - len(typed.text.lstrip())
    start, end = typed.stored_span(lead, lead + len(wanted))
    very = [span for span in spans if text[span[0] : span[1]] == quote[start:end]]
    return [make(text, *span) for span in very or spans]


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
