"""What a search reads of each claim that it shows: of publications, or of claims at work."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Count,
    Expression,
    F,
    Field,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, JSONObject

from claims.choices import RelationKind, RelationState
from claims.models import Appearance, Claim, Publication, Relation
from claims.querysets import ClaimQuerySet, IsOneOf, PublicationQuerySet
from sources.models import Role

_SAID = (
    *("claim_number", "text", "language", "status", "attribution", "nature", "stands"),
    *("said_from", "said_to", "speaker_number", "speaker_kind", "speaker_name"),
    *("speaker_description", "quotes", "contradictions"),
)
_POST = ("role", "organisation")
_SOURCE = ("source_title", "source_publisher", "source_day")
_MARKS = ("marked", "marked_name", "marked_quotes")
_UNKNOWN = {**dict.fromkeys((*_POST, *_SOURCE)), **dict.fromkeys(_MARKS, "")}

# Marking is most of the work, and the quotes are read only where the wording holds no mark.
_MARKED = r"""
SELECT named.*,
       CASE WHEN strpos(marked, E'\x02') = 0 THEN marked(language, quotes, %s::text) ELSE '' END
  FROM (SELECT found.*, marked(language, text, %s::text) AS marked,
               marked(language, speaker_name, %s::text) AS marked_name
          FROM ({found}) found OFFSET 0) named
"""


class _Given(Expression):
    """What is known only when the statement is sent: its place is held by its name."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return f"%s::{self.output_field.db_type(connection)}", [self]


_NUMBERS = _Given("numbers", ArrayField(BigIntegerField()))
_WORDS = _Given("words", TextField())


def of(numbers: Sequence[int], words: str, *, inside: bool) -> dict[int, dict[str, Any]]:
    """By its number, what is shown of each publication (``inside``: claim) that may be shown."""
    given: dict[str, Any] = {"numbers": list(numbers), "words": words}
    statement, parameters, columns = _statement(inside=inside, marked=bool(words))
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [given[each.name] if isinstance(each, _Given) else each for each in parameters],
        )
        return {row[0]: _row(columns, row[1:]) for row in cursor.fetchall()}


def _row(columns: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Role, organisation and what is known of the source are None where there is none."""
    row = {**_UNKNOWN, **dict(zip(columns, values, strict=True))}
    for several in ("post", "seen"):
        row |= json.loads(row.pop(several, None) or "{}")
    return row


@cache
def _statement(*, inside: bool, marked: bool) -> tuple[str, Sequence[Any], Sequence[str]]:
    """With its parameters, and the names of its columns after the number.

    Always the same, and putting it together takes longer than what it asks for.
    """
    if inside:
        key = "pk"
        columns: tuple[str, ...] = (*_SAID, "post", "seen")
        rows: QuerySet[Any] = _working(Claim.objects.order_by())
    else:
        key, columns = "number", (*_SAID, *_POST, *_SOURCE)
        rows = _public(Publication.objects.listed().order_by())
    asked = rows.filter(IsOneOf(F(key), _NUMBERS)).values_list(key, *columns)
    found, parameters = asked.query.sql_with_params()
    if not marked:
        return found, parameters, columns
    statement = _MARKED.replace("{found}", found)
    return statement, [_WORDS, _WORDS, _WORDS, *parameters], (*columns, *_MARKS)


def _public(found: PublicationQuerySet) -> PublicationQuerySet:
    """Publications with the columns of a hit."""
    shown: PublicationQuerySet = found.annotate(
        claim_number=F("claim_id"),
        stands=F("standing"),
        speaker_number=F("speaker_id"),
        speaker_kind=F("flat__speaker_kind"),
        speaker_name=F("flat__speaker_name"),
        speaker_description=F("flat__speaker_description"),
        role=F("flat__speaker_role"),
        organisation=F("flat__speaker_organisation"),
        source_title=F("flat__source_title"),
        source_publisher=F("flat__source_publisher"),
        source_day=F("flat__source_published_on"),
        quotes=_joined("flat__quotes"),
        contradictions=Func("contradicts", function="cardinality", output_field=IntegerField()),
    )
    return shown


def _working(found: ClaimQuerySet) -> ClaimQuerySet:
    """Claims at work with the same."""
    seen = Appearance.objects.filter(claim=OuterRef("pk")).order_by("-first_known", "pk")
    quotes = (
        Appearance.objects.filter(claim=OuterRef("pk"))
        .order_by()
        .annotate(
            all=Func(
                *("anchors__exact", Value(" … ")), function="string_agg", output_field=TextField()
            )
        )
        .values("all")
    )
    told = Publication.objects.current().filter(claim=OuterRef("pk"))
    shown: ClaimQuerySet = found.annotate(
        claim_number=F("pk"),
        stands=_first(told.values("standing")),
        speaker_number=F("speaker_id"),
        speaker_kind=F("speaker__kind"),
        speaker_name=F("speaker__name"),
        speaker_description=F("speaker__description"),
        # Several columns of one row in one: each subquery is planned anew with every statement.
        post=Subquery(
            _held().values(json=JSONObject(role="title", organisation="organisation__name"))[:1]
        ),
        seen=Subquery(
            seen.values(
                json=JSONObject(
                    source_title="snapshot__source__title",
                    source_publisher="snapshot__source__publisher__name",
                    source_day="snapshot__source__published_on",
                )
            )[:1]
        ),
        quotes=_first(quotes),
        contradictions=contradictions(),
    )
    return shown


def _first(found: Any) -> Coalesce:
    return Coalesce(
        Subquery(found[:1], output_field=TextField()), Value(""), output_field=TextField()
    )


def _joined(quotes: str) -> Func:
    return Func(quotes, Value(" … "), function="array_to_string", output_field=TextField())


def role_then() -> Coalesce:
    """The role that a claim's speaker held when it was said."""
    return _first(_held().values("title"))


def _held() -> Any:
    held = Role.objects.held(OuterRef("speaker"), OuterRef("said_from"), OuterRef("said_to"))
    return held.order_by("period", "pk")


def contradictions() -> Coalesce:
    """How many confirmed ones a claim has."""
    edges = Relation.objects.filter(
        Q(from_claim=OuterRef("pk")) | Q(to_claim=OuterRef("pk")),
        kind=RelationKind.CONTRADICTS,
        state=RelationState.CONFIRMED,
    )
    counted = edges.order_by().values("kind").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)
