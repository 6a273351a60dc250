"""The discovery document, from which Google's client libraries learn how to ask."""

from inspect import cleandoc
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from claims.api.factchecktools.parameters import UNREAD, AlwaysForm, SearchForm, WordField, named
from claims.api.factchecktools.types import Found
from claims.publication.addresses import absolute

NAME, VERSION = "factchecktools", "v1alpha1"
PATH = f"{VERSION}/claims:search"
# Google's names of the objects, which its generated clients show.
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
    unread = {name: {"type": "string", "location": "query"} for name in UNREAD}
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": f"{NAME}:{VERSION}",
        "name": NAME,
        "version": VERSION,
        "revision": "1",
        "title": _("Fact Check Tools API"),
        "description": _("The claims that we rated, found as Google's Fact Check Tools find them."),
        "ownerName": settings.NEWSROOM_NAME,
        "documentationLink": absolute("/api/v1/docs/"),
        "protocol": "rest",
        "rootUrl": absolute("/"),
        "servicePath": "",
        "baseUrl": absolute("/"),
        "basePath": "",
        "batchPath": "batch",
        "parameters": {**_parameters(AlwaysForm), **unread},
        "schemas": dict(sorted(schemas.items())),
        "resources": {
            "claims": {
                "methods": {
                    "search": {
                        "id": f"{NAME}.claims.search",
                        "description": _("Search the claims that we rated."),
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
        for name, field in named(form).items()
    }


def _kind(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.IntegerField):
        return {"type": "integer", "format": "int32"}
    if isinstance(field, WordField):
        kind = "boolean" if field.words == ("true", "false") else "string"
        return {"type": kind, "default": field.words[0]}
    return {"type": "string"}


def _reference(shape: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """A reference to the shape's schema, which is added with all that it names."""
    name = PREFIX + NAMES[shape.__name__]
    schemas[name] = {
        "id": name,
        "type": "object",
        "description": cleandoc(shape.__doc__ or ""),
        "properties": {
            key: _property(hint, schemas) for key, hint in get_type_hints(shape).items()
        },
    }
    return {"$ref": name}


def _property(hint: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    if is_typeddict(hint):
        return _reference(hint, schemas)
    if get_origin(hint) is list:
        (item,) = get_args(hint)
        return {"type": "array", "items": _property(item, schemas)}
    return {"type": "string"}
