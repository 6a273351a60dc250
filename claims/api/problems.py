"""The API's answers to requests that it refuses."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypedDict, cast

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiResponse
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    NotAuthenticated,
    Throttled,
)

from claims.publication.fields import Field, Word


class Problem(TypedDict):
    """Why a request was refused, as RFC 9457 has it; ``detail`` is a sentence."""

    type: Annotated[Word, Field("Always `about:blank`.", example="about:blank")]
    title: Annotated[str, Field("The status in words.", example="Not Found")]
    status: Annotated[int, Field("The status of the answer.", example="404")]
    detail: Annotated[str, Field("Why, as a sentence for people.")]


class BadParameters(Problem):
    """``errors``: sentences for each parameter or field that was not understood."""

    errors: Annotated[dict[str, list[str]], Field("The sentences, by parameter or field.")]


PROBLEMS = {
    400: OpenApiResponse(BadParameters, "A parameter was not understood."),
    401: OpenApiResponse(Problem, "The token is not valid."),
    429: OpenApiResponse(Problem, "Too many requests; Retry-After says how many seconds to wait."),
}
NOT_FOUND = {404: OpenApiResponse(Problem, "Nothing with this number may be read.")}
FORBIDDEN = {403: OpenApiResponse(Problem, "This takes the role Reporter or higher.")}


class TooManyRequests(Throttled):
    default_detail = gettext_lazy("Too many requests.")
    extra_detail_singular = gettext_lazy("Try again in {wait} second.")  # type: ignore[assignment]
    extra_detail_plural = gettext_lazy("Try again in {wait} seconds.")  # type: ignore[assignment]


def plainly(exc: Exception) -> Exception:
    """The same, with a sentence that says what to do where nobody is known by the request."""
    if isinstance(exc, NotAuthenticated):
        return NotAuthenticated(
            _(
                "This is for the newsroom: send a token, as “Authorization: Bearer …”. Tokens are made at the"
                " desk, under More, Tokens."
            )
        )
    if isinstance(exc, AuthenticationFailed):
        return AuthenticationFailed(
            _(
                "This token is not valid: it was mistyped or revoked, or has expired. Make another at the desk,"
                " under More, Tokens."
            )
        )
    return exc


class InvalidParameters(APIException):
    """400, with sentences for each parameter. An unfiltered list would be a wrong answer."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, errors: Mapping[str, Iterable[str]]) -> None:
        super().__init__()
        named = {
            "errors": {
                _encodable(name): [_encodable(str(each)) for each in given]
                for name, given in errors.items()
            }
        }
        self.detail = cast("Any", named)
        self.sentence = " ".join(each for given in named["errors"].values() for each in given)


def none_of_these(value: str, known: Iterable[str]) -> str:
    """The sentence for a word that is not among the few known."""
    sentence = _("%(value)s is none of these:") % {"value": value}
    return f"{sentence} {', '.join(known)}."


def _encodable(text: str) -> str:
    """The text, which may repeat what was sent, without halves of characters."""
    return text.encode(errors="replace").decode()


def check_parameters(given: QueryDict, known: Iterable[str]) -> None:
    """Raise :class:`InvalidParameters` for unknown, repeated, empty and unreadable parameters."""
    errors = {
        name: [problem]
        for name, values in given.lists()
        if (problem := _problem(name, values, sorted(known)))
    }
    if errors:
        raise InvalidParameters(errors)


def _problem(name: str, values: list[str], known: list[str]) -> str | None:
    if name not in known:
        if not known:
            return _("There is no such parameter; none is understood here.")
        sentence = _("There is no such parameter. These are understood: %(known)s.")
        return sentence % {"known": ", ".join(known)}
    if len(values) > 1:
        return _("Give this once.")
    if not values[0].strip():
        return _("Give a value, or leave the parameter out.")
    # U+FFFD stands where Django found bytes that are no UTF-8.
    if any(char in "\x00\ufffd" or "\ud800" <= char <= "\udfff" for char in values[0]):
        return _("The value holds a character that can't be searched for. Send it as UTF-8.")
    return None
