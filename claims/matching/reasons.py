"""The reasons of comparisons as sentences for editors."""

from collections.abc import Mapping
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nlp.comparison import Comparison, Reason

_SENTENCES: Mapping[Reason, Promise | str] = {
    Reason.SAME_WORDS: _("Both have the same words."),
    Reason.NEARLY_SAME_WORDS: _("Both say the same in nearly the same words."),
    Reason.SAME_BUT_MORE: _("Both say the same; one adds “%(more)s”."),
    Reason.WITHIN_BOUND: _("“%(a)s” and “%(b)s” can both be so; one is more exact."),
    Reason.OTHER_NUMBER: _("The numbers differ: “%(a)s”, and “%(b)s”."),
    Reason.LATER_NUMBER: _("The same count on two days: “%(a)s” (%(day_a)s), “%(b)s” (%(day_b)s)."),
    Reason.OTHER_CURRENCY: _("The currencies differ: “%(a)s”, and “%(b)s”."),
    Reason.ONE_OF_SEVERAL: _("One says “%(a)s”, the other “%(b)s”."),
    Reason.NUMBER_ONLY_IN_ONE: _("Only one has the number “%(more)s”."),
    Reason.NEGATED: _("Only one of the two is negated (“%(word)s”)."),
    Reason.DENIED: _("One calls it untrue (“%(word)s”)."),
    Reason.DENIES_PHRASE: _("One denies what the other says (“%(phrase)s”)."),
    Reason.OPPOSITE: _("One says “%(a)s”, the other “%(b)s”."),
    Reason.OTHER_NAME: _("The names differ: “%(a)s”, and “%(b)s”."),
    Reason.NAME_ONLY_IN_ONE: _("Only one has the name “%(more)s”."),
    Reason.OTHER_DATE: _("The dates differ: %(a)s, and %(b)s."),
    Reason.OTHER_SPEAKER: _("The speakers may differ: “%(a)s”, and “%(b)s”."),
    Reason.OTHER_WORD: _("One says “%(a)s”, the other “%(b)s”; the rest is the same."),
    Reason.OTHER_EXTENT: _("They differ in how much or how surely: %(a)s, %(b)s."),
    Reason.OTHER_NEGATION: _("They don’t negate the same: “%(a)s”, and “%(b)s”."),
    Reason.OTHER_ORDER: _("The same words are in another order: who did what to whom may differ."),
    Reason.HEADING: _("One of the two names a topic and states nothing."),
    Reason.OTHER_WORDS: _("Similar, but perhaps not the same statement."),
}

# Values that are days.
_DAYS = {Reason.OTHER_DATE: ("a", "b"), Reason.LATER_NUMBER: ("day_a", "day_b")}


def sentence(found: Comparison) -> str:
    """Why the two are related in this way, or are not."""
    days = _DAYS.get(found.reason, ())
    values = {name: _day(it) if name in days else it for name, it in found.values.items()}
    return str(_SENTENCES[found.reason]) % values


def _day(value: str) -> str:
    """A day of a comparison as pages write days, also one without its year: --03-02."""
    try:
        if value.startswith("--"):
            # Any leap year: only month and day are shown.
            return str(
                formats.date_format(date.fromisoformat(f"2000{value[1:]}"), "MONTH_DAY_FORMAT")
            )
        return str(formats.date_format(date.fromisoformat(value), "DATE_FORMAT"))
    except ValueError:
        return value
