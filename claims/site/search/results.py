"""The rows that a search shows: of publications, or of working claims."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Count,
    Expression,
    F,
    Field,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import get_language

from claims.choices import RelationKind, RelationState, RoundOutcome
from claims.models import (
    Appearance,
    Claim,
    ExternalReview,
    Hold,
    Publication,
    Relation,
    Review,
    Round,
)
from claims.presentation import external_ratings
from claims.publication.translations import translation_of
from claims.querysets import ClaimQuerySet, IsOneOf, PublicationQuerySet
from claims.querysets.publications import CONTRADICTIONS
from sources.models import Role

_COLUMNS = (
    *("claim_number", "text", "language", "status", "attribution", "nature", "stands"),
    *("said_from", "said_to", "speaker_number", "speaker_kind", "speaker_name"),
    *("speaker_description", "quotes", "contradictions", "summary", "label"),
)
_POST = ("role", "organisation")
_SOURCE = ("source_title", "source_publisher", "source_day")
# Of working claims alone: what others concluded, the archive that the claim is from, and a hold.
_OUTSIDE = ("external", "origin", "held")
_MARKS = ("marked", "marked_name", "marked_quotes")
_UNKNOWN = {
    **dict.fromkeys((*_POST, *_SOURCE, *_OUTSIDE, "published_at")),
    **dict.fromkeys(_MARKS, ""),
}

# Marking is most of the work, so quotes are marked only where the wording has no mark.
_MARKED = r"""
SELECT named.*,
       CASE WHEN strpos(marked, E'\x02') = 0 THEN highlighted(language, quotes, %s::text) ELSE '' END
  FROM (SELECT found.*, highlighted(language, text, %s::text) AS marked,
               highlighted(language, speaker_name, %s::text) AS marked_name
          FROM ({found}) found OFFSET 0) named
"""


class _Parameter(Expression):
    """A named parameter, whose value is given when the statement is run."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return f"%s::{self.output_field.db_type(connection)}", [self]


_NUMBERS = _Parameter("numbers", ArrayField(BigIntegerField()))
_WORDS = _Parameter("words", TextField())


def rows(numbers: Sequence[int], words: str, *, inside: bool) -> dict[int, dict[str, Any]]:
    """By number, the row of each publication (``inside``: claim) that may be shown."""
    values: dict[str, Any] = {"numbers": list(numbers), "words": words}
    statement, parameters, columns = _statement(inside=inside, marked=bool(words))
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [values[each.name] if isinstance(each, _Parameter) else each for each in parameters],
        )
        found = {row[0]: _row(columns, row[1:]) for row in cursor.fetchall()}
    return found if inside else _in_readers_language(found)


def _in_readers_language(found: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """With the words of translations, in which nothing is marked: the search found the original."""
    if not found or (get_language() or settings.LANGUAGE_CODE) == settings.LANGUAGE_CODE:
        return found
    translated = Publication.objects.filter(
        IsOneOf(F("number"), Value(list(found), ArrayField(BigIntegerField()))),
        body__contains='"translations":[',
    )
    for number, body in translated.values_list("number", "body"):
        if translation := translation_of(json.loads(body)):
            found[number] |= {
                "text": translation["text"],
                "summary": translation.get("summary", ""),
                "language": translation["language"],
                "marked": "",
            }
    return found


def _row(columns: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Role, organisation and the source's columns are None where they are not known."""
    row = {**_UNKNOWN, **dict(zip(columns, values, strict=True))}
    for several in ("post", "source"):
        row |= json.loads(row.pop(several, None) or "{}")
    return row


@cache
def _statement(*, inside: bool, marked: bool) -> tuple[str, Sequence[Any], Sequence[str]]:
    """The SQL, its parameters, and the names of its columns after the number.

    It is always the same, and compiling it takes longer than running it.
    """
    if inside:
        key = "pk"
        columns: tuple[str, ...] = (*_COLUMNS, "post", "source", *_OUTSIDE)
        found: QuerySet[Any] = _working(Claim.objects.order_by())
    else:
        key, columns = "number", (*_COLUMNS, *_POST, *_SOURCE, "published_at")
        found = _public(Publication.objects.listed().order_by())
    selected = found.filter(IsOneOf(F(key), _NUMBERS)).values_list(key, *columns)
    statement, parameters = selected.query.sql_with_params()
    if not marked:
        return statement, parameters, columns
    statement = _MARKED.replace("{found}", statement)
    return statement, [_WORDS, _WORDS, _WORDS, *parameters], (*columns, *_MARKS)


def _public(found: PublicationQuerySet) -> PublicationQuerySet:
    """Publications with a hit's columns."""
    shown: PublicationQuerySet = found.annotate(
        claim_number=F("claim_id"),
        stands=F("standing"),
        speaker_number=F("speaker_id"),
        speaker_kind=F("export_row__speaker_kind"),
        speaker_name=F("export_row__speaker_name"),
        speaker_description=F("export_row__speaker_description"),
        role=F("export_row__speaker_role"),
        organisation=F("export_row__speaker_organisation"),
        source_title=F("export_row__source_title"),
        source_publisher=F("export_row__source_publisher"),
        source_day=F("export_row__source_published_on"),
        quotes=_joined("export_row__quotes"),
        summary=F("export_row__summary"),
        label=F("export_row__label"),
        contradictions=CONTRADICTIONS,
    )
    return shown


def _working(found: ClaimQuerySet) -> ClaimQuerySet:
    """Working claims with the same columns."""
    appearances = Appearance.objects.filter(claim=OuterRef("pk"))
    quotes = (
        appearances.order_by()
        .annotate(
            all=Func(
                *("anchors__exact", Value(" … ")), function="string_agg", output_field=TextField()
            )
        )
        .values("all")
    )
    reviews = Review.objects.filter(claim=OuterRef("pk"))
    signed = Round.objects.filter(claim=OuterRef("pk"), outcome=RoundOutcome.SIGNED)
    current = Publication.objects.current().filter(claim=OuterRef("pk"))
    shown: ClaimQuerySet = found.annotate(
        claim_number=F("pk"),
        stands=_first(current.values("standing")),
        speaker_number=F("speaker_id"),
        speaker_kind=F("speaker__kind"),
        speaker_name=F("speaker__name"),
        speaker_description=F("speaker__description"),
        # Several columns of one row as JSON: each subquery is planned with every statement.
        post=Subquery(
            _roles_held().values(json=JSONObject(role="title", organisation="organisation__name"))[
                :1
            ]
        ),
        source=Subquery(
            appearances.order_by("-first_known", "pk").values(
                json=JSONObject(
                    source_title="snapshot__source__title",
                    source_publisher="snapshot__source__publisher__name",
                    source_day="snapshot__source__published_on",
                )
            )[:1]
        ),
        quotes=_first(quotes),
        summary=_first(reviews.order_by("-number").values("summary")),
        label=_first(
            signed.annotate(json=Func("label", function="label_text", output_field=TextField()))
            .order_by("-pk")
            .values("json")
        ),
        contradictions=contradictions(),
        external=ArraySubquery(
            ExternalReview.objects.filter(claim=OuterRef("pk"))
            .with_archive()
            .order_by("pk")
            .values(
                json=JSONObject(
                    publisher="publisher__name",
                    rating="rating",
                    reviewed_on="reviewed_on",
                    url="url",
                    archive="archive",
                )
            )[: external_ratings.MOST]
        ),
        origin=F("import_record__origin"),
        held=Subquery(
            Hold.objects.filter(claim=OuterRef("pk"), lifted_at__isnull=True)
            .order_by()
            .values("pk")[:1]
        ),
    )
    return shown


def _first(found: Any) -> Coalesce:
    return Coalesce(
        Subquery(found[:1], output_field=TextField()), Value(""), output_field=TextField()
    )


def _joined(quotes: str) -> Func:
    return Func(quotes, Value(" … "), function="array_to_string", output_field=TextField())


def role_then() -> Coalesce:
    return _first(_roles_held().values("title"))


def _roles_held() -> Any:
    held = Role.objects.held(OuterRef("speaker"), OuterRef("said_from"), OuterRef("said_to"))
    return held.order_by("period", "pk")


def contradictions() -> Coalesce:
    edges = Relation.objects.filter(
        Q(from_claim=OuterRef("pk")) | Q(to_claim=OuterRef("pk")),
        kind=RelationKind.CONTRADICTS,
        state=RelationState.CONFIRMED,
    )
    counted = edges.order_by().values("kind").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)
