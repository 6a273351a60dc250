"""The data dictionary of the exported tables: a Frictionless Data Package."""

from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict

from claims.formats.exports.columns import Column, Dataset
from claims.publication.fields import Kind
from claims.transparency.log import current_checkpoint

MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
GUARD = (
    "So that a spreadsheet reads no text as a formula, one apostrophe is put before each of"
    " = + - @ ' tab, carriage return, line feed (and full-width = + - @) at the start of a text, or"
    " after a semicolon, tab, carriage return or line feed within it. Remove one apostrophe at the"
    " start and after each of these to restore the text."
)


class Field(TypedDict):
    name: str
    type: str
    description: str
    format: NotRequired[str]
    constraints: NotRequired[dict[str, Any]]


class Schema(TypedDict):
    fields: list[Field]
    primaryKey: list[str]
    missingValues: list[str]


class Resource(TypedDict):
    """One CSV file; ``path`` is its address, or its name beside the package.

    ``bytes``, ``hash`` and ``compression`` only of a file of a dated release.
    """

    name: str
    title: str
    path: str
    profile: str
    format: str
    mediatype: str
    encoding: str
    dialect: dict[str, Any]
    schema: Schema
    compression: NotRequired[str]
    bytes: NotRequired[int]
    hash: NotRequired[str]


class Package(TypedDict):
    """``asOfPublication``: the last publication that the files include; ``logCheckpoint``: the last checkpoint
    of the log that outsiders can check, if there is one.
    """

    name: str
    title: str
    description: str
    profile: str
    version: str
    asOfPublication: int
    resources: list[Resource]
    logCheckpoint: NotRequired[str]


def package(as_of: int, files: Iterable[tuple[Dataset, str]]) -> Package:
    """The package of CSV files, each with its path, all as of one publication."""
    described: Package = {
        "name": "claims",
        "title": "Claims: who said it, where, and whether it is true",
        "description": GUARD,
        "profile": "tabular-data-package",
        "version": str(as_of),
        "asOfPublication": as_of,
        "resources": [_resource(dataset, path) for dataset, path in files],
    }
    if checkpoint := current_checkpoint(as_of):
        described["logCheckpoint"] = checkpoint
    return described


def _resource(dataset: Dataset, path: str) -> Resource:
    return {
        "name": dataset.name,
        "title": dataset.title,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": {
            "fields": [_field(column, dataset.primary_key) for column in dataset.columns],
            "primaryKey": list(dataset.primary_key),
            "missingValues": [""],
        },
    }


def _field(column: Column, primary_key: Iterable[str]) -> Field:
    means = column.means
    if column.separator:
        means += f" A list, separated by “{column.separator}”."
    kind = Kind.TEXT if column.kind == Kind.WORD else column.kind
    field: Field = {"name": column.name, "type": kind, "description": means}
    if column.kind == Kind.MOMENT:
        field["format"] = MOMENT_FORMAT
    constraints: dict[str, Any] = {}
    if column.name in primary_key:
        constraints["required"] = True
    if column.one_of:
        constraints["enum"] = list(column.one_of)
    if constraints:
        field["constraints"] = constraints
    return field
