"""The rows of one claim, by SQL that is put together once."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, QuerySet

# A number that is no other parameter of the SQL.
_SOME_NUMBER = 10**17 + 1


class RowsOfClaim:
    """Of a queryset of publications those of one claim, with its annotations.

    For what is asked most: to put the SQL of a row together takes Django longer than all else that
    the row takes.
    """

    def __init__(self, rows: QuerySet[Any], most: int | None = None) -> None:
        self._rows, self._most = rows, most

    def __call__(self, number: int) -> Sequence[Any]:
        if number > BigIntegerField.MAX_BIGINT:
            return []  # PostgreSQL would compare it with all rows, without an index
        sql, parameters = self._sql
        given = [number if each == _SOME_NUMBER else each for each in parameters]
        return list(self._rows.model._default_manager.raw(sql, given))

    @cached_property
    def _sql(self) -> tuple[str, Sequence[Any]]:
        rows = self._rows.filter(claim=_SOME_NUMBER)[: self._most]
        sql, parameters = rows.query.sql_with_params()
        return sql, parameters
