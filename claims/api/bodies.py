"""What may be sent to the API: fields that take no value of another type, and no unknown ones."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.request import Request

from claims.api.problems import InvalidParameters, none_of_these
from newsroom.texts import without_controls


class JSONObjectParser(BaseParser):
    """JSON that is not nested too deeply; also a long one, which a JSONParser would not be given."""

    media_type = JSONParser.media_type

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return JSONParser().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error


class TextField(serializers.CharField):
    """A text, not a number or a boolean; ``of_a_source``: with whatever characters the source has."""

    def __init__(self, of_a_source: bool = False, **options: Any) -> None:
        super().__init__(**options)
        if not of_a_source:
            self.validators.append(without_controls)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class Flag(serializers.BooleanField):
    """true or false, and no word for them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class WholeNumber(serializers.IntegerField):
    """A whole number, not a text."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        number: int = super().to_internal_value(data)
        return number


LONGEST_REPEATED = 100  # characters of what was sent, in an error


class Word(serializers.ChoiceField):
    """One of a few words; the error for any other lists them."""

    def to_internal_value(self, data: Any) -> Any:
        is_known = isinstance(data, str) and (
            data in self.choices or (not data and self.allow_blank)
        )
        if not is_known:
            sentence = none_of_these(str(data)[:LONGEST_REPEATED], map(str, self.choices))
            raise serializers.ValidationError(sentence, code="invalid_choice")
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.BINARY)
class Upload(serializers.FileField):
    """A file of a multipart form."""


class RowNumber(serializers.PrimaryKeyRelatedField[Any]):
    """The number of a row: digits, in JSON a whole number or a string."""

    def to_internal_value(self, data: Any) -> Any:
        # Python rounds a fraction to the number of another row, and can't round 1e400 at all.
        if isinstance(data, float):
            self.fail("incorrect_type", data_type="float")
        return super().to_internal_value(data)


def text(most: int, help_text: str = "", **more: Any) -> TextField:
    """An optional text; ``required=True`` for one that is needed."""
    more = {"required": False, "allow_blank": not more.get("required", False)} | more
    return TextField(max_length=most, help_text=help_text, **more)


def word(choices: Any, help_text: str = "", **more: Any) -> Word:
    return Word(choices=choices, help_text=help_text, **({"required": False} | more))


def flag(help_text: str = "") -> Flag:
    return Flag(required=False, help_text=help_text)


def day(help_text: str = "YYYY-MM-DD.", **more: Any) -> serializers.DateField:
    more.setdefault("required", False)
    return serializers.DateField(help_text=help_text, **more)


class Body(serializers.Serializer[Any]):
    """An object that is sent; a field that it hasn't is refused by name."""

    # Added to the JSON Schema.
    SCHEMA: ClassVar[dict[str, Any]] = {}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            sentence = _("There is no such field. These are understood: %(known)s.") % {
                "known": ", ".join(sorted(self.fields))
            }
            raise serializers.ValidationError({name: [sentence] for name in unknown})
        return super().to_internal_value(data)


def read(request: Request, shape: type[Body], partial: bool = False) -> dict[str, Any]:
    """The valid fields of a request's body. Raises InvalidParameters, which names the others."""
    try:
        data = request.data
    except ParseError as error:
        raise InvalidParameters({"body": [str(error.detail)]}) from error
    if not isinstance(data, Mapping):
        raise InvalidParameters({"body": [_("Send one object.")]})
    if isinstance(data, QueryDict):
        twice = {name: [_("Give this once.")] for name, given in data.lists() if len(given) > 1}
        if twice:
            raise InvalidParameters(twice)
    body = shape(data=cast("Any", data), partial=partial)
    if not body.is_valid():
        raise InvalidParameters(_sentences(body.errors))
    return dict(body.validated_data)


def _sentences(errors: Any, path: str = "") -> dict[str, list[str]]:
    """The sentences for each field; one inside another is named ``quote.exact`` or ``quotes.0.exact``."""
    if isinstance(errors, Mapping):
        found: dict[str, list[str]] = {}
        for name, inner in errors.items():
            whole = name if name != "non_field_errors" else ""
            found |= _sentences(inner, ".".join(each for each in (path, str(whole)) if each))
        return found
    if any(isinstance(each, Mapping) for each in errors):
        found = {}
        for at, inner in enumerate(errors):
            found |= _sentences(inner, f"{path}.{at}") if inner else {}
        return found
    return {path or "body": [str(each) for each in errors]}
