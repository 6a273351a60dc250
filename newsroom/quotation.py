"""Words in quotation marks, for pages too: ``{% load quotation %}{{ words|quoted }}``."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()
OPENING, CLOSING = '“„«‹‘"', '”»›"'


@register.filter(is_safe=True)  # marked words stay marked
def quoted(words: object) -> str:
    """In the language's quotation marks, unless it begins or ends with its own: never in two pairs."""
    text = str(words).strip()
    if text[:1] in OPENING or text[-1:] in CLOSING:
        return text
    return _("“%(words)s”") % {"words": text}
