"""Whether a row matches a search, as SQL conditions for any table.

``search`` and ``language`` name columns (or annotations): the row's words, and the language whose
rules they are folded by. ``claims.search.query`` parses the search; the functions that compare are in
``claims/sql``: ``text_search``, ``phrase_search`` and ``amount_search``.
"""

from collections.abc import Callable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.expressions import Combinable

from claims.search import query, synonyms
from claims.search.query import SearchQuery

# Added to the relevance of a wording that has the whole text as one phrase, as ``relevance`` does.
_WHOLE_PHRASE = 1_000_000
# Added to the relevance of what the speaker named in the search said.
_SAID_BY_NAMED = 3_000_000

_Contains = Callable[[str, str, str], Func | Q]
_NUMBERS = ArrayField(models.IntegerField())


def contains(search: str, language: str, words: str) -> Q:
    """By the rules of the row's own language; an index answers it."""
    plain, group, forms = words.partition(query.GROUP)
    if plain and group and '"' in plain:
        # Pairs of words are known of phrases alone.
        return Q(_contains(search, language, plain)) & Q(
            _contains(search, language, group + forms, phrases=False)
        )
    return Q(_contains(search, language, words, phrases=not group))


def _contains(search: str, language: str, words: str, *, phrases: bool = True) -> Func:
    return Func(
        *(F(search), F(language), Value(words)),
        function="matches_phrases" if phrases and '"' in words else "matches_words",
        output_field=models.BooleanField(),
    )


def row_contains(search: str, language: str, words: str) -> Q:
    """The same for rows that are read already, whose words may be slow to compute.

    Pairs of words are computed for phrases alone, and only of rows that contain the words.
    """
    wanted = Func(
        F(language), Value(words), function="search_query", output_field=models.TextField()
    )
    found = Q(_operator(F(search), "@@", wanted))
    if '"' not in words:
        return found
    held = Func(F(search), function="word_pairs", output_field=_NUMBERS)
    pairs = Func(wanted, function="query_pairs", output_field=_NUMBERS)
    return found & Q(_operator(held, "@>", pairs))


def _operator(left: Combinable, operator: str, right: Combinable) -> Func:
    """Django's own lookups accept no subquery on their left."""
    return Func(
        *(left, right),
        template="(%(expressions)s)",
        arg_joiner=f" {operator} ",
        output_field=models.BooleanField(),
    )


def matches(
    typed: str | SearchQuery,
    search: str,
    amounts: str,
    language: str = "language",
    by: _Contains = contains,
) -> Q:
    """All that the search asks for; an amount in the same words or in any others."""
    parsed = synonyms.parsed(typed)
    found = Q(by(search, language, parsed.words)) if parsed.words else Q()
    for amount in parsed.amounts:
        counted = Func(
            Value(amount.number, output_field=models.DecimalField()),
            Value(amount.of),
            function="search_amounts",
            output_field=ArrayField(models.TextField()),
        )
        # The index of words has no signs: "14%" would be found in "14,000".
        words = amount.typed.replace("%", " percent")
        found &= Q(by(search, language, words)) | Q(**{f"{amounts}__overlap": counted})
    return found if parsed else Q(pk__in=[])


def relevance(
    search: str, typed: str | SearchQuery, language: str = "language", name: str = ""
) -> Combinable:
    """Higher for a better match; in millionths.

    ``name``: those of the words that are a person's name: what they said comes before all else.
    """
    parsed = synonyms.parsed(typed)
    matched: Combinable = Func(
        *(F(search), F(language), Value(parsed.typed)),
        function="relevance",
        output_field=models.IntegerField(),
    )
    if parsed.name and query.GROUP in parsed.typed:
        # ``relevance`` knows no phrase of words that have other forms.
        phrase = Func(
            F(language),
            Value(parsed.name),
            function="whole_phrase",
            output_field=models.TextField(),
        )
        wording = Func(F(search), template="ts_filter(%(expressions)s, '{a}')")
        is_whole = When(Q(_operator(wording, "@@", phrase)), then=Value(_WHOLE_PHRASE))
        matched += Case(is_whole, default=Value(0))
    if not name:
        return matched
    speaker = Func(F(search), template="ts_filter(%(expressions)s, '{b}')")
    wanted = Func(
        F(language), Value(name), function="search_query", output_field=models.TextField()
    )
    is_theirs = When(Q(_operator(speaker, "@@", wanted)), then=Value(_SAID_BY_NAMED))
    return matched + Case(is_theirs, default=Value(0))
