"""The files that can be exported, and the one row of each claim."""

from claims.formats.exports.child_tables import (
    APPEARANCES,
    QUANTITIES,
    RELATIONS,
    SOURCES,
    SPEAKERS,
)
from claims.formats.exports.columns import (
    HTML_URL,
    ID,
    NUMBER,
    NUMBERED,
    PUBLISHED,
    STAMP,
    URL,
    WHICH,
    Column,
    Dataset,
    Key,
    columns_of,
)
from claims.models import ExportRow
from claims.publication.fields import Declared, Kind
from claims.publication.representation import AppearanceBody, ClaimBody

_STORED = {field.attname for field in ExportRow._meta.concrete_fields}


def _stored(name: str, _path: tuple[str, ...], _each: Declared) -> str | None:
    """A field is a column where the publication's row or its export row stores it by that name."""
    return f"p.{name}" if name in PUBLISHED else f"f.{name}" if name in _STORED else None


# JSON: null where the body is not served as it was published.
_SALT = """CASE WHEN p.shown_until IS NULL OR p.shown = p.body THEN '"' || p.salt || '"' ELSE 'null' END"""

CLAIMS = Dataset(
    "claims",
    "Claims: one row each, with its first quantity and its first known appearance",
    [
        *(NUMBER, ID, URL, HTML_URL, NUMBERED["standing"], NUMBERED["published_at"]),
        *columns_of(ClaimBody, _stored),
        Column("appearances", Kind.NUMBER, "f.appearances", "The number of sources it appears in."),
        # Of the first known appearance, else of the first listed.
        *sorted(columns_of(AppearanceBody, _stored), key=lambda each: each.name != "first_known"),
        *(NUMBERED["body_sha256"], NUMBERED["sha256"]),
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

DATASETS = {
    each.name: each for each in (CLAIMS, APPEARANCES, QUANTITIES, RELATIONS, SPEAKERS, SOURCES)
}
