"""SQL that is put together once, which takes Django longer than a simple row takes PostgreSQL."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

# Values that are no other parameters of the SQL.
SOME_NUMBER = 10**17 + 1
SOME_NUMBERS = [SOME_NUMBER]
SOME_WORD = "some word of a prepared queryset"


class Prepared:
    """A queryset that was made with some of the values above, and is run with others."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self._rows = rows

    def sql(self, *values: tuple[Any, Any]) -> tuple[str, list[Any]]:
        """With its parameters; ``values``: one of those above, and the one to take instead."""
        text, parameters = self._made
        for placeholder, value in values:
            parameters = [value if each == placeholder else each for each in parameters]
        return text, list(parameters)

    @cached_property
    def _made(self) -> tuple[str, Sequence[Any]]:
        text, parameters = self._rows.query.sql_with_params()
        return text, parameters
