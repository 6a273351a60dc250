"""The API's filter backend: a value that is not understood is an error."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework.views import APIView

from claims.api.problems import InvalidParameters
from claims.choices import CandidateState
from claims.search.filters import ClaimFilters, WorkingClaimFilters
from claims.search.query import LONGEST
from sources.models import Speaker
from sources.querysets import has_words


class NewsroomClaimFilters(WorkingClaimFilters):
    """As the site's search of working claims has them."""

    def by_words(self, queryset: Any, _name: str, value: str) -> Any:
        """Where no claim has the words and they are a rating of others', the claims so rated."""
        found = super().by_words(queryset, _name, value)
        if self.query.name and not found.exists():
            return queryset.externally_rated(self.query.name)
        return found


class _NameFilters(filters.FilterSet):
    """``q`` over the names of what publications name."""


class SpeakerFilters(_NameFilters):
    q = filters.CharFilter(
        method="named",
        max_length=LONGEST,
        help_text="A name, a part of one, or one that is nearly so written; only the nearest.",
    )

    def named(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(pk__in=Speaker.objects.pooled().resembling(value).values("pk"))


class SourceFilters(_NameFilters):
    q = filters.CharFilter(
        method="named", max_length=LONGEST, help_text="Words of the title, all of them."
    )
    column = "title"

    def named(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Those that have the words now, and where the publication that they are shown by has them."""
        return queryset.filter(has_words(self.column, value), has_words("body", value))


class PublisherFilters(SourceFilters):
    q = filters.CharFilter(
        method="named", max_length=LONGEST, help_text="Words of the name, all of them."
    )
    column = "name"


class WordsOfName(_NameFilters):
    """``q`` over the rows' own names."""

    q = filters.CharFilter(
        method="named", max_length=LONGEST, help_text="Words of the name, all of them."
    )

    def named(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(has_words("name", value))


class CandidateFilters(filters.FilterSet):
    state = filters.ChoiceFilter(choices=CandidateState.choices, help_text="Without it: pending.")
    snapshot = filters.NumberFilter(
        field_name="snapshot_id",
        help_text="A snapshot's number.",
        min_value=1,
        max_value=2**63 - 1,
        decimal_places=0,
    )


class StrictFilterBackend(filters.DjangoFilterBackend):
    """Answers a bad value with an error that names it, never with a list that ignores it."""

    def get_filterset(self, request: Any, queryset: QuerySet[Any], view: APIView) -> Any:
        """With only the claim filters in the request: each one takes time, even when not used."""
        known: Any = self.get_filterset_class(view, queryset)
        if known is None:
            return None
        if issubclass(known, ClaimFilters):
            known = known.only(*(name for name in known.base_filters if name in request.GET))
        return known(**self.get_filterset_kwargs(request, queryset, view))

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """The rows found; the view of claims gets the ``query`` by which they may be ranked."""
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise InvalidParameters(filterset.errors)
        if isinstance(filterset, ClaimFilters) and filterset.unknown:
            raise InvalidParameters(filterset.unknown)
        filtered: QuerySet[Any] = filterset.qs
        if isinstance(filterset, ClaimFilters):
            view.query = filterset.query
        return filtered
