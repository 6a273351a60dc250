"""How worth checking the statements of the inbox are, and why, in words.

A score orders the inbox. It rejects nothing.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.choices import BY_HAND
from claims.models import Candidate
from newsroom.history import acting
from nlp.checkworthiness import MODEL, PROBABLY_NOT, PROBABLY_WORTH, Sign, assess

BATCH = 500  # rows an update
SCORED = ("score", "score_reasons", "score_model")

_SENTENCES: Mapping[str, Promise] = {
    Sign.NUMBER: _("states a number (“%(words)s”)"),
    Sign.SHARE: _("states a share (“%(words)s”)"),
    Sign.MONEY: _("states an amount of money (“%(words)s”)"),
    Sign.LARGE: _("gives a large number (“%(words)s”)"),
    Sign.COMPARISON: _("makes a comparison (“%(words)s”)"),
    Sign.CHANGE: _("says that something rose, fell or was cut (“%(words)s”)"),
    Sign.DAY: _("says when (“%(words)s”)"),
    Sign.NAME: _("names somebody or something (“%(words)s”)"),
    Sign.PAST: _("says what happened (“%(words)s”)"),
    Sign.PERFECT: _("says what has happened (“%(words)s”)"),
    Sign.RECORD: _("is about laws, votes, money, jobs or deaths (“%(words)s”)"),
    Sign.SAYING: _("reports what somebody said or promised (“%(words)s”)"),
    Sign.THIRD_PERSON: _("is about somebody else (“%(words)s”)"),
    Sign.UNIVERSAL: _("makes a sweeping statement (“%(words)s”)"),
    Sign.QUESTION: _("asks a question"),
    Sign.OUGHT: _("says what should be done (“%(words)s”)"),
    Sign.FUTURE: _("is about the future (“%(words)s”)"),
    Sign.CONDITION: _("says what might be (“%(words)s”)"),
    Sign.VIEW: _("gives an opinion (“%(words)s”)"),
    Sign.VALUE: _("gives a judgement (“%(words)s”)"),
    Sign.I: _("the speaker talks about themselves (“%(words)s”)"),
    Sign.WE: _("the speaker talks about their own side (“%(words)s”)"),
    Sign.YOU: _("addresses somebody (“%(words)s”)"),
    Sign.COURTESY: _("is a greeting, thanks or an address (“%(words)s”)"),
    Sign.SHORT: _("is very short"),
    Sign.LONG: _("is long"),
    Sign.NEGATION: _("denies something (“%(words)s”)"),
    Sign.POINTER: _("depends on an earlier sentence (“%(words)s”)"),
    Sign.ASSERTION: _("states a fact"),
    Sign.FRAGMENT: _("is not a full sentence"),
    Sign.WORDS: _("uses words that are common in checked claims (“%(words)s”)"),
    Sign.NOTHING: _("has no number, name or day"),
    Sign.OTHER_WORDS: _("uses words that are rare in checked claims (“%(words)s”)"),
}


def score(candidates: Iterable[Candidate]) -> None:
    """Sets their score and its reasons; saves nothing."""
    for candidate in candidates:
        worth = assess(candidate.exact)
        candidate.score = worth.score
        candidate.score_reasons = [list(reason) for reason in worth.reasons]
        candidate.score_model = MODEL


def worth(candidate: Candidate) -> str:
    """How worth checking it is, in words; empty without a score."""
    if candidate.score is None:
        return ""
    if candidate.score < PROBABLY_NOT:
        return gettext("Probably not checkable")
    if candidate.score < PROBABLY_WORTH:
        return gettext("Perhaps worth checking")
    return gettext("Probably worth checking")


def sentences(reasons: Iterable[Sequence[str]]) -> list[str]:
    """Reasons, as stored or as ``assess`` gives them, in words."""
    return [
        str(_SENTENCES[sign]) % {"words": words}
        for sign, words in reasons
        if sign in _SENTENCES  # one of an earlier model may be gone
    ]


def score_again() -> int:
    """Score those that wait with another model's score, or none; returns how many.

    Those without a score are of a text in a language that the model doesn't know; of those, the ones that
    were found by reading a text that isn't stated to be in another language.
    """
    count, last = 0, 0
    waiting = Candidate.objects.waiting().exclude(score_model=MODEL).order_by("pk")
    other = Q(score=None) & ~Q(snapshot__source__language__iregex=r"^(en(-.*)?)?$")
    found_by_reading = waiting.exclude(method=BY_HAND, score=None).exclude(other)
    while batch := list(found_by_reading.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        score(batch)
        with acting(None, str(_("scored by another model"))):
            count += Candidate.objects.waiting().bulk_update(batch, SCORED)
    return count
