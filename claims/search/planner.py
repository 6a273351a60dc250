"""How many rows PostgreSQL expects a search to find: no row is read, and it may be wrong."""

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Func, QuerySet

FEW = 2_000  # up to this many rows are all fetched, then sorted


class Sorted(Func):
    """The same value, but in no index: rows are fetched by the search's conditions, then sorted.

    In the order of an index PostgreSQL would read on until a page is full: for a word that is rarer
    than it expects, to the end.
    """

    template = "(%(expressions)s + 0)"


def estimated(rows: QuerySet[Any]) -> int:
    try:
        sql, parameters = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        (plan,) = cursor.fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return int(plan[0]["Plan"]["Plan Rows"])
