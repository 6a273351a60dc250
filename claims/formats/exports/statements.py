"""The SQL of an export: a queryset's own, compiled, with the dataset's columns over it.

COPY takes no parameters, so values are in it as literals that psycopg quotes.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import F, QuerySet
from django.urls import reverse
from psycopg import sql

from claims.formats.exports.columns import PUBLISHED, REDACTED, STAMP, Column, Dataset
from claims.models import Publication
from claims.publication.addresses import PAGES, absolute, beginning
from claims.publication.fields import Kind
from claims.publication.point_in_time import Moment
from claims.querysets import PublicationQuerySet
from claims.querysets.publications import SERVED
from claims.search.speakers import nameable_speakers

SPEAKER = ("id", "slug", "name", "kind", "description")


def published(moment: Moment | None) -> PublicationQuerySet:
    """What lists hold, now or as of a moment: to be filtered, and then for an :class:`ExportQuery`."""
    if moment is None:
        found: PublicationQuerySet = Publication.objects.listed().annotate(shown=SERVED)
    else:
        found = Publication.objects.as_of(*moment).served().annotate(shown=F("served"))
    return found


def history(moment: Moment | None) -> PublicationQuerySet:
    """All publications, those that may not be shown without a body, up to a moment: for an
    :class:`ExportQuery` over a dataset that is ``of_history``.
    """
    found: PublicationQuerySet = Publication.objects.order_by("number")
    if moment is not None:
        found = found.filter(number__lte=moment.number)
    shown: PublicationQuerySet = found.served().annotate(shown=F("served"))
    return shown


def rows_of(dataset: Dataset, moment: Moment | None) -> PublicationQuerySet:
    """The publications that a dataset is made of, now or as of a moment."""
    return history(moment) if dataset.of_history else published(moment)


@dataclass(frozen=True)
class ExportQuery:
    """A dataset over publications from :func:`published`.

    Only rows after a number of the dataset's order, and up to one.
    """

    dataset: Dataset
    publications: PublicationQuerySet
    after: int = 0
    up_to: int | None = None

    def rows(self) -> sql.Composed:
        """SELECT of the columns, in their own types; lists as JSON, times in one form."""
        return self._select([_typed(each) for each in self.dataset.columns], self.dataset.tables)

    def cells(self) -> sql.Composed:
        """SELECT of the columns as CSV has them: times in one form, no text a formula."""
        cells = [_cell(each, self.dataset.plain) for each in self.dataset.columns]
        return self._select(cells, self.dataset.tables)

    def lines(self) -> sql.Composed:
        """SELECT of one column, the object as a line of JSON."""
        return self._select([_line(self.dataset)], self.dataset.objects or self.dataset.tables)

    def numbers(self) -> sql.Composed:
        """SELECT of the numbers of the publications."""
        return sql.SQL("SELECT p.number FROM ({}) p").format(self._publications())

    def _select(self, columns: list[sql.Composable], tables: str) -> sql.Composed:
        return sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join(columns),
            sql.SQL(tables).format(
                publications=self._publications(),
                speakers=_compiled(nameable_speakers().unmerged().values_list(*SPEAKER)),
                numbers=self._range(),
            ),
            sql.SQL(", ".join(self.dataset.order)),
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
        # Ordered here already, so that PostgreSQL reads the rows in the order of an index.
        return _compiled(found.order_by("number").values_list(*PUBLISHED))


def _compiled(rows: QuerySet[Any]) -> sql.SQL:
    """The queryset's own SQL, its values quoted by the driver for this connection."""
    # Compiled even where nothing can be found, as for words with nothing to search for.
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False)
    statement, values = compiler.as_sql()
    connection.ensure_connection()
    return sql.SQL(psycopg.ClientCursor(connection.connection).mogrify(statement, values))


def addresses(of: str) -> str:
    """What their addresses in the API, or those of their pages, begin with."""
    return beginning(of) if of in PAGES else absolute(reverse(f"api:{of}"))


def _value(column: Column) -> sql.Composable:
    if column.of:
        return sql.SQL("concat({}, {}, '/')").format(addresses(column.of), sql.SQL(column.sql))
    if column.kind == Kind.MOMENT:
        return sql.SQL(STAMP.format(column.sql))
    if column.kind in (Kind.TEXT, Kind.WORD) and not column.separator:
        # What is not known is null in each table.
        return sql.SQL("nullif({}, '')").format(sql.SQL(column.sql))
    return sql.SQL(column.sql)


def _typed(column: Column) -> sql.Composable:
    value = _value(column)
    return sql.SQL("to_json({})").format(value) if column.separator else value


def _cell(column: Column, plain: str) -> sql.Composable:
    value = _value(column)
    if column.separator:
        value = sql.SQL("nullif(array_to_string({}, {}), '')").format(value, column.separator)
    if column.kind == Kind.TRUTH:
        return sql.SQL("({})::text").format(value)
    if column.kind == Kind.TEXT:
        return sql.SQL("CASE WHEN {} THEN {} ELSE spreadsheet_text({}) END").format(
            sql.SQL(plain), value, value
        )
    return value


def _line(dataset: Dataset) -> sql.Composed:
    """The added keys, and then the object that follows without its opening brace."""
    parts: list[sql.Composable] = []
    constant = "{"
    for key in dataset.keys:
        constant += f'"{key.name}":'
        around, before, after = '"' if key.word or key.of else "", "", ""
        if key.of:
            before, after = addresses(key.of), "/"
        parts += [sql.Literal(f"{constant}{around}{before}"), sql.SQL(key.sql)]
        constant = f"{after}{around},"
    parts.append(sql.Literal(constant))
    if REDACTED in dataset.columns:
        parts.append(sql.SQL(f"""CASE WHEN {REDACTED.sql} THEN '"redacted":true,' END"""))
    # Not substr(), which counts the characters of the whole.
    parts.append(sql.SQL("right({}, -1)").format(sql.SQL(dataset.rest)))
    return sql.SQL("concat({})").format(sql.SQL(", ").join(parts))
