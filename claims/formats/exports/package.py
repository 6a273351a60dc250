"""What the columns of the exported tables mean, for machines: a Frictionless Data Package."""

from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.formats.exports.columns import Column, Dataset, Kind

MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
GUARD = gettext_lazy(
    "So that a spreadsheet takes no text for a formula, one apostrophe stands before each of"
    " = + - @ ' tab, carriage return, line feed (and full-width = + - @) with which a text begins,"
    " or which follows on a semicolon, tab, carriage return or line feed within it. Take one"
    " apostrophe away at the start and after each of these, and the text is as it was."
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
    """One CSV file; ``path`` is its address, or its name beside the package."""

    name: str
    title: str
    path: str
    profile: str
    format: str
    mediatype: str
    encoding: str
    dialect: dict[str, Any]
    schema: Schema


class Package(TypedDict):
    """``asOfPublication``: the last publication of the state that the files are of."""

    name: str
    title: str
    description: str
    profile: str
    version: str
    asOfPublication: int
    resources: list[Resource]


def package(as_of: int, files: Iterable[tuple[Dataset, str]]) -> Package:
    """Of CSV files, each with its path, that are all as of one publication."""
    return {
        "name": "claims",
        "title": _("Claims: who said it, where, and whether it is so"),
        "description": str(GUARD),
        "profile": "tabular-data-package",
        "version": str(as_of),
        "asOfPublication": as_of,
        "resources": [_resource(dataset, path) for dataset, path in files],
    }


def _resource(dataset: Dataset, path: str) -> Resource:
    return {
        "name": dataset.name,
        "title": str(dataset.title),
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
    means = str(column.means)
    if column.parted_by:
        means += " " + _("A list, parted by “%s”.") % column.parted_by
    field: Field = {"name": column.name, "type": column.kind, "description": means}
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
