"""What assistants may ask, answered from publications alone.

Each result is one sentence that can be repeated word for word: what the claim says in quotation marks, both
answers, the day, the newsroom and the address. A question that can't be answered raises Refused.
"""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from claims.assistants import near
from claims.assistants.results import READ, Answer, of_publication, of_publications, withheld
from claims.matching import finding
from claims.matching.named import named
from claims.models import Publication
from claims.models.matching import Scope
from claims.publication import point_in_time
from claims.search.filters import LARGEST_NUMBER, PublicClaimFilters
from claims.search.planner import time_limit
from newsroom.errors import Refused

LONGEST = 2_000  # characters of a question
USUAL, MOST = 5, 20


def search(words: str, most: int = USUAL) -> Answer:
    """Published claims that have the words, the best match first; where none has all of them, those that
    have the most, without their rating. Raises Refused.
    """
    _check(words, most)
    filters = PublicClaimFilters({"q": words}, queryset=Publication.objects.listed().only(*READ))
    if not filters.is_valid():
        raise Refused(" ".join(each for field in filters.errors.values() for each in field))
    found: Any = filters.qs
    if filters.query:
        found = found.with_relevance(filters.query, named(Scope.PUBLIC, filters.query.wanted))
        found = found.order_by("-relevance", "-number")
    else:
        found = found.order_by("-number")
    with time_limit():
        answer = of_publications(found[:most])
    return answer if answer.results else near.some_words(words, most)


def match(statement: str, most: int = USUAL) -> Answer:
    """Claims that a statement repeats, and those that come near, without their rating."""
    _check(statement, most)
    return near.to_statement(statement, most)


def claim(number: int) -> Answer:
    """What is published of a claim now."""
    if not 0 < number <= LARGEST_NUMBER:
        return Answer(str(finding.NOTHING), [])
    return of_publications(Publication.objects.readable().filter(claim=number).only(*READ))


def as_of(number: int, at: str) -> Answer:
    """What was published of a claim on a day, at an instant or at a publication, if it may be shown.

    Raises Refused.
    """
    moment = point_in_time.read(at)
    if not 0 < number <= LARGEST_NUMBER:
        return Answer(str(finding.NOTHING), [])
    rows = Publication.objects.readable_as_of(*moment).filter(claim=number).only(*READ).served()
    answer = of_publications(rows)
    then = _("As published by %(at)s: ") % {"at": moment.at.isoformat(timespec="minutes")}
    results = [replace(each, sentence=f"{then}{each.sentence}") for each in answer.results]
    return Answer(answer.note, results)


def speaker(name: str, most: int = USUAL) -> Answer:
    """The latest published claims of a speaker, by name, alias or number."""
    _check(name, most)
    listed = Publication.objects.listed().only(*READ)
    filters = PublicClaimFilters({"speaker": name}, queryset=listed)
    found: Any = filters.qs if filters.is_valid() else listed.none()
    answer = of_publications(found.latest_first()[:most])
    if not answer.results and (hint := near.names_like(name)):
        # That nothing was checked would be wrong: nobody of that name was meant.
        return Answer("", [], hint)
    return answer


def changes(since: int = 0, most: int = USUAL) -> Answer:
    """What was published, changed, reopened or withdrawn after a publication, in order."""
    _check_most(most)
    if not 0 <= since <= LARGEST_NUMBER:
        raise Refused(_("“since” is the number of a publication, or 0."))
    rows = Publication.objects.since(since).only(*READ).served()[:most]
    results = [of_publication(row) if row.served else withheld(row) for row in rows]
    return Answer("" if results else _("Nothing was published since."), results)


def _check(text: str, most: int) -> None:
    """Raises Refused for what is no question."""
    if not text.strip() or len(text) > LONGEST or "\0" in text:
        raise Refused(_("Give 1 to %(most)s characters."), most=LONGEST)
    _check_most(most)


def _check_most(most: int) -> None:
    if not 1 <= most <= MOST:
        raise Refused(_("“most” is a number from 1 to %(most)s."), most=MOST)
