"""What answers of the Reconciliation Service API 0.2 must look like.

The shapes here say in short what the specification's own schemas do, and are stricter. Where RECONCILIATION_SCHEMAS
names a folder with those, each answer must fit both; docs/api.md says where they are.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

# The specification's schemas are another project's text, so they aren't in this repository.
FOLDER = os.environ.get("RECONCILIATION_SCHEMAS", "")

TEXT = {"type": "string", "minLength": 1}
NAMED = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id", "name"]}
WITH_ID = {"type": "string", "pattern": r"\{\{id\}\}"}
PLACE = {
    "type": "object",
    "properties": {"service_url": TEXT, "service_path": TEXT},
    "required": ["service_url", "service_path"],
}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "items": TEXT, "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": {"type": "string", "format": "uri"},
        "schemaSpace": {"type": "string", "format": "uri"},
        "defaultTypes": {"type": "array", "items": NAMED, "uniqueItems": True, "minItems": 1},
        "documentation": TEXT,
        "serviceVersion": TEXT,
        "batchSize": {"type": "integer", "minimum": 1},
        "view": {"type": "object", "properties": {"url": WITH_ID}, "required": ["url"]},
        "preview": {
            "type": "object",
            "properties": {
                "url": WITH_ID,
                "width": {"type": "integer"},
                "height": {"type": "integer"},
            },
            "required": ["url", "width", "height"],
        },
        "suggest": {
            "type": "object",
            "properties": {"entity": PLACE, "property": PLACE, "type": PLACE},
            "additionalProperties": False,
        },
        "extend": {
            "type": "object",
            "properties": {"propose_properties": PLACE, "property_settings": {"type": "array"}},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
CANDIDATE = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "description": {"type": "string"},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": NAMED},
    },
    "required": ["id", "name", "score"],
    "additionalProperties": False,
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {"result": {"type": "array", "items": CANDIDATE}, "error": TEXT},
        "required": ["result"],
        "additionalProperties": False,
    },
}
SUGGESTED = {
    "type": "object",
    "properties": {
        "result": {
            "type": "array",
            "items": {
                **NAMED,
                "properties": {
                    "id": TEXT,
                    "name": TEXT,
                    "description": {"type": "string"},
                    "notable": {"type": "array", "items": NAMED},
                },
                "additionalProperties": False,
            },
        }
    },
    "required": ["result"],
    "additionalProperties": False,
}
MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
VALUE = {
    "oneOf": [
        {**NAMED, "additionalProperties": False},
        {
            "type": "object",
            "properties": {"str": TEXT},
            "required": ["str"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"date": {"type": "string", "pattern": MOMENT}},
            "required": ["date"],
            "additionalProperties": False,
        },
    ]
}
EXTENDED = {
    "type": "object",
    "properties": {
        "meta": {
            "type": "array",
            "items": {
                **NAMED,
                "properties": {
                    "id": TEXT,
                    "name": TEXT,
                    "service": {"type": "string", "pattern": "^https?://"},
                },
                "additionalProperties": False,
            },
        },
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": VALUE},
            },
        },
    },
    "required": ["meta", "rows"],
    "additionalProperties": False,
}
PROPOSED = {
    "type": "object",
    "properties": {
        "properties": {"type": "array", "items": NAMED, "minItems": 1},
        "type": {"type": "string"},
        "limit": {"type": "number"},
    },
    "required": ["properties"],
}
# Each by the name of the specification's schema.
SHAPES: dict[str, Any] = {
    "manifest": MANIFEST,
    "reconciliation-result-batch": RESULTS,
    "suggest-entities-response": SUGGESTED,
    "suggest-properties-response": SUGGESTED,
    "suggest-types-response": SUGGESTED,
    "data-extension-property-proposal": PROPOSED,
    "data-extension-response": EXTENDED,
}
SUGGESTIONS = {
    "entity": "suggest-entities-response",
    "property": "suggest-properties-response",
    "type": "suggest-types-response",
}


def fits(name: str, answer: Any) -> Any:
    """The answer, read. It has the shape of this name."""
    assert answer.status_code == 200, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    found = answer.json()
    faults = [
        f"{e.json_path}: {e.message}" for e in Draft202012Validator(SHAPES[name]).iter_errors(found)
    ]
    if FOLDER:
        faults += faults_by_specification(name, found)
    assert faults == []
    return found


def faults_by_specification(name: str, value: Any) -> list[str]:
    """What the specification's schema of this name finds wrong. ``FOLDER`` must be set."""
    found = _validator(FOLDER, name).iter_errors(value)
    return [f"{name}.json, {each.json_path}: {each.message}" for each in found]


def examples(name: str, kind: str) -> Iterator[Any]:
    """The specification's own, beside its schemas. ``kind``: valid or invalid."""
    for file in sorted((Path(FOLDER).parent / "examples" / name / kind).glob("*.json")):
        yield json.loads(file.read_text())


@cache
def _validator(folder: str, name: str) -> Draft7Validator:
    schemas = {file.stem: json.loads(file.read_text()) for file in Path(folder).glob("*.json")}
    # Under its own address, from which it refers to the others.
    resources = [Resource.from_contents(each, DRAFT7) for each in schemas.values()]
    known: Registry[Any] = Registry().with_resources(
        (str(each.id()), each) for each in resources if each.id()
    )
    return Draft7Validator(schemas[name], registry=known)
