"""How many rows a search will find, as PostgreSQL expects it: nothing is read, and it may be wrong."""

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Func, QuerySet

FEW = 2_000  # as many as are fetched whole and sorted then


class Sorted(Func):
    """The same, but in no index: rows are fetched by what was asked for, and sorted then.

    In the order of an index PostgreSQL reads on until a page is full, which of a word rarer than it
    thinks means to the end.
    """

    template = "(%(expressions)s + 0)"


def estimated(rows: QuerySet[Any]) -> int:
    """How many rows PostgreSQL expects."""
    try:
        sql, parameters = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        (said,) = cursor.fetchone()
    plan = json.loads(said) if isinstance(said, str) else said
    return int(plan[0]["Plan"]["Plan Rows"])
