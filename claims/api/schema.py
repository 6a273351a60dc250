"""The OpenAPI schema: its components are the TypedDicts that define the objects."""

from inspect import cleandoc
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import (
    ResolvedComponent,
    build_basic_type,
    build_bearer_security_scheme_object,
)
from drf_spectacular.utils import Direction

from claims.formats.json_objects import PublishedClaim, WorkingClaim

# A body's keys may all be missing, as a tombstone has few; these objects have all but some.
MAY_MISS = {
    PublishedClaim: {"reason", "redacted", "external_reviews"},
    WorkingClaim: {"reason", "signed", "external_reviews"},
}


class Schema(AutoSchema):
    """Named in the settings; with it the extensions below are registered."""


class TypedDictExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Lets a view name a TypedDict where it would name a serializer."""

    target_class = "builtins.dict"

    @classmethod
    def _matches(cls, target: Any) -> bool:
        return is_typeddict(target)

    def get_name(self, auto_schema: AutoSchema, direction: Direction) -> str:
        return _name(self.target)

    def get_identity(self, auto_schema: AutoSchema, direction: Direction) -> Any:
        return self.target

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        hints = get_type_hints(self.target)
        required = self.target.__required_keys__
        if self.target in MAY_MISS:
            required = hints.keys() - MAY_MISS[self.target]
        # Not what it would inherit from dict.
        own = vars(self.target).get("__doc__")
        return {
            "type": "object",
            **({"description": cleandoc(own)} if own else {}),
            "properties": {key: _schema(auto_schema, hint) for key, hint in hints.items()},
            "required": sorted(required),
            "additionalProperties": False,
        }


def _name(shape: Any) -> str:
    name: str = shape.__name__
    return name.removesuffix("Body")


def _schema(auto_schema: AutoSchema, hint: Any) -> dict[str, Any]:
    """JSON Schema of a type hint, with the components that it names registered."""
    if is_typeddict(hint):
        component: ResolvedComponent = auto_schema.resolve_serializer(hint, "response")
        return component.ref
    if get_origin(hint) in (Union, UnionType):
        some = [each for each in get_args(hint) if each is not NoneType]
        return {"oneOf": [*(_schema(auto_schema, each) for each in some), {"type": "null"}]}
    if get_origin(hint) is list:
        return {"type": "array", "items": _schema(auto_schema, *get_args(hint))}
    if get_origin(hint) is dict:
        return {
            "type": "object",
            "additionalProperties": _schema(auto_schema, get_args(hint)[1]),
        }
    return dict(build_basic_type(hint) or {})


class StatedExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """What is sent of a source: a field that isn't understood is refused."""

    target_class = "claims.api.captures.Stated"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        mapped: dict[str, Any] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        return {**mapped, **self.target.HOLDS, "additionalProperties": False}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "claims.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        definition: dict[str, Any] = build_bearer_security_scheme_object(
            header_name="Authorization",
            token_prefix="Token",  # noqa: S106 - the word before the token
        )
        return definition
