"""What a search costs: how many rows PostgreSQL expects, which may be wrong, and a limit of its time."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.models import Func, QuerySet
from django.utils.translation import gettext as _

from newsroom import public_version
from newsroom.errors import Refused

TIME_LIMIT = 2_000  # milliseconds
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


@contextmanager
def in_index_order() -> Iterator[None]:
    """Rows are read as an index has them, until a page is full, where PostgreSQL expects fewer than a
    page, and so would read all of them and sort.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
        yield


@contextmanager
def time_limit(*, by_words: bool = True) -> Iterator[None]:
    """Limits the time of the statements inside. Raises Refused.

    ``by_words``: an index of words may be used; PostgreSQL reads these by bitmap scans only.
    """
    setting = f"SET LOCAL statement_timeout = {TIME_LIMIT}"
    if not by_words:
        setting += "; SET LOCAL enable_bitmapscan = off"
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(setting)
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, psycopg.errors.QueryCanceled):
            raise  # the database is away
        public_version.depends_on_more()  # another time it may not
        raise Refused(
            _("This search takes too long. Use a rarer word, or filter by speaker or day.")
        ) from error
