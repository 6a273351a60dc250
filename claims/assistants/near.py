"""What comes near a question, so that one word too many doesn't hide a check."""

import json
from collections.abc import Mapping, Sequence
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
from claims.matching.nearest import MOST, nearest, with_any_word
from claims.matching.words import Text, folded
from claims.models import Publication
from claims.models.matching import Scope
from claims.publication import named_speakers
from claims.publication.representation import ClaimBody
from claims.search.filters import PublicClaimFilters
from claims.search.planner import time_limit
from claims.search.query import LONGEST, SearchQuery
from claims.search.synonyms import parsed
from newsroom.errors import Refused
from nlp import questions
from nlp.comparison import Related, Statement
from nlp.comparison.stems import small
from sources.models import Alias

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
    question = questions.read(statement)
    found = {each.claim: each for each in finding.likely(Statement(statement), Scope.PUBLIC, most)}
    is_repeated = any(each.relation == Related.REPEATS for each in found.values())
    inner_matches: dict[int, finding.Match] = {}
    if question.statement != statement and not is_repeated:
        inner = Statement(question.statement)
        inner_matches = {each.claim: each for each in finding.likely(inner, Scope.PUBLIC, most)}
    rows = _listed([*found, *inner_matches])
    results = [
        _matched(each, rows[each.claim], question.speaker, is_whole=True)
        for each in found.values()
        if each.claim in rows
    ]
    known = {each.claim for each in results if each.relation != Related.UNRELATED}
    of_inner = [
        _matched(each, rows[each.claim], question.speaker)
        for each in inner_matches.values()
        if each.claim in rows
    ]
    better = [
        each for each in of_inner if each.relation == Related.REPEATS or each.claim not in known
    ]
    replaced = {each.claim for each in better}
    results = [*better, *(each for each in results if each.claim not in replaced)]
    results.sort(
        key=lambda each: (each.relation != Related.REPEATS, each.relation == Related.UNRELATED)
    )
    if not results:
        results = _with_some(question.statement, most, at_least=ENOUGH, whole=statement)
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


def _matched(found: finding.Match, row: Any, name: str, *, is_whole: bool = False) -> Result:
    """``name``: who is said to have said it. ``is_whole``: the question itself was compared, so that the
    name may be in the claim's wording: "The ministry announced that …".
    """
    if not _may_be_said_by(row, name, is_whole=is_whole):
        difference = _("whether somebody other than “%(name)s” said it") % {"name": one_line(name)}
        return related(row, Related.UNRELATED.value, difference)
    if found.relation == Related.REPEATS:
        return of_publication(row, Related.REPEATS.value)
    return related(row, found.relation.value, found.reason)


def _may_be_said_by(row: Any, name: str, *, is_whole: bool) -> bool:
    """Whether a name in a question may be the speaker's: by any word of it that begins with a capital."""
    capitals = [each for each in name.split() if each[:1].isupper()]
    words = {folded(each) for each in capitals if _may_be_name(each)}
    if not words:
        return True
    body = json.loads(row.body)
    speaker = body["speaker"]
    names = [speaker["name"] or speaker["description"], body["text"] if is_whole else ""]
    if speaker["id"] and speaker["name"]:
        aliases = Alias.objects.filter(speaker=speaker["id"]).without_protected_names()
        names += aliases.values_list("name", flat=True)
    return any(words & set(folded(each).split()) for each in names)


def _may_be_name(word: str) -> bool:
    """ "UN" is, "Un" is not."""
    return folded(word) not in _NO_NAMES or (len(word) > 1 and word.isupper())


# Words that a sentence begins with and that are no part by which a name is known.
_NO_NAMES = frozenset(
    folded(each)
    for each in (
        *("he", "she", "they", "it", "we", "i", "you", "the", "a", "an", "some", "this", "that"),
        *("these", "those", "his", "her", "its", "their", "our", "my", "your"),
        *("él", "ella", "ellos", "ellas", "usted", "ustedes", "nosotros", "yo", "tú", "quién"),
        *("el", "la", "lo", "los", "las", "un", "una", "unos", "unas", "su", "sus", "este", "esta"),
        *("estos", "estas", "ese", "esa", "de"),
    )
)


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


def _with_any_word(query: SearchQuery) -> list[int]:
    """Statements are matched by their wordings, but a word may be in a quote alone."""
    any_of = with_any_word(query)
    filters = PublicClaimFilters({"q": any_of}, queryset=Publication.objects.listed())
    if not any_of or not filters.is_valid():
        return []
    found: Any = filters.qs
    found = found.with_relevance(filters.query).order_by("-relevance", "-number")
    try:
        with time_limit():
            return list(found.values_list("number", flat=True)[:MOST])
    except Refused:  # it would take too long
        return []


def _nearest(query: SearchQuery) -> list[Any]:
    def meeting(claims: Sequence[int]) -> Mapping[int, int]:
        listed = Publication.objects.listed().filter(claim__in=claims)
        filters = PublicClaimFilters({"q": query.without} if query.without else {}, queryset=listed)
        return dict(filters.qs.order_by().values_list("claim", "number"))

    numbers = nearest(Scope.PUBLIC, query, meeting).numbers or _with_any_word(query)
    listed = Publication.objects.listed().filter(number__in=numbers).only(*READ)
    found = {row.number: row for row in listed}
    return [found[number] for number in numbers if number in found]


def _listed(claims: Sequence[int]) -> dict[int, Any]:
    rows = Publication.objects.listed().filter(claim__in=claims)
    return {row.claim_id: row for row in rows.only(*READ)}
