"""The reasons of comparisons as sentences for editors."""

from collections.abc import Mapping

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
    Reason.NUMBER_ONLY_IN_ONE: _("Only one has the number “%(more)s”."),
    Reason.NEGATED: _("Only one of the two is negated (“%(word)s”)."),
    Reason.DENIED: _("One calls it untrue (“%(word)s”)."),
    Reason.DENIES_PHRASE: _("One denies what the other says (“%(phrase)s”)."),
    Reason.OPPOSITE: _("One says “%(a)s”, the other “%(b)s”."),
    Reason.OTHER_NAME: _("The names differ: “%(a)s”, and “%(b)s”."),
    Reason.NAME_ONLY_IN_ONE: _("Only one has the name “%(more)s”."),
    Reason.OTHER_DATE: _("The dates differ: %(a)s, and %(b)s."),
    Reason.OTHER_WORD: _("One says “%(a)s”, the other “%(b)s”; the rest is the same."),
    Reason.OTHER_WORDS: _("The two have too few words in common."),
}


def sentence(found: Comparison) -> str:
    """Why the two are related in this way, or are not."""
    return str(_SENTENCES[found.reason]) % found.values
