"""The discovery document, from which Google's client libraries learn the method's parameters."""

from inspect import cleandoc
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from django import forms
from django.conf import settings

from claims.api.factchecktools.parameters import (
    IGNORED,
    CommonForm,
    SearchForm,
    WordField,
    fields_of,
)
from claims.api.factchecktools.types import Found
from claims.publication.addresses import absolute

NAME, VERSION = "factchecktools", "v1alpha1"
PATH = f"{VERSION}/claims:search"
# Google's names for the objects, used by its generated clients.
PREFIX = "GoogleFactcheckingFactchecktoolsV1alpha1"
NAMES = {
    "Found": "FactCheckedClaimSearchResponse",
    "FoundClaim": "Claim",
    "FoundReview": "ClaimReview",
    "FoundPublisher": "Publisher",
}


def document() -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    response = _reference(Found, schemas)
    ignored = {name: {"type": "string", "location": "query"} for name in IGNORED}
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": f"{NAME}:{VERSION}",
        "name": NAME,
        "version": VERSION,
        "revision": "1",
        "title": "Fact Check Tools API",
        "description": "The claims that we rated, searched as in Google's Fact Check Tools.",
        "ownerName": settings.NEWSROOM_NAME,
        "documentationLink": absolute("/api/v1/docs/"),
        "protocol": "rest",
        "rootUrl": absolute("/"),
        "servicePath": "",
        "baseUrl": absolute("/"),
        "basePath": "",
        "batchPath": "batch",
        "parameters": {**_parameters(CommonForm), **ignored},
        "schemas": dict(sorted(schemas.items())),
        "resources": {
            "claims": {
                "methods": {
                    "search": {
                        "id": f"{NAME}.claims.search",
                        "description": "Search the claims that we rated.",
                        "path": PATH,
                        "flatPath": PATH,
                        "httpMethod": "GET",
                        "parameterOrder": [],
                        "parameters": _parameters(SearchForm),
                        "response": response,
                    }
                }
            }
        },
    }


def _parameters(form: type[forms.Form]) -> dict[str, Any]:
    return {
        name: {"description": str(field.help_text), "location": "query", **_kind(field)}
        for name, field in fields_of(form).items()
    }


def _kind(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.IntegerField):
        return {"type": "integer", "format": "int32"}
    if isinstance(field, WordField):
        kind = "boolean" if field.words == ("true", "false") else "string"
        return {"type": kind, "default": field.words[0]}
    return {"type": "string"}


def _reference(shape: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """A reference to the shape's schema, which is added with those that it refers to."""
    name = PREFIX + NAMES[shape.__name__]
    hints = get_type_hints(shape)
    schemas[name] = {
        "id": name,
        "type": "object",
        "description": cleandoc(shape.__doc__ or ""),
        "properties": {key: _property(hint, schemas) for key, hint in hints.items()},
    }
    return {"$ref": name}


def _property(hint: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    if is_typeddict(hint):
        return _reference(hint, schemas)
    if get_origin(hint) is list:
        (item,) = get_args(hint)
        return {"type": "array", "items": _property(item, schemas)}
    return {"type": "string"}
