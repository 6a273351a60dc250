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

    def get_auth(self) -> list[Any]:
        """None for what everybody may read: documentation shows a padlock beside the others."""
        return [] if self.get_tags() == ["public"] else super().get_auth()

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
        fields = {each.name: each for each in declared(shape)}
        # Not the docstring inherited from dict.
        own = vars(shape).get("__doc__")
        return {
            "type": "object",
            **({"description": cleandoc(own)} if own else {}),
            "properties": {
                key: _described(_schema(auto_schema, hint), fields.get(key))
                for key, hint in hints.items()
            },
            "required": sorted(required if shape.__total__ else shape.__required_keys__),
            "additionalProperties": False,
        }


# Of parameters of the same meaning everywhere. Not `fields`, with which objects have fewer keys than here.
PARAMETERS = {
    "as_of": "2026-03-04",
    "id": 42,
    "q": "150 deaths",
    "text": "At least 150 people have died in the strikes.",
}


def show_examples(result: dict[str, Any], **_given: Any) -> dict[str, Any]:
    """Parameters with an example; the number in an address with its meaning."""
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in PARAMETERS:
                    parameter.setdefault("example", PARAMETERS[parameter["name"]])
                if parameter["in"] == "path":
                    parameter.setdefault("description", "Its number.")
    return result


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
EXAMPLES = {
    Kind.NUMBER: 42,
    Kind.DAY: "2026-03-04",
    Kind.MOMENT: "2026-03-04T05:06:07.000008Z",
}
# Becomes ``enum`` once drf-spectacular has made components of the enums of parameters: ours have the
# name of their object's field.
VALUES = "x-values"


def _described(schema: dict[str, Any], field: Declared | None) -> dict[str, Any]:
    """With what the declaration says of it: of a list, of its items; of what may be null, of the rest."""
    if field is None:
        return schema
    value = schema
    if value.get("type") == "array":
        value = value["items"]
    elif "oneOf" in value:
        value = value["oneOf"][0]
    if "$ref" not in value:
        value |= _value(field)
    return {**schema, "description": field.field.means}


def _value(field: Declared) -> dict[str, Any]:
    stated: dict[str, Any] = {}
    kind, one_of = field.kind, [str(each) for each in field.field.one_of]
    if one_of and not field.field.separator:
        stated[VALUES] = one_of
    if kind and kind in FORMATS:
        stated["format"] = FORMATS[kind]
    usual = EXAMPLES.get(kind) if kind else None
    example = field.field.example or usual or next(filter(None, one_of), None)
    if example:
        stated["examples"] = [int(str(example)) if kind == Kind.NUMBER else example]
    return stated


def name_values(result: dict[str, Any], **_given: Any) -> dict[str, Any]:
    """The values of declared fields, each where its field is."""

    def named(part: Any) -> None:
        if isinstance(part, dict):
            if VALUES in part:
                part["enum"] = part.pop(VALUES)
            part = list(part.values())
        if isinstance(part, list):
            for each in part:
                named(each)

    named(result["components"]["schemas"])
    return result


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
