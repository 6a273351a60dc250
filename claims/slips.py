"""Whether a change of our own words is a typographical slip and nothing more."""

import re
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

_NEGATION = re.compile(
    r"\b(?:no|not|none|nor|never|neither|nobody|nothing|without|cannot|un\w+|\w+n['’]t)\b",  # noqa: RUF001
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")  # noqa: RUF001
_DIGITS = re.compile(r"\d+")
_NUMBER_WORDS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|dozen|half|hundreds?|thousands?|[mb]illions?)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[^\W\d_a-z]\w*", re.UNICODE)
CLOSE = 0.85  # how alike two wordings are of which one is the other with a slip mended


def why_not_a_slip(old: str, new: str) -> str:
    """A sentence that says why the change takes a reopening; empty for a typographical slip.

    A slip never touches a quote, digit, number, name or negation.
    """
    for pattern, what in (
        (_QUOTED, _("a quote")),
        (_DIGITS, _("a digit")),
        (_NUMBER_WORDS, _("a number")),
        (_NEGATION, _("a negation")),
        (_NAME, _("a name")),
    ):
        if [m.casefold() for m in pattern.findall(old)] != [
            m.casefold() for m in pattern.findall(new)
        ]:
            return _("The change touches %(what)s. Reopen the claim instead.") % {
                "what": what
            }
    if SequenceMatcher(None, old, new, autojunk=False).ratio() < CLOSE:
        return _(
            "This changes more than a typographical slip. Reopen the claim instead."
        )
    return ""
