"""Whether a row holds the words that somebody asks for, said in SQL once for all tables.

``search`` and ``language`` name columns (or annotations): the row's words, and by whose rules they
are folded. What the words mean is read by ``claims.search.query``; how they are compared are PostgreSQL's
functions in ``claims/sql``: ``text_search``, ``phrase_search`` and ``amount_search``.
"""

from collections.abc import Callable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable

from claims.search import query

_Holds = Callable[[str, str, str], Func | Q]
_NUMBERS = ArrayField(models.IntegerField())


def holds(search: str, language: str, words: str) -> Func:
    """By the rules of the row's own language; an index answers it."""
    return Func(
        *(F(search), F(language), Value(words)),
        function="matches_phrases" if '"' in words else "matches_words",
        output_field=models.BooleanField(),
    )


def row_holds(search: str, language: str, words: str) -> Q:
    """The same of rows that are there already, whose words may take long to get.

    Their pairs are worked out for phrases, and of rows that hold the words alone.
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
    """Django's own lookups take no subquery on their left."""
    return Func(
        *(left, right),
        template="(%(expressions)s)",
        arg_joiner=f" {operator} ",
        output_field=models.BooleanField(),
    )


def answers(
    words: str, search: str, amounts: str, language: str = "language", by: _Holds = holds
) -> Q:
    """All that the words ask for; an amount in the same words or in any others."""
    wanted = query.read(words)
    found = Q(by(search, language, wanted.words)) if wanted.words else Q()
    for amount in wanted.amounts:
        counted = Func(
            Value(amount.number, output_field=models.DecimalField()),
            Value(amount.of),
            function="search_amounts",
            output_field=ArrayField(models.TextField()),
        )
        found &= Q(by(search, language, amount.typed)) | Q(**{f"{amounts}__overlap": counted})
    return found if wanted else Q(pk__in=[])


def likeness(search: str, words: str, language: str = "language") -> Func:
    """The more the better the row answers the words; in millionths."""
    return Func(
        F(search),
        F(language),
        Value(query.read(words).typed),
        function="likeness",
        output_field=models.IntegerField(),
    )
