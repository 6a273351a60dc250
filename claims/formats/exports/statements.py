"""What PostgreSQL is asked for an export: the compiled SQL of a queryset, with columns over it.

COPY takes no parameters, so values reach it as literals that psycopg quotes.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Case, F, QuerySet, When
from django.urls import reverse
from psycopg import sql

from claims.formats.exports.columns import PUBLISHED, Column, Dataset, Kind
from claims.models import Publication
from claims.publication.point_in_time import Moment
from claims.querysets import PublicationQuerySet
from sources.models import Speaker

STAMP = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
SPEAKER = ("id", "slug", "name", "kind", "description")
# Only of a past day does what may be served differ from what was published. To compare the two is
# to read both; a row that still stands is spared it.
REDACTED = (
    """CASE WHEN p.shown_until IS NOT NULL AND p.said <> p.body THEN '"redacted":true,' END"""
)


def published(moment: Moment | None) -> PublicationQuerySet:
    """What lists hold, now or as of a moment: to be filtered, and then :class:`Wanted`."""
    if moment is None:
        found: PublicationQuerySet = Publication.objects.listed().annotate(said=F("body"))
    else:
        # What still stands is served as it is: a million rows needn't be asked about.
        said = Case(When(shown_until__isnull=True, then=F("body")), default=F("served"))
        found = Publication.objects.as_of(*moment).served().annotate(said=said)
    return found


@dataclass(frozen=True)
class Wanted:
    """A dataset over publications that :func:`published` gave.

    Only rows after a number of the dataset's order, and up to one.
    """

    dataset: Dataset
    publications: PublicationQuerySet
    after: int = 0
    up_to: int | None = None

    def rows(self) -> sql.Composed:
        """SELECT of the columns, in their own types; lists as JSON, times in one form."""
        told = self.dataset
        return self._select([_typed(each) for each in told.columns], told.tables)

    def cells(self) -> sql.Composed:
        """SELECT of the columns as CSV has them: times in one form, no text a formula."""
        told = self.dataset
        return self._select([_cell(each, told.plain) for each in told.columns], told.tables)

    def lines(self) -> sql.Composed:
        """SELECT of one column, the object as a line of JSON."""
        told = self.dataset
        return self._select([_line(told)], told.objects or told.tables)

    def numbers(self) -> sql.Composed:
        """SELECT of the numbers of the publications."""
        return sql.SQL("SELECT p.number FROM ({}) p").format(self._publications())

    def _select(self, what: list[sql.Composable], tables: str) -> sql.Composed:
        asked = sql.SQL(tables).format(
            publications=self._publications(),
            speakers=_compiled(Speaker.objects.nameable().unmerged().values_list(*SPEAKER)),
            numbers=self._range(),
        )
        order = sql.SQL(", ".join(self.dataset.order))
        return sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join(what), asked, order
        )

    def _range(self) -> sql.Composed:
        number = sql.SQL(self.dataset.order[0])
        within = sql.SQL("{} > {}").format(number, self.after)
        if self.up_to is not None:
            within += sql.SQL(" AND {} <= {}").format(number, self.up_to)
        return within

    def _publications(self) -> sql.SQL:
        found = self.publications
        if self.dataset.by_publication:
            found = found.filter(number__gt=self.after)
            if self.up_to is not None:
                found = found.filter(number__lte=self.up_to)
        # Ordered here already, so that PostgreSQL takes the rows in the order of an index.
        return _compiled(found.order_by("number").values_list(*PUBLISHED))


def _compiled(rows: QuerySet[Any]) -> sql.SQL:
    """The queryset's own SQL, its values quoted by the driver for this very connection."""
    # Where nothing can be found, too: by words that hold nothing to search for.
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False)
    statement, values = compiler.as_sql()
    connection.ensure_connection()
    return sql.SQL(psycopg.ClientCursor(connection.connection).mogrify(statement, values))


def addresses(of: str) -> str:
    """What the addresses in the API of these begin with."""
    return f"{settings.SITE_URL}{reverse(f'api:{of}')}"


def _value(column: Column) -> sql.Composable:
    if column.of:
        return sql.SQL("concat({}, {}, '/')").format(addresses(column.of), sql.SQL(column.sql))
    return sql.SQL(column.sql)


def _typed(column: Column) -> sql.Composable:
    value = _value(column)
    if column.parted_by:
        return sql.SQL("to_json({})").format(value)
    return sql.SQL(STAMP).format(value) if column.kind == Kind.MOMENT else value


def _cell(column: Column, plain: str) -> sql.Composable:
    value = _value(column)
    if column.parted_by:
        value = sql.SQL("array_to_string({}, {})").format(value, column.parted_by)
    if column.kind == Kind.TRUTH:
        return sql.SQL("({})::text").format(value)
    if column.kind == Kind.MOMENT:
        return sql.SQL(STAMP).format(value)
    if column.free:
        return sql.SQL("CASE WHEN {} THEN {} ELSE spreadsheet_text({}) END").format(
            sql.SQL(plain), value, value
        )
    return value


def _line(told: Dataset) -> sql.Composed:
    """The keys that are joined on, and then the object that follows, less its opening brace."""
    parts: list[sql.Composable] = []
    constant = "{"
    for key in told.keys:
        constant += f'"{key.name}":'
        around, before, after = '"' if key.word or key.of else "", "", ""
        if key.of:
            before, after = addresses(key.of), "/"
        parts += [sql.Literal(f"{constant}{around}{before}"), sql.SQL(key.sql)]
        constant = f"{after}{around},"
    parts.append(sql.Literal(constant))
    if told.rest == "p.said":
        parts.append(sql.SQL(REDACTED))
    # Not substr(), which counts the characters of the whole.
    parts.append(sql.SQL("right({}, -1)").format(sql.SQL(told.rest)))
    return sql.SQL("concat({})").format(sql.SQL(", ").join(parts))
