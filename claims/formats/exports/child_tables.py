"""Parts of claims, and what claims name, one row each: selected over ``p``, the publications."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_noop as _

from claims.formats.exports.columns import (
    HTML_URL,
    ID,
    NUMBER,
    NUMBERED,
    URL,
    WHICH,
    Column,
    Dataset,
    Key,
    address,
    cell_of,
    columns_of,
    page,
)
from claims.formats.json_objects import NamedSpeaker
from claims.publication.fields import Kind
from claims.publication.representation import (
    AppearanceBody,
    EvidenceBody,
    ExternalReviewBody,
    QuantityBody,
    RelationBody,
    ReviewTranslationBody,
    SourceBody,
    TopicBody,
)

POSITION = Column("position", Kind.NUMBER, "e.position", "Which of the claim's, from 1.")


def _cells(shape: Any, first: Sequence[str] = (), **replaced: dict[str, Any]) -> list[Column]:
    """The columns of an object ``e.o``, those in ``first`` before the rest."""
    columns = [
        replace(each, **replaced.get(each.name, {})) for each in columns_of(shape, cell_of("e.o"))
    ]
    return sorted(columns, key=lambda each: each.name not in first)


def _parts(
    name: str,
    title: str,
    columns: Sequence[Column],
    rest: str = "e.o::text",
    more: Sequence[Key] = (),
) -> Dataset:
    """The publications' parts of this name: as ``jsonb`` to read cells from, as ``json`` whole."""
    tables, objects = (
        f"({{publications}}) p, LATERAL {form}_array_elements(p.shown::{form} -> '{name}')"
        " WITH ORDINALITY e(o, position)"
        for form in ("jsonb", "json")
    )
    return Dataset(
        name,
        title,
        [NUMBER, ID, HTML_URL, POSITION, *columns],
        tables=tables,
        objects=objects,
        keys=[*WHICH, Key("position", "e.position"), *more],
        rest=rest,
        order=["p.number", "e.position"],
        primary_key=("number", "position"),
    )


*_APPEARANCE, _TAKEN_DOWN = _cells(
    AppearanceBody,
    ["first_known"],
    # The name of the source's publisher is not prefixed here.
    source_publisher_id={"name": "publisher_id"},
    source_publisher={"name": "publisher"},
    relayed_from={
        "sql": "ARRAY(SELECT coalesce(nullif(r #>> '{speaker,name}', ''),"
        " nullif(r ->> 'description', ''), r ->> 'kind')"
        " FROM jsonb_array_elements(e.o -> 'relayed_from') r)"
    },
    quotes={"sql": "ARRAY(SELECT q ->> 'exact' FROM jsonb_array_elements(e.o -> 'quotes') q)"},
)
APPEARANCES = _parts(
    "appearances",
    _("Appearances: where each claim is known to have been said"),
    [
        *_APPEARANCE,
        *(
            Column(name, Kind.NUMBER, f"(e.o #>> '{{quotes,0,{name}}}')::bigint", means)
            for name, means in (
                ("start", "Where the first quote starts, in code points of the text."),
                ("end", "Where the first quote ends, in code points of the text."),
            )
        ),
        Column(
            "time",
            Kind.WORD,
            "e.o #>> '{quotes,0,time}'",
            "In a transcript: when the first quote is heard, as a media fragment (`#t=`) has it.",
        ),
        _TAKEN_DOWN,
    ],
)
QUANTITIES = _parts("quantities", _("Quantities: what each claim counts"), _cells(QuantityBody))
_RELATED = "(e.o ->> 'claim')::bigint"
_RELATION, _DIRECTION, _CLAIM, *_WHY = _cells(RelationBody, ["relation", "direction"])
_CLAIM_HTML_URL = replace(
    page("page", _RELATED, "The other claim's page for readers."), name="claim_html_url"
)
RELATIONS = _parts(
    "relations",
    _("Relations between claims: one row for each claim and each of its relations"),
    [_RELATION, _DIRECTION, _CLAIM, _CLAIM_HTML_URL, *_WHY],
    more=[Key(_CLAIM_HTML_URL.name, _RELATED, of=_CLAIM_HTML_URL.of)],
)

EVIDENCE = _parts(
    "evidence",
    _("Evidence: what each conclusion rests on"),
    _cells(
        EvidenceBody,
        source_publisher_id={"name": "publisher_id"},
        source_publisher={"name": "publisher"},
        # The publication's number has that name.
        number={"name": "footnote"},
    ),
    rest="CASE WHEN e.o -> 'number' IS NULL THEN e.o::text ELSE (e.o::jsonb - 'number'"
    " || jsonb_build_object('footnote', (e.o -> 'number')::jsonb))::text END",
)
EXTERNAL_REVIEWS = _parts(
    "external_reviews",
    _("External reviews: what others concluded, in their own words"),
    _cells(ExternalReviewBody),
)
TRANSLATIONS = _parts(
    "translations",
    _("Translations: the statement, the finding and the reasons in other languages"),
    [
        *(URL, NUMBERED["standing"], NUMBERED["sha256"]),
        *_cells(
            ReviewTranslationBody,
            by={"sql": "ARRAY(SELECT jsonb_array_elements_text(e.o -> 'by'))"},
        ),
    ],
    more=[Key(name, f"p.{name}", word=True) for name in ("standing", "sha256")],
)
TOPICS = _parts("topics", _("Topics: one row for each of a claim's topics"), _cells(TopicBody))

_SPEAKER = columns_of(
    NamedSpeaker, lambda name, _path, _each: None if name.endswith("url") else f"s.{name}"
)
SPEAKERS = Dataset(
    "speakers",
    _("Speakers named by the claims, as the public may see them today"),
    [next(_SPEAKER), address("speakers", "s.id"), page("speaker-page", "s.id"), *_SPEAKER],
    tables="""({speakers}) s WHERE {numbers} AND s.id IN (
      SELECT canonical_speaker(named.id)
        FROM (SELECT DISTINCT unnest(p.speakers) AS id FROM ({publications}) p) named)""",
    keys=[
        Key("id", "s.id"),
        Key("url", "s.id", of="speakers"),
        Key("html_url", "s.id", of="speaker-page"),
    ],
    rest="json_build_object('slug', s.slug, 'name', s.name, 'kind', s.kind,"
    " 'description', s.description)::text",
    order=["s.id"],
    by_publication=False,
    primary_key=("id",),
)

_SOURCE = columns_of(SourceBody, cell_of("s.o"))
SOURCES = Dataset(
    "sources",
    _("Sources in which the claims appear, or from which their evidence is"),
    [
        replace(next(_SOURCE), sql="latest.id"),
        address("sources", "latest.id"),
        page("source-page", "latest.id"),
        *_SOURCE,
    ],
    # The latest publication that names the source describes it.
    tables="""
(SELECT named.id, max(p.number) AS number
   FROM ({publications}) p, LATERAL unnest(publication_sources(p.body)) named(id)
  GROUP BY named.id) latest
JOIN claims_publication q ON q.number = latest.number,
LATERAL (
  SELECT o FROM (
    SELECT e -> 'source' FROM json_array_elements(q.body::json -> 'appearances') e
    UNION ALL
    SELECT e -> 'source' FROM json_array_elements(q.body::json -> 'evidence') e) named(o)
   WHERE (o ->> 'id')::bigint = latest.id LIMIT 1) s
WHERE {numbers}
""",
    keys=[
        Key("url", "latest.id", of="sources"),
        Key("html_url", "latest.id", of="source-page"),
    ],
    rest="s.o::text",
    order=["latest.id"],
    by_publication=False,
    primary_key=("id",),
)
