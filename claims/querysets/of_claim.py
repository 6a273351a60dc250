"""The rows of one claim, or of several, by SQL that is put together once."""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, QuerySet, Value

from claims.querysets.statements import IsOneOf
from newsroom.prepared import SOME_NUMBER, SOME_NUMBERS, Prepared


class RowsOfClaim:
    """Of a queryset of publications those of one claim, with its annotations: for what is read most."""

    def __init__(self, rows: QuerySet[Any], most: int | None = None) -> None:
        self._prepared = Prepared(rows.filter(claim=SOME_NUMBER)[:most])
        self._rows = rows.model._default_manager

    def __call__(self, number: int) -> Sequence[Any]:
        if number > BigIntegerField.MAX_BIGINT:
            return []  # PostgreSQL would compare it with all rows, without an index
        return list(self._rows.raw(*self._prepared.sql((SOME_NUMBER, number))))


class RowsOfClaims:
    """The same of several claims, whose numbers come from the database."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        some = Value(SOME_NUMBERS, ArrayField(BigIntegerField()))
        self._prepared = Prepared(rows.filter(IsOneOf(F("claim"), some)))
        self._rows = rows.model._default_manager

    def __call__(self, numbers: Collection[int]) -> Sequence[Any]:
        return list(self._rows.raw(*self._prepared.sql((SOME_NUMBERS, list(numbers)))))
