"""What comes near a question, so that one word too many doesn't hide a check."""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from claims.assistants.results import (
    READ,
    SOME_WORDS,
    Answer,
    Result,
    of_publication,
    one_line,
    related,
)
from claims.matching import finding, misspelt
from claims.matching.nearest import nearest
from claims.matching.questions import likely
from claims.matching.words import Text, folded
from claims.models import Publication
from claims.models.matching import Scope
from claims.publication import named_speakers
from claims.publication.representation import ClaimBody
from claims.search.query import LONGEST, SearchQuery
from claims.search.synonyms import parsed
from nlp import questions
from nlp.attributed import is_clear_name
from nlp.comparison import Related
from nlp.comparison.stems import small

SUGGESTED = 6  # names
LONGEST_NAME = 100
ENOUGH = 2  # words in common with a statement
ALIKE = 0.8  # the least likeness of words (difflib's ratio) of which one may be misspelt


def some_words(words: str, most: int) -> Answer:
    """Claims with some of the words of a search that none has all of."""
    results = _with_some(words, most, at_least=1)
    note = _("No published claim has all of these words. Some of them:")
    return Answer(note if results else str(finding.NOTHING), results, _misspelt(words))


def to_statement(statement: str, most: int) -> Answer:
    """Claims that repeat the statement, or the one that it asks about; else those near either."""
    found = likely(statement, Scope.PUBLIC, most)
    rows = _listed([each.claim for each in found])
    results = [_matched(each, rows[each.claim]) for each in found if each.claim in rows]
    if not results:
        results = _with_some(questions.read(statement), most, at_least=ENOUGH, whole=statement)
    hint = "" if results else _misspelt(statement)
    if not results:
        return Answer(str(finding.NOTHING), [], hint)
    is_repeated = results[0].relation == Related.REPEATS
    return Answer("" if is_repeated else str(finding.NO_EXACT), results[:most], hint)


def names_like(typed: str) -> str:
    """Where the words are nobody's name: the names that are like them. Empty where none is.

    Of somebody whom claims only name: that.
    """
    if not 2 <= len(typed) <= LONGEST_NAME:
        return ""
    if named_speakers.called(typed).exists():
        return _(
            "No claim here is one of “%(name)s”, but claims of others name it: search for it."
        ) % {"name": one_line(typed)}
    similar = list(named_speakers.named_like(typed)[:SUGGESTED])
    if not similar:
        return ""
    return _(
        "No speaker is called “%(name)s” here. Similar names: %(names)s. Ask with one of them."
    ) % {
        "name": one_line(typed),
        "names": _quoted(similar),
    }


def _quoted(speakers: Sequence[Any]) -> str:
    return ", ".join(f"“{one_line(each.name)}” ({each.pk})" for each in speakers)


def _misspelt(words: str) -> str:
    """The names that words which no claim has may be, and what to ask then."""

    def similar(typed: str) -> Sequence[Any]:
        return list(named_speakers.resembling(typed)[:SUGGESTED]) if len(typed) > 1 else []

    if len(words) > LONGEST:
        return ""
    offers = misspelt.offered(Scope.PUBLIC, words, parsed(words), similar)
    names = [each.speaker for each in offers if _is_misspelt(words, each)]
    if not names:
        return ""
    return _("Perhaps a name is misspelt. Published speakers with similar names: %(names)s.") % {
        "names": _quoted(names)
    }


def _is_misspelt(words: str, offer: misspelt.Offer) -> bool:
    """Whether the words that were taken for the name are much like it, and not it."""
    rest, name = offer.rest.split(), folded(offer.speaker.name).split()
    typed = [folded(each) for each in _words(words) if each not in rest]
    return not set(typed) <= set(name) and all(
        get_close_matches(each, name, n=1, cutoff=ALIKE) for each in typed
    )


def _matched(found: finding.Match, row: Any) -> Result:
    if found.relation == Related.REPEATS:
        return of_publication(row, Related.REPEATS.value)
    if is_clear_name(found.other_than):
        name = {"name": one_line(found.other_than)}
        difference = _("whether somebody other than “%(name)s” said it") % name
        return related(row, found.relation.value, difference)
    return related(row, found.relation.value, found.reason)


def _with_some(words: str, most: int, *, at_least: int, whole: str = "") -> list[Result]:
    """``whole``: the question that the words are from, in which a speaker may be named."""
    query = parsed((whole or words)[:LONGEST])
    rows = _nearest(query)
    text = Text(words)
    results = []
    for row in rows:
        there = Text(_readable(json.loads(row.body))).words
        common = text.words & there
        typed = [
            each for each in _words(words) if not small(each.lower()) and Text(each).words & common
        ]
        if len(common) >= at_least and typed:
            difference = _("it has only these of the words: “%(words)s”") % {
                "words": " ".join(typed)
            }
            results.append(related(row, SOME_WORDS, difference))
    return results[:most]


def _readable(body: ClaimBody) -> str:
    """Its words, its speaker's name and its quotes, in which a search finds words, too."""
    speaker = body["speaker"]
    quotes = [quote["exact"] for each in body["appearances"] for quote in each["quotes"]]
    return " ".join([body["text"], speaker["name"] or speaker["description"], *quotes])


def _words(text: str) -> list[str]:
    return [word for each in text.split() if (word := each.strip(".,;:!?¿¡'’\"“”«»()"))]


def _nearest(query: SearchQuery) -> list[Any]:
    listed = Publication.objects.listed()
    numbers = nearest(Scope.PUBLIC, query, listed).numbers
    found = {row.number: row for row in listed.filter(number__in=numbers).only(*READ)}
    return [found[number] for number in numbers if number in found]


def _listed(claims: Sequence[int]) -> dict[int, Any]:
    rows = Publication.objects.listed().filter(claim__in=claims)
    return {row.claim_id: row for row in rows.only(*READ)}
