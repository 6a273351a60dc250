"""The facets of a search, each declared once: its title, how its values read, how they are counted.

A facet has the name of the filter in ``claims.search.filters`` that it sets.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, F, Func, IntegerField, JSONField, OuterRef, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.choices import Standing
from claims.models import Appearance, Topic
from claims.site.search.results import contradictions, role_then
from claims.site.tags import label
from sources.choices import UNPOOLED

Value = tuple[str, str]  # the facet's value, its label


@dataclass(frozen=True)
class Counting:
    """Columns annotated on publications and on working claims, and a row's values in them.

    A column may not have the name of a field of either model.
    """

    public: Mapping[str, Any]
    working: Mapping[str, Any]
    values: Callable[[Any], Iterable[Value]]


@dataclass(frozen=True)
class Facet:
    """``coded``: values are codes, shown by their labels. ``several``: takes more than one value,
    separated by commas. ``in_form``: the form has a field.
    """

    name: str
    title: Any
    counting: Counting | None = None
    coded: bool = False
    several: bool = False
    is_day: bool = False
    in_form: bool = True


def _coded(public: Any, working: str) -> Counting:
    def values(row: Any) -> Iterable[Value]:
        return [(row[column], label(row[column], working))] if row[column] else []

    column = f"counted_{working}"
    return Counting({column: public}, {column: F(working)}, values)


def _speaker(row: Any) -> Iterable[Value]:
    has_page = row["speaker_id"] and row["speaker_kind"] not in UNPOOLED and row["speaker_name"]
    return [(str(row["speaker_id"]), row["speaker_name"])] if has_page else []


_PUBLISHERS = (
    Appearance.objects.filter(claim=OuterRef("pk"), snapshot__source__publisher__isnull=False)
    .order_by()
    .values("snapshot__source__publisher")
    .distinct()
)
_TOPICS = Topic.objects.filter(claims=OuterRef("pk"))

# In the order in which an address has them.
FACETS = (
    Facet(
        "speaker",
        gettext_lazy("Speaker"),
        Counting(
            {
                "speaker_name": F("export_row__speaker_name"),
                "speaker_kind": F("export_row__speaker_kind"),
            },
            {"speaker_name": F("speaker__name"), "speaker_kind": F("speaker__kind")},
            _speaker,
        ),
    ),
    Facet(
        "role",
        gettext_lazy("Role when it was said"),
        Counting(
            {"role": F("export_row__speaker_role")},
            {"role": role_then()},
            lambda row: [(row["role"], row["role"])] if row["role"] else [],
        ),
    ),
    Facet(
        "publisher",
        gettext_lazy("Publisher"),
        Counting(
            {"publisher_ids": F("publishers")},
            {"publisher_ids": ArraySubquery(_PUBLISHERS)},
            # Named once they are counted.
            lambda row: [(str(number), "") for number in row["publisher_ids"]],
        ),
    ),
    Facet(
        "topic",
        gettext_lazy("Topic"),
        Counting(
            {
                "topics_named": Func(
                    F("body"),
                    template="(%(expressions)s::jsonb -> 'topics')",
                    output_field=JSONField(),
                )
            },
            {
                "topics_named": ArraySubquery(
                    _TOPICS.values(json=JSONObject(slug="slug", name="name"))
                )
            },
            lambda row: [(topic["slug"], topic["name"]) for topic in row["topics_named"]],
        ),
    ),
    Facet(
        "status",
        gettext_lazy("Is it true?"),
        _coded(
            # A claim under review again has no status in force.
            Case(When(standing=Standing.UNDER_REVIEW, then=models.Value("")), default=F("status")),
            "status",
        ),
        coded=True,
        several=True,
    ),
    Facet(
        "attribution",
        gettext_lazy("Did they say it?"),
        _coded(F("attribution"), "attribution"),
        coded=True,
        several=True,
    ),
    Facet(
        "nature",
        gettext_lazy("Type of statement"),
        _coded(F("nature"), "nature"),
        coded=True,
    ),
    Facet("said_from", gettext_lazy("Said on or after"), is_day=True),
    Facet("said_to", gettext_lazy("Said on or before"), is_day=True),
    Facet(
        "contradicted",
        gettext_lazy("Contradicts another claim"),
        Counting(
            {"edges": Func("contradicts", function="cardinality", output_field=IntegerField())},
            {"edges": contradictions()},
            lambda row: [("yes", _("Contradicts another claim"))] if row["edges"] else [],
        ),
    ),
    Facet("quantity_min", gettext_lazy("Number at least")),
    Facet("quantity_max", gettext_lazy("Number at most")),
    Facet("unit", gettext_lazy("Unit")),
    Facet("source", gettext_lazy("Source"), in_form=False),
    Facet("published_from", gettext_lazy("Published on or after"), is_day=True, in_form=False),
    Facet("published_to", gettext_lazy("Published on or before"), is_day=True, in_form=False),
    Facet("contradicts", gettext_lazy("Contradicts claim"), in_form=False),
)
BY_NAME = {facet.name: facet for facet in FACETS}
IN_FORM = [facet.name for facet in FACETS if facet.in_form]
