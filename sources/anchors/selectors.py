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
    """``exact`` is ``text[start:end]``, between ``prefix`` and ``suffix``."""

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
    """Every place of the quote, in order and without overlap.

    The exact characters, or where there are none, the same words in other typesetting (see
    ``typesetting.Plain``). Only whole words and whole numbers: "50 bridges" is not in "150 bridges".
    The selector always has the text's own characters. White space alone is not a quote.
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


def not_found(quote: str) -> Refused:
    return Refused(
        _("These words are not in the text: “%(quote)s”. Copy them from it."),
        "quote_not_found",
        quote=quote[:200],
    )


def find_one(text: str, quote: str) -> Selector:
    """The only place of the quote. Raises Refused where there is none, or more than one."""
    found = find(text, quote)
    if not found:
        raise not_found(quote)
    if len(found) > 1:
        raise Refused(
            _(
                "These words occur %(count)s times in the text: “%(quote)s”. Quote more around them."
            ),
            "quote_found_twice",
            count=len(found),
            quote=quote[:200],
        )
    return found[0]
