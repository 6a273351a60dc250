"""Filters as the API answers about them: what is not understood is an error."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework.views import APIView

from claims.api.problems import Misunderstood


class StrictFilterBackend(filters.DjangoFilterBackend):
    """A bad value is answered by naming it, never by a list that ignores it."""

    def filter_queryset(
        self, request: Any, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise Misunderstood(filterset.errors)
        filtered: QuerySet[Any] = filterset.qs
        return filtered
