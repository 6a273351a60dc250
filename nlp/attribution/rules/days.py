"""The day on which something was said, beside its verb; see ``nlp.utterance_date``."""

from contextlib import suppress
from datetime import date, timedelta

from nlp.attribution.rules.grammar import Grammar
from nlp.kinds import Basis
from nlp.utterance_date import UNKNOWN, UtteranceDate

_REACH = 60  # code points between the verb and its day


def utterance_date(
    text: str,
    sentence: tuple[int, int],
    content: tuple[int, int],
    verb: tuple[int, int],
    published: date | None,
    grammar: Grammar,
) -> UtteranceDate:
    """By the only day that the sentence names near the verb, outside of what was said."""
    found: dict[tuple[date, bool], str] = {}
    start = max(sentence[0], verb[0] - 2 * _REACH)
    for match in grammar.date.finditer(text, start, min(sentence[1], verb[1] + 2 * _REACH)):
        inside = match.start() < content[1] and content[0] < match.end()
        near = max(match.start() - verb[1], verb[0] - match.end()) <= _REACH
        if not inside and near and (named := _day(match.groupdict(), published, grammar)):
            found[named] = match.group()
    if len(found) != 1:
        return UNKNOWN
    [((day, full), words)] = found.items()
    if full:
        return UtteranceDate(day, day, Basis.STATED, f"“{words}”, as the text says")
    note = f"“{words}”, with the article's date {published}"
    return UtteranceDate(day, day, Basis.INFERRED, note)


def _day(
    named: dict[str, str | None], published: date | None, grammar: Grammar
) -> tuple[date, bool] | None:
    if named["day"] and named["month"]:
        month, day = grammar.months[named["month"].lower()], int(named["day"])
        with suppress(ValueError):
            if named["year"]:
                return date(int(named["year"]), month, day), True
            if published:
                this = date(published.year, month, day)
                return (this if this <= published else date(published.year - 1, month, day)), False
        return None
    if not published:
        return None
    if named["weekday"]:
        back = (published.weekday() - grammar.weekdays.index(named["weekday"].lower())) % 7
        if not back and (named.get("last") or named.get("past")):
            back = 7  # "el lunes pasado", in an article of a Monday
        return published - timedelta(days=back), False
    if named["relative"]:
        return published - timedelta(days=grammar.relative_days[named["relative"].lower()]), False
    return None
