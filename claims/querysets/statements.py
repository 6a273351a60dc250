"""What working claims and publications can both be selected by."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Exists, Func, OuterRef, Q
from django.db.models.expressions import RawSQL

from claims.search.conditions import matches, relevance
from claims.search.query import SearchQuery


class IsOneOf(Func):
    """Whether the first is in the second, an array."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()


class SearchedQuerySet(models.QuerySet[Any]):
    """Rows found by words: of the claim, its speaker's name and its quotes."""

    # Columns or annotations: the words, the amounts among them, and the language of the wording.
    columns = ("search", "amounts", "language")

    def matching(self, words: str | SearchQuery) -> Self:
        """What a search finds (see ``claims.search.query``)."""
        return self.filter(matches(words, *self.columns))

    def with_relevance(self, words: str | SearchQuery, name: str = "") -> Self:
        """Each with ``relevance``, higher for a better match of the words, and for what the person
        whose ``name`` is among them said."""
        search, _amounts, language = self.columns
        return self.annotate(relevance=relevance(search, words, language, name))


class StatementQuerySet(SearchedQuerySet):
    """Conditions on a statement: its speaker, days, attribution, nature and quantities."""

    def by_speaker(self, *speaker_ids: int) -> Self:
        """By one of the speakers or anyone merged into them."""
        # An uncorrelated subquery runs once, not for every row.
        same = RawSQL(
            "SELECT unnest(merged_speakers(one)) FROM unnest(%s::bigint[]) one",
            [list(speaker_ids)],
        )
        return self.filter(speaker__in=same)

    def by_exactly(self, speaker_ids: Sequence[int]) -> Self:
        """By these speakers, whose merges are resolved already."""
        # For one number an index has the rows in order; for several they have to be sorted.
        if len(speaker_ids) == 1:
            return self.filter(speaker=speaker_ids[0])
        return self.filter(speaker__in=speaker_ids)

    def said_between(self, first: date | None, last: date | None) -> Self:
        """May have been said on a day of the range (both ends included; None: open)."""
        return self._between("said_to", first, "said_from", last)

    def with_attribution(self, *attributions: str) -> Self:
        return self.filter(attribution__in=attributions)

    def of_nature(self, nature: str) -> Self:
        return self.filter(nature=nature)

    def counting(self, low: Decimal | None, high: Decimal | None, unit: str | None = None) -> Self:
        """With a quantity that meets the range (None: open), in the unit if one is given."""
        owner = {str(self.model._meta.model_name): OuterRef("pk")}
        quantities = self._related("quantities").filter(_quantity(low, high, unit), **owner)
        return self.filter(Exists(quantities))

    def _between(self, lower: str, first: Any, upper: str, last: Any) -> Self:
        bounds = {f"{lower}__gte": first, f"{upper}__lte": last}
        return self.filter(**{name: value for name, value in bounds.items() if value is not None})

    def _related(self, *path: str) -> Any:
        """The manager of the model at the end of a path of relations."""
        model: Any = self.model
        for name in path:
            model = model._meta.get_field(name).related_model
        return model._default_manager


def _quantity(low: Decimal | None, high: Decimal | None, unit: str | None) -> Q:
    condition = Q()
    if low is not None:
        condition &= Q(high__gte=low)
    if high is not None:
        condition &= Q(low__lte=high)
    if unit:
        condition &= Q(unit__iexact=unit)
    return condition
