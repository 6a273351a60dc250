"""Words in quotation marks, for pages too: ``{% load quotation %}{{ words|quoted }}``."""

from django import template

register = template.Library()
OPENING, CLOSING = '“„«‹‘"', '”»›"'


@register.filter
def quoted(words: object) -> str:
    """In quotation marks, unless it begins or ends with its own: never in two pairs."""
    text = str(words).strip()
    return text if text[:1] in OPENING or text[-1:] in CLOSING else f"“{text}”"
