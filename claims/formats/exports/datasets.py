"""The files that can be exported, and the one row of each claim."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from claims.choices import Standing
from claims.formats.exports.child_tables import (
    APPEARANCES,
    EVIDENCE,
    EXTERNAL_REVIEWS,
    QUANTITIES,
    RELATIONS,
    SOURCES,
    SPEAKERS,
    TOPICS,
    TRANSLATIONS,
)
from claims.formats.exports.columns import (
    AS_PUBLISHED,
    HTML_URL,
    ID,
    NUMBER,
    NUMBERED,
    PUBLISHED,
    REDACTED,
    STAMP,
    URL,
    WHICH,
    Column,
    Dataset,
    Key,
    cell_of,
    columns_of,
)
from claims.models import ExportRow
from claims.publication.fields import Declared, Kind, declared
from claims.publication.representation import AppearanceBody, ClaimBody

_STORED = {field.attname for field in ExportRow._meta.concrete_fields}


def _stored(name: str, _path: tuple[str, ...], _each: Declared) -> str | None:
    """A field is a column where the publication's row or its export row stores it by that name."""
    return f"p.{name}" if name in PUBLISHED else f"f.{name}" if name in _STORED else None


# JSON: null where the body is not served as it was published.
_SALT = (
    f"""CASE WHEN {AS_PUBLISHED} OR p.shown = p.body THEN '"' || p.salt || '"' ELSE 'null' END"""
)

CLAIMS = Dataset(
    "claims",
    _("Claims: one row each, with its first quantity and its first known appearance"),
    [
        *(NUMBER, ID, URL, HTML_URL, NUMBERED["standing"], NUMBERED["published_at"]),
        *columns_of(ClaimBody, _stored),
        Column("appearances", Kind.NUMBER, "f.appearances", "The number of sources it appears in."),
        # Of the first known appearance, else of the first listed.
        *sorted(columns_of(AppearanceBody, _stored), key=lambda each: each.name != "first_known"),
        *(NUMBERED["body_sha256"], NUMBERED["sha256"], REDACTED),
    ],
    tables="({publications}) p LEFT JOIN claims_exportrow f ON f.publication_id = p.number",
    plain="f.spreadsheet_safe",
    objects="({publications}) p",
    keys=[
        *WHICH,
        *(Key(name, f"p.{name}", word=True) for name in ("event", "standing")),
        Key("published_at", STAMP.format("p.published_at"), word=True),
        Key("salt", _SALT),
        *(
            Key(name, f"p.{name}", word=True)
            for name in ("body_sha256", "previous_sha256", "sha256")
        ),
    ],
    rest="p.shown",
    order=["p.number"],
)

# Null where the body is withheld, too.
_SALT_OF_VERSION = _SALT.replace(f"{AS_PUBLISHED} OR ", "")
_shown = cell_of("p.shown::jsonb")


def _of_version(name: str, path: tuple[str, ...], each: Declared) -> str | None:
    """Of a version's body, what isn't in a list: those are in the tables of parts."""
    return None if each.many or path[0] in _LISTS else _shown(name, path, each)


_LISTS = {each.name for each in declared(ClaimBody) if each.many}
PUBLICATIONS = Dataset(
    "publications",
    _("Publications: every version of every claim, in order, as it may be shown today"),
    [
        *(NUMBER, ID, HTML_URL, NUMBERED["event"]),
        replace(
            NUMBERED["standing"],
            means="In force (signed), being checked again, withdrawn or hidden.",
            one_of=tuple(Standing),
        ),
        NUMBERED["published_at"],
        *columns_of(ClaimBody, _of_version),
        *(NUMBERED[name] for name in ("body_sha256", "previous_sha256", "sha256")),
        REDACTED,
    ],
    tables="({publications}) p",
    keys=[
        *(each for each in CLAIMS.keys if each.name != "salt"),
        Key("salt", _SALT_OF_VERSION),
    ],
    rest="json_build_object('body', p.shown::json)::text",
    order=["p.number"],
    of_history=True,
)

DATASETS = {
    each.name: each
    for each in (
        *(CLAIMS, APPEARANCES, QUANTITIES, EVIDENCE, RELATIONS, EXTERNAL_REVIEWS, TRANSLATIONS),
        *(TOPICS, SPEAKERS, SOURCES, PUBLICATIONS),
    )
}
