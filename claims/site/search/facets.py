"""The facets of a search, each declared once: its title, how its values read, how they are counted.

A facet has the name of the filter in ``claims.search.filters`` that it sets.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, F, Func, JSONField, OuterRef, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from claims.choices import Standing
from claims.models import Appearance, ExternalReview, Topic
from claims.presentation.labels import name_of
from claims.publication.labels import in_words
from claims.querysets.publications import CONTRADICTIONS
from claims.site.search.results import contradictions, role_then
from claims.site.tags import label
from newsroom.quotation import quoted
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
    """``shown``: how a value that is a code reads. ``several``: takes more than one value,
    separated by commas. ``in_form``: the form has a field. ``working``: of working claims alone;
    ``public``: of publications alone.
    """

    name: str
    title: Any
    counting: Counting | None = None
    shown: Callable[[str], str] | None = None
    several: bool = False
    is_day: bool = False
    in_form: bool = True
    working: bool = False
    public: bool = False

    def is_of(self, *, inside: bool) -> bool:
        """Whether a search of working claims (inside), or of publications, has it."""
        return not (self.public if inside else self.working)


def _of_column(name: str, public: Any, working: Any, shown: Callable[[str], str] = str) -> Counting:
    column = f"counted_{name}"
    return Counting(
        {column: public},
        {column: working},
        lambda row: [(row[column], shown(row[column]))] if row[column] else [],
    )


def _coded(
    name: str,
    title: Any,
    shown: Callable[[str], str],
    public: Any = None,
    *,
    several: bool = False,
) -> Facet:
    """A facet of codes in the column of its name."""
    counting = _of_column(name, public or F(name), F(name), shown)
    return Facet(name, title, counting, shown, several)


def _speaker(row: Any) -> Iterable[Value]:
    has_page = row["speaker_id"] and row["speaker_kind"] not in UNPOOLED and row["speaker_name"]
    return [(str(row["speaker_id"]), row["speaker_name"])] if has_page else []


def _label(row: Any) -> Iterable[Value]:
    if not row["label_of_body"]:
        return []
    chosen = json.loads(row["label_of_body"])
    return [(chosen["key"], in_words(chosen)[0])]


_PUBLISHERS = (
    Appearance.objects.filter(claim=OuterRef("pk"), snapshot__source__publisher__isnull=False)
    .order_by()
    .values("snapshot__source__publisher")
    .distinct()
)
_TOPICS = Topic.objects.filter(claims=OuterRef("pk")).values(
    json=JSONObject(slug="slug", name="name")
)
_TOPICS_OF_BODY = Func(
    F("body"), template="(%(expressions)s::jsonb -> 'topics')", output_field=JSONField()
)
_EXTERNAL_RATINGS = (
    ExternalReview.objects.filter(claim=OuterRef("pk"))
    .exclude(rating="")
    .order_by()
    .values("rating")
    .distinct()
)


def _in_force(column: str) -> Case:
    """A claim under review again has no status and no label in force."""
    return Case(
        When(standing=Standing.UNDER_REVIEW, then=models.Value("")),
        default=F(column),
        output_field=models.TextField(),
    )


# In the order in which an address has them.
FACETS = (
    Facet(
        "speaker",
        _("Speaker"),
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
        _("Role when it was said"),
        _of_column("role", F("export_row__speaker_role"), role_then()),
    ),
    Facet(
        "publisher",
        _("Publisher"),
        Counting(
            {"publisher_ids": F("publishers")},
            {"publisher_ids": ArraySubquery(_PUBLISHERS)},
            # Named once they are counted.
            lambda row: [(str(number), "") for number in row["publisher_ids"]],
        ),
    ),
    Facet(
        "topic",
        _("Topic"),
        Counting(
            {"topics_named": _TOPICS_OF_BODY},
            {"topics_named": ArraySubquery(_TOPICS)},
            lambda row: [(topic["slug"], topic["name"]) for topic in row["topics_named"]],
        ),
    ),
    _coded(
        "status", _("Is it true?"), partial(label, kind="status"), _in_force("status"), several=True
    ),
    Facet(
        "label",
        _("Label"),
        Counting({"label_of_body": _in_force("export_row__label")}, {}, _label),
        shown=name_of,
        in_form=False,
        public=True,
    ),
    _coded("attribution", _("Did they say it?"), partial(label, kind="attribution"), several=True),
    _coded("nature", _("Type of statement"), partial(label, kind="nature")),
    Facet(
        "external_rating",
        _("Others’ rating (not ours)"),
        Counting(
            {},
            {"external_ratings": ArraySubquery(_EXTERNAL_RATINGS)},
            lambda row: [(each, quoted(each)) for each in row.get("external_ratings", ())],
        ),
        shown=quoted,
        working=True,
    ),
    Facet("said_from", _("Said on or after"), is_day=True),
    Facet("said_to", _("Said on or before"), is_day=True),
    Facet(
        "contradicted",
        _("Contradictions"),
        Counting(
            {"edges": CONTRADICTIONS},
            {"edges": contradictions()},
            lambda row: [("yes", str(_("Contradicts another claim")))] if row["edges"] else [],
        ),
    ),
    Facet("quantity_min", _("Number at least")),
    Facet("quantity_max", _("Number at most")),
    Facet("unit", _("Unit")),
    Facet("source", _("Source"), in_form=False),
    Facet("published_from", _("Published on or after"), is_day=True, in_form=False),
    Facet("published_to", _("Published on or before"), is_day=True, in_form=False),
    Facet("contradicts", _("Contradicts claim"), in_form=False),
)
BY_NAME = {facet.name: facet for facet in FACETS}
IN_FORM = [facet.name for facet in FACETS if facet.in_form]
