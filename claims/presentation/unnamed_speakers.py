"""Speakers whom a text does not name: their descriptions, stored in English, in the reader's language."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOT_STATED = _("the article’s own voice; its publisher is not stated")
PUBLISHED_BY = _("the article’s own voice; published by %(name)s")
NOT_ATTRIBUTED = _("not attributed: the text says “%(words)s” and names nobody")

_STORED: tuple[tuple[re.Pattern[str], Promise | str], ...] = (
    (re.compile(r"the article['’]s own voice; its publisher is not stated"), NOT_STATED),
    (re.compile(r"the article['’]s own voice; published by (?P<name>.+)"), PUBLISHED_BY),
    (re.compile(r"not attributed: the text says “(?P<words>.+)” and names nobody"), NOT_ATTRIBUTED),
)


def is_ours(description: str) -> bool:
    """Whether it is one that we wrote, which says itself why nobody is named."""
    return any(stored.fullmatch(description) for stored, _sentence in _STORED)


def in_readers_language(description: str) -> str:
    """One that we wrote, translated; what a person wrote stays as it is."""
    for stored, sentence in _STORED:
        if found := stored.fullmatch(description):
            return str(sentence) % found.groupdict()
    return description
