"""What the views of the API build on: who may read, ETags, unknown parameters, past days."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NoReturn, get_type_hints

from django.http import HttpResponseBase, QueryDict
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import MethodNotAllowed, NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.metadata import SimpleMetadata
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.authentication import MayReadDesk, TokenAuthentication
from claims.api.filters import StrictFilterBackend
from claims.api.pagination import KeysetPagination
from claims.api.problems import (
    NOT_FOUND,
    PROBLEMS,
    InvalidParameters,
    TooManyRequests,
    check_parameters,
    plainly,
)
from claims.api.rendering import Rendered, rendered
from claims.publication import point_in_time
from claims.publication.point_in_time import Moment
from claims.search.keyset import Ordering, by_number
from newsroom import problems
from newsroom.cors import any_origin
from newsroom.errors import Refused
from newsroom.throttling import SettingsRate

# The columns of a publication that are read; the rest are for searching.
READ = (
    *("number", "claim_id", "event", "standing", "published_at", "body", "said_from"),
    *("salt", "body_sha256", "previous_sha256", "sha256"),
)


class NoActionsMetadata(SimpleMetadata):
    """The answer to OPTIONS, without the fields of bodies, which are in the schema."""

    def determine_actions(self, request: Request, view: Any) -> dict[str, Any]:
        return {}


class ReadView(GenericAPIView[Any]):
    """Read-only; unknown parameters are refused; an ETag of the answer's bytes for each viewer.

    In the schema it has its ``tag``, ``operation_id``, parameters and ``responses()``: the object's
    ``shape`` and the ``problems``.
    """

    http_method_names = ["get", "head", "options"]
    metadata_class = NoActionsMetadata
    tag = "public"
    operation_id = ""
    documented_parameters: Sequence[OpenApiParameter] = ()
    shape: Any = None
    problems: Mapping[int, Any] = PROBLEMS
    varies_by: tuple[str, ...] = ("Accept", "Authorization")

    def headers_of_answer(self) -> dict[str, str]:
        return {}

    @cached_property
    def _throttles(self) -> list[Any]:
        return super().get_throttles()

    def get_throttles(self) -> list[Any]:
        """Kept, since the answer says how often may be asked still."""
        return self._throttles

    def responses(self) -> dict[Any, Any]:
        """(status or (status, media type)) -> the object's shape or a description."""
        return {200: self.shape, **self.problems}

    def parameters(self) -> set[str]:
        return set()

    def viewer(self) -> str:
        """The person whom the answer is for; empty when it is public."""
        return ""

    def revision(self) -> str:
        """What the ETag begins with, where If-Match is taken: "7-" for the seventh version."""
        return ""

    def show(self, row: Any) -> Any:
        """The object of a row."""
        raise NotImplementedError

    def check(self, given: QueryDict) -> None:
        """Raise InvalidParameters for parameters that are not understood."""
        check_parameters(given, self.parameters())

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if str(request.method).lower() not in self.http_method_names:
            raise MethodNotAllowed(str(request.method))
        self.check(request.query_params)

    def throttled(self, request: Request, wait: float) -> NoReturn:
        raise TooManyRequests(wait)

    def handle_exception(self, exc: Exception) -> Response:
        answer = super().handle_exception(plainly(exc))
        answer.data = problems.members(answer.status_code, answer.data)
        answer.content_type = problems.MEDIA_TYPE
        return answer

    def _limits(self) -> dict[str, str]:
        """Each header with those of every limit that counts the request."""
        limits = [each.headers() for each in self._throttles if isinstance(each, SettingsRate)]
        names = dict.fromkeys(name for limit in limits for name in limit)
        return {name: ", ".join(each[name] for each in limits if each) for name in names}

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, self.varies_by)
        for name, value in (self._limits() | self.headers_of_answer()).items():
            answer[name] = value
        if answer.status_code not in {200, 206, 304}:
            answer["Cache-Control"] = "no-store"
            return answer
        # Hiding takes effect at once, so a cached copy has to be revalidated each time it is used.
        answer["Cache-Control"] = "private, no-store" if self.viewer() else "public, no-cache"
        # A stream has its ETag already.
        if request.method in {"GET", "HEAD"} and isinstance(response, Response):
            answer.add_post_render_callback(
                partial(_conditional, request, self.viewer(), self.revision())
            )
        return answer


def name_by_content(response: Response, viewer: str, revision: str = "") -> None:
    """Set the ETag by the answer's bytes, type and viewer; ``revision`` comes before them."""
    named = hashlib.sha256(f"{viewer}\n{response['Content-Type']}\n".encode())
    named.update(response.content)
    response["ETag"] = quote_etag(f"{revision}{named.hexdigest()}")


def _conditional(
    request: Request, viewer: str, revision: str, response: Response
) -> HttpResponseBase | None:
    """Set the ETag; 304 to a client that has it already."""
    name_by_content(response, viewer, revision)
    return get_conditional_response(request, etag=response["ETag"], response=response)


class _Objects(ReadView):
    """Objects, or of each the keys that are in ``?fields=``."""

    # Whose keys may be chosen, where ``shape`` is none.
    chosen_from: Any = None
    # Keys of it that objects here don't have.
    elsewhere: Collection[str] = ()

    def parameters(self) -> set[str]:
        return {*super().parameters(), "fields"}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        given = request.query_params.get("fields", "")
        self.fields = {each.strip() for each in given.split(",")} if given else None
        if self.fields is None:
            return
        known = dict.fromkeys(get_type_hints(self.chosen_from or self.shape))
        for key in self.elsewhere:
            del known[key]
        if unknown := sorted(self.fields - known.keys()):
            sentence = _("There is no key %(unknown)s. There are these: %(known)s.") % {
                "unknown": ", ".join(repr(each) for each in unknown),
                "known": ", ".join(known),
            }
            raise InvalidParameters({"fields": [sentence]})
        # No wording without its conclusion.
        if "text" in self.fields:
            self.fields |= {"attribution", "status", "standing"} & known.keys()

    def prepare(self, rows: Sequence[Any]) -> None:
        """Read what several objects need, before they are shown."""

    def chosen(self, row: Any) -> Any:
        """The object of a row, or some of its keys."""
        shown = self.show(row)
        if self.fields is None:
            return shown
        whole = json.loads(shown) if isinstance(shown, Rendered) else shown
        some = {key: value for key, value in whole.items() if key in self.fields}
        return rendered(some) if isinstance(shown, Rendered) else some


class ReadList(ListModelMixin, _Objects):
    """A list of objects, in pages."""

    pagination_class = KeysetPagination
    filter_backends = [StrictFilterBackend]
    filterset_class: Any = None
    orderings: Mapping[str, Ordering] = {"id": by_number("pk", descending=False)}
    # Whether nearly all rows belong to the list, so that the first page without filters needs no sorting.
    in_index_order = False

    def candidates(self) -> Any:
        """All rows of the table, of which a page examines some, if nearly none may belong to the list;
        then it may be short, or empty, and yet not the last. None: pages are always full.
        """
        return None

    def parameters(self) -> set[str]:
        filters = self.filterset_class.base_filters if self.filterset_class else {}
        return {*super().parameters(), *filters, *KeysetPagination.parameters}

    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        self.prepare(page)
        return self.get_paginated_response([self.chosen(row) for row in page])


class ReadOne(_Objects):
    """One object by its number."""

    problems: Mapping[int, Any] = {**PROBLEMS, **NOT_FOUND}

    def row(self, number: int) -> Any:
        """The row of that number, or None."""
        return self.get_queryset().filter(pk=number).first()

    def why_missing(self, number: int) -> str:
        """A sentence for a number that has no row."""
        return _("There is no number %(number)s here.") % {"number": number}

    def get(self, request: Request, pk: int) -> Response:
        row = self.row(pk)
        if row is None:
            raise NotFound(self.why_missing(pk))
        self.prepare([row])
        return Response(self.chosen(row))


@any_origin
class PublicView(ReadView):
    """For everybody; with a token, the person's own rate limit applies."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [AllowAny]


class DeskView(ReadView):
    """For the newsroom: Reporter or above, by token or signed in."""

    authentication_classes = [TokenAuthentication, SessionAuthentication]
    permission_classes = [MayReadDesk]
    tag = "newsroom"
    varies_by = ("Accept", "Authorization", "Cookie")

    def viewer(self) -> str:
        return str(self.request.user.pk)


FIELDS = OpenApiParameter(
    "fields",
    str,
    description="Only these keys of each object, separated by commas. With `text` come both answers. The"
    " schema of the answer says what an object has without this: with it, keys that are `required` there may"
    " be missing, so a generated client that reads whole objects should not send it.",
)
AS_OF = OpenApiParameter(
    "as_of",
    str,
    description="As of a day (its end, UTC), an instant such as `2026-03-04T05:06:07Z`, or the"
    " number of a publication.",
)


def as_of_header(description: str) -> OpenApiParameter:
    return OpenApiParameter(
        "As-Of-Publication",
        int,
        location=OpenApiParameter.HEADER,
        response=[200],
        description=description,
    )


AS_OF_NUMBER = as_of_header("Only with `as_of`: the number of the last publication by then.")

RATIONALE_HTML = OpenApiParameter(
    "rationale_html", bool, description="`true`: the same as `expand=rationale_html`."
)


class AsOfView(PublicView):
    """The present state, or that at the moment of ``?as_of=``."""

    moment: Moment | None = None

    def parameters(self) -> set[str]:
        return {*super().parameters(), "as_of"}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if "as_of" in request.query_params:
            try:
                self.moment = point_in_time.read(request.query_params["as_of"])
            except Refused as refused:
                raise InvalidParameters({"as_of": [refused.sentence]}) from refused

    def headers_of_answer(self) -> dict[str, str]:
        return {"As-Of-Publication": str(self.moment.number)} if self.moment else {}
