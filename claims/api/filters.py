"""Filters as the API answers about them: what is not understood is an error."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework.views import APIView

from claims.api.problems import InvalidParameters
from claims.search.filters import ClaimFilters


class StrictFilterBackend(filters.DjangoFilterBackend):
    """A bad value is answered by naming it, never by a list that ignores it."""

    def get_filterset(self, request: Any, queryset: QuerySet[Any], view: APIView) -> Any:
        """Of claims' filters only those that are asked for: each one costs, asked for or not."""
        known: Any = self.get_filterset_class(view, queryset)
        if known is None:
            return None
        if issubclass(known, ClaimFilters):
            known = known.only(*(name for name in known.base_filters if name in request.GET))
        return known(**self.get_filterset_kwargs(request, queryset, view))

    def filter_queryset(
        self, request: Any, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise InvalidParameters(filterset.errors)
        filtered: QuerySet[Any] = filterset.qs
        return filtered
