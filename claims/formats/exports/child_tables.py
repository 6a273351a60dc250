"""Parts of claims and what claims name, one row each: told over ``p``, the publications."""

from django.utils.translation import gettext_lazy as _

from claims.choices import RelationKind
from claims.formats.exports.columns import (
    ID,
    NUMBER,
    POSITION,
    QUOTED_BY,
    WHICH,
    Dataset,
    Key,
    address,
    amount,
    day,
    number,
    text,
    texts,
    truth,
    word,
)


def _each(of: str, form: str) -> str:
    """A publication's parts of one sort: as ``jsonb`` to read cells from, as ``json`` word by word."""
    return (
        f"({{publications}}) p, LATERAL {form}_array_elements(p.said::{form} -> '{of}')"
        " WITH ORDINALITY e(o, position)"
    )


_FIRST_QUOTE = "(e.o #>> '{quotes,0,%s}')::bigint"
APPEARANCES = Dataset(
    "appearances",
    _("Appearances: where each claim is known to have been said"),
    [
        NUMBER,
        ID,
        POSITION,
        truth("first_known", "(e.o ->> 'first_known')::boolean", _("The earliest that is known.")),
        number("source_id", "(e.o #>> '{source,id}')::bigint", _("Of the source.")),
        text("source_uri", "e.o #>> '{source,uri}'", _("Where the source is, or was.")),
        word("source_kind", "e.o #>> '{source,kind}'", _("Article, post, document and so on.")),
        text("source_title", "e.o #>> '{source,title}'", _("The source's title.")),
        text("source_byline", "e.o #>> '{source,byline}'", _("Who wrote it, as it says itself.")),
        number(
            "publisher_id", "(e.o #>> '{source,publisher,id}')::bigint", _("Of who published it.")
        ),
        text("publisher", "e.o #>> '{source,publisher,name}'", _("Empty: not stated.")),
        day(
            "source_published_on",
            "(e.o #>> '{source,published_on}')::date",
            _("When it was published; empty: not stated."),
        ),
        text(
            "source_language", "e.o #>> '{source,language}'", _("The source's language (BCP 47).")
        ),
        text("source_licence", "e.o #>> '{source,licence}'", _("Under which it is published.")),
        word(
            "snapshot_kind",
            "e.o #>> '{snapshot,kind}'",
            _("A capture, or an excerpt that a person copied."),
        ),
        word("text_sha256", "e.o #>> '{snapshot,text_sha256}'", _("Of the text with the quotes.")),
        text("consulted_url", "e.o #>> '{snapshot,consulted_url}'", _("What was excerpted.")),
        day("consulted_on", "(e.o #>> '{snapshot,consulted_on}')::date", _("And when.")),
        text("timecode", "e.o #>> '{snapshot,timecode}'", _("And at which point.")),
        text("verb", "e.o ->> 'verb'", _("How the source says that it was said.")),
        word("directness", "e.o ->> 'directness'", _("In direct or indirect speech, or both.")),
        text("described_as", "e.o ->> 'described_as'", _("How the source describes the speaker.")),
        texts(
            "relayed_from",
            "ARRAY(SELECT coalesce(nullif(r #>> '{speaker,name}', ''), nullif(r ->> 'description', ''),"
            " r ->> 'kind') FROM jsonb_array_elements(e.o -> 'relayed_from') r)",
            _("Through whom it reached the source, from the origin on."),
            " → ",
        ),
        text("translated_from", "e.o ->> 'translated_from'", _("The language it was said in.")),
        text("translated_by", "e.o ->> 'translated_by'", _("Who translated it.")),
        texts(
            "quotes",
            "ARRAY(SELECT q ->> 'exact' FROM jsonb_array_elements(e.o -> 'quotes') q)",
            _("The very words, in the source."),
            QUOTED_BY,
        ),
        number("start", _FIRST_QUOTE % "start", _("Where the first quote starts: code points.")),
        number("end", _FIRST_QUOTE % "end", _("Where the first quote ends: code points.")),
        truth(
            "taken_down",
            "coalesce((e.o ->> 'taken_down')::boolean, false)",
            _("Whether the text had to be taken down."),
        ),
    ],
    tables=_each("appearances", "jsonb"),
    objects=_each("appearances", "json"),
    keys=[*WHICH, Key("position", "e.position")],
    rest="e.o::text",
    order=["p.number", "e.position"],
    primary_key=("number", "position"),
)

QUANTITIES = Dataset(
    "quantities",
    _("Quantities: what each claim counts"),
    [
        NUMBER,
        ID,
        POSITION,
        amount("low", "(e.o ->> 'low')::numeric", _("The quantity, or its lower end.")),
        amount("high", "(e.o ->> 'high')::numeric", _("The quantity, or its upper end.")),
        text("unit", "e.o ->> 'unit'", _("Its unit.")),
        word("bound", "e.o ->> 'bound'", _("Exactly, at least, at most, about.")),
        text("qualifier", "e.o ->> 'qualifier'", _("Such as “known”.")),
        text("counted", "e.o ->> 'counted'", _("What is counted.")),
        day("as_of", "(e.o ->> 'as_of')::date", _("The day that the count is as of.")),
    ],
    tables=_each("quantities", "jsonb"),
    objects=_each("quantities", "json"),
    keys=[*WHICH, Key("position", "e.position")],
    rest="e.o::text",
    order=["p.number", "e.position"],
    primary_key=("number", "position"),
)

RELATIONS = Dataset(
    "relations",
    _("Relations: how claims bear on each other, told from each claim that was asked for"),
    [
        NUMBER,
        ID,
        POSITION,
        word("relation", "e.o ->> 'relation'", _("How it bears on the other."), RelationKind),
        word(
            "direction",
            "e.o ->> 'direction'",
            _("Out from this claim, in to it, or both."),
            ("out", "in", "both"),
        ),
        number("claim", "(e.o ->> 'claim')::bigint", _("The other claim's id.")),
        text("rationale", "e.o ->> 'rationale'", _("Why.")),
        text("scope", "e.o ->> 'scope'", _("In which respect.")),
    ],
    tables=_each("relations", "jsonb"),
    objects=_each("relations", "json"),
    keys=[*WHICH, Key("position", "e.position")],
    rest="e.o::text",
    order=["p.number", "e.position"],
    primary_key=("number", "position"),
)

SPEAKERS = Dataset(
    "speakers",
    _("Speakers: whom the claims name, as the public may see them today"),
    [
        number("id", "s.id", _("Of the speaker, to whom merges lead. Rows are in this order.")),
        address("speakers", "s.id"),
        text("slug", "s.slug", _("A short name for addresses.")),
        text("name", "s.name", _("The speaker's name.")),
        word("kind", "s.kind", _("Person, organisation, group.")),
        text("description", "s.description", _("Who that is, in a few words.")),
    ],
    tables="""({speakers}) s WHERE {numbers} AND s.id IN (
      SELECT canonical_speaker(named.id)
        FROM (SELECT DISTINCT unnest(p.speakers) AS id FROM ({publications}) p) named)""",
    keys=[Key("id", "s.id"), Key("url", "s.id", of="speakers")],
    rest="json_build_object('slug', s.slug, 'name', s.name, 'kind', s.kind,"
    " 'description', s.description)::text",
    order=["s.id"],
    by_publication=False,
    primary_key=("id",),
)

SOURCES = Dataset(
    "sources",
    _("Sources: in which the claims appear, or from which their evidence is"),
    [
        number("id", "latest.id", _("Of the source. Rows are in this order.")),
        address("sources", "latest.id"),
        text("uri", "s.o ->> 'uri'", _("Where it is, or was.")),
        word("kind", "s.o ->> 'kind'", _("Article, post, document and so on.")),
        text("title", "s.o ->> 'title'", _("Its title.")),
        text("byline", "s.o ->> 'byline'", _("Who wrote it, as it says itself.")),
        number("publisher_id", "(s.o #>> '{publisher,id}')::bigint", _("Of who published it.")),
        text("publisher", "s.o #>> '{publisher,name}'", _("Empty: not stated.")),
        day("published_on", "(s.o ->> 'published_on')::date", _("When; empty: not stated.")),
        text("language", "s.o ->> 'language'", _("BCP 47.")),
        text("licence", "s.o ->> 'licence'", _("Under which it is published.")),
    ],
    # The latest publication that names it says how it is called.
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
    keys=[Key("url", "latest.id", of="sources")],
    rest="s.o::text",
    order=["latest.id"],
    by_publication=False,
    primary_key=("id",),
)
