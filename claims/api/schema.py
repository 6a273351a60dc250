"""The OpenAPI schema: its components are the TypedDicts that declare the objects."""

import re
from inspect import cleandoc
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

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

from claims.api.base import FIELDS
from claims.api.problems import FORBIDDEN
from claims.publication.fields import Declared, Kind, declared
from newsroom.problems import GOOGLES, MEDIA_TYPE


class Schema(AutoSchema):
    """Named in the settings. Describes an operation by the attributes of its ReadView."""

    def get_operation_id(self) -> str:
        return self.view.operation_id or super().get_operation_id()  # type: ignore[attr-defined]

    def get_summary(self) -> str:
        """The first sentence of the description."""
        first, *_rest = re.split(r"[.:](?:\s|$)", self.get_description())
        return " ".join(first.split())

    def get_tags(self) -> list[str]:
        return [self.view.tag]  # type: ignore[attr-defined]

    def get_override_parameters(self) -> list[Any]:
        if self.method != "GET":
            return []
        takes_fields = "fields" in self.view.parameters()  # type: ignore[attr-defined]
        fields = [FIELDS] if takes_fields else []
        return [*self.view.documented_parameters, *fields]  # type: ignore[attr-defined]

    def get_filter_backends(self) -> list[Any]:
        return getattr(self.view, "filter_backends", []) if self.method == "GET" else []

    def get_response_serializers(self) -> Any:
        forbidden = FORBIDDEN if self.get_tags() == ["newsroom"] else {}
        return {**self.view.responses(), **forbidden}  # type: ignore[attr-defined]


class TypedDictExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Lets a view name a TypedDict in the place of a serializer."""

    target_class = "builtins.dict"

    @classmethod
    def _matches(cls, target: Any) -> bool:
        return is_typeddict(target)

    def get_name(self, auto_schema: AutoSchema, direction: Direction) -> str:
        return _name(self.target)

    def get_identity(self, auto_schema: AutoSchema, direction: Direction) -> Any:
        return self.target

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        shape = self.target
        hints = get_type_hints(shape, include_extras=True)
        # A total shape has every key that isn't marked, those of a partial parent too.
        required = [key for key, hint in hints.items() if get_origin(hint) is not NotRequired]
        means = {
            each.name: {"description": each.field.means, **_format(each)}
            for each in declared(shape)
        }
        # Not the docstring inherited from dict.
        own = vars(shape).get("__doc__")
        return {
            "type": "object",
            **({"description": cleandoc(own)} if own else {}),
            "properties": {
                key: {**_schema(auto_schema, hint), **means.get(key, {})}
                for key, hint in hints.items()
            },
            "required": sorted(required if shape.__total__ else shape.__required_keys__),
            "additionalProperties": False,
        }


def describe_problems(result: dict[str, Any], **_given: Any) -> dict[str, Any]:
    """Refusals have the media type of RFC 9457; but those in Google's form."""
    for path, operations in result["paths"].items():
        for operation in operations.values():
            for status, response in operation.get("responses", {}).items():
                content = response.get("content", {})
                if (
                    status >= "400"
                    and not path.startswith(GOOGLES)
                    and "application/json" in content
                ):
                    response["content"] = {MEDIA_TYPE: content["application/json"]}
    return result


def _name(shape: Any) -> str:
    name: str = shape.__name__
    return name.removesuffix("Body")


FORMATS = {Kind.DAY: "date", Kind.MOMENT: "date-time"}


def _format(field: Declared) -> dict[str, str]:
    """The format of a text; of one that may be null, it holds for the text."""
    known = FORMATS.get(field.kind) if field.kind and not field.many else None
    return {"format": known} if known else {}


def _schema(auto_schema: AutoSchema, hint: Any) -> dict[str, Any]:
    """JSON Schema of a type hint; the components that it names are registered."""
    if get_origin(hint) in (Annotated, NotRequired):
        return _schema(auto_schema, get_args(hint)[0])
    if is_typeddict(hint):
        component: ResolvedComponent = auto_schema.resolve_serializer(hint, "response")
        return component.ref
    if get_origin(hint) in (Union, UnionType):
        types = [_schema(auto_schema, each) for each in get_args(hint) if each is not NoneType]
        return {"oneOf": [*types, {"type": "null"}]}
    if get_origin(hint) is list:
        return {"type": "array", "items": _schema(auto_schema, *get_args(hint))}
    if get_origin(hint) is dict:
        return {
            "type": "object",
            "additionalProperties": _schema(auto_schema, get_args(hint)[1]),
        }
    return dict(build_basic_type(hint) or {})


class BodyExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """What is sent: an unknown field is refused."""

    target_class = "claims.api.bodies.Body"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        mapped: dict[str, Any] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        return {**mapped, **self.target.SCHEMA, "additionalProperties": False}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "claims.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


class OurTokensScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "claims.api.authentication.OurTokens"
    name = "prefixedToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        definition: dict[str, Any] = build_bearer_security_scheme_object(
            header_name="Authorization",
            token_prefix="Token",  # noqa: S106 - the word before the token
        )
        return definition
