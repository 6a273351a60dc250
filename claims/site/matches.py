"""What a search reads of each claim that it shows: of publications, or of claims at work."""

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
from django.db.models.functions import Cast, Coalesce

from claims.choices import RelationKind, RelationState
from claims.models import Appearance, Claim, Publication, Relation
from claims.querysets import ClaimQuerySet, IsOneOf, PublicationQuerySet
from sources.models import Role

COLUMNS = (
    *("claim_number", "text", "language", "status", "attribution", "stands", "said_from"),
    *("said_to", "speaker_number", "speaker_kind", "speaker_name", "speaker_description"),
    *("role", "organisation", "source_title", "source_publisher", "source_day", "quotes"),
    *("contradictions", "marked", "marked_name", "marked_quotes"),
)


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
    statement, parameters = _statement(inside=inside, marked=bool(words))
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [given[each.name] if isinstance(each, _Given) else each for each in parameters],
        )
        return {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in cursor.fetchall()}


@cache
def _statement(*, inside: bool, marked: bool) -> tuple[str, Sequence[Any]]:
    """Always the same, and putting it together takes longer than what it asks for."""
    words = _WORDS if marked else None
    key, rows = (
        ("pk", _working(Claim.objects.order_by(), words))
        if inside
        else ("number", _public(Publication.objects.listed().order_by(), words))
    )
    asked: QuerySet[Any] = rows.filter(IsOneOf(F(key), _NUMBERS))
    return asked.values_list(key, *COLUMNS).query.sql_with_params()


def _public(found: PublicationQuerySet, words: _Given | None) -> PublicationQuerySet:
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
        **_marks(words, "text", "flat__speaker_name", _joined("flat__quotes")),
    )
    return shown


def _working(found: ClaimQuerySet, words: _Given | None) -> ClaimQuerySet:
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
        role=role_then(),
        organisation=role_then("organisation__name"),
        source_title=_first(seen.values("snapshot__source__title")),
        source_publisher=_first(seen.values("snapshot__source__publisher__name")),
        source_day=Subquery(seen.values("snapshot__source__published_on")[:1]),
        quotes=_first(quotes),
        contradictions=contradictions(),
        **_marks(words, "text", "speaker__name", F("quotes")),
    )
    return shown


def _first(found: Any) -> Coalesce:
    return Coalesce(
        Subquery(found[:1], output_field=TextField()), Value(""), output_field=TextField()
    )


def _joined(quotes: str) -> Func:
    return Func(quotes, Value(" … "), function="array_to_string", output_field=TextField())


def role_then(column: str = "title") -> Coalesce:
    """Of the role that a claim's speaker held when it was said."""
    then = Role.objects.held(OuterRef("speaker"), OuterRef("said_from"), OuterRef("said_to"))
    return _first(then.values(column))


def contradictions() -> Coalesce:
    """How many confirmed ones a claim has."""
    edges = Relation.objects.filter(
        Q(from_claim=OuterRef("pk")) | Q(to_claim=OuterRef("pk")),
        kind=RelationKind.CONTRADICTS,
        state=RelationState.CONFIRMED,
    )
    counted = edges.order_by().values("kind").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


def _marks(words: _Given | None, text: str, name: str, quotes: Any) -> dict[str, Any]:
    return {
        "marked": _marked(words, F(text)),
        "marked_name": _marked(words, F(name)),
        "marked_quotes": _marked(words, quotes),
    }


def _marked(words: _Given | None, said: Any) -> Any:
    if words is None:
        return Cast(Value(""), TextField())
    return Func(F("language"), said, words, function="marked", output_field=TextField())
