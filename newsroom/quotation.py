"""Words in quotation marks, or as a sentence; for pages too: ``{% load quotation %}{{ words|quoted }}``."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()
OPENING, CLOSING = '“„«‹‘"', '”»›"'
# Ends of a sentence, and what may follow them.
ENDS, AFTER_AN_END = tuple(".!?…。！？؟।"), "\"'”’»›)] "


@register.filter(is_safe=True)  # marked words stay marked
def quoted(words: object) -> str:
    """In the language's quotation marks, unless it begins or ends with its own: never in two pairs."""
    text = str(words).strip()
    if text[:1] in OPENING or text[-1:] in CLOSING:
        return text
    return _("“%(words)s”") % {"words": text}


def ends_as_sentence(words: str) -> bool:
    return words.rstrip(AFTER_AN_END).endswith(ENDS)


@register.filter(is_safe=True)
def ended(words: object) -> str:
    """With a full stop, unless it ends as a sentence; what is empty stays so."""
    text = str(words).strip()
    return text if not text or ends_as_sentence(text) else f"{text}."
