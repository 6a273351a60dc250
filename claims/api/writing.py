"""What the views that write build on: bodies, scopes, refusals, Idempotency-Key and If-Match.

Each calls one verb, the one that the desk calls: what that refuses is refused here in its sentence.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, ClassVar, NoReturn, TypedDict, TypeVar, cast

from django.core.files import File
from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from claims.api import bodies
from claims.api.authentication import MayDraft, MayReadDesk
from claims.api.base import DeskView, name_by_content
from claims.api.problems import (
    FORBIDDEN,
    NOT_FOUND,
    PROBLEMS,
    BadParameters,
    InvalidParameters,
    Problem,
)
from claims.formats import working_objects
from claims.models import Claim
from claims.publication.addresses import address
from claims.publication.fields import Field, Moment, Word, stamp
from newsroom import repeatable
from newsroom.errors import NotAllowed, Refused, Stale
from newsroom.models import User
from newsroom.repeatable import Answer


class Unprocessable(APIException):
    """422: the request is understood, but a rule or the thing itself prevents it."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT


class PreconditionRequired(APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED


class Difference(TypedDict):
    """What somebody changed in the meantime."""

    who: Annotated[str, Field("Who changed it.")]
    when: Annotated[Moment, Field("When.")]
    what: Annotated[Word, Field("The claim, or which part of it.", example="claim")]
    field: Annotated[Word, Field("The field.", example="text")]
    old: Annotated[str | None, Field("Its value before.")]
    new: Annotated[str | None, Field("Its value since.")]


class Changed(Problem):
    """``differences``: what was changed since the version that If-Match names."""

    differences: Annotated[list[Difference], Field("What was changed, one field each.")]


class PreconditionFailed(APIException):
    """412, with what was changed since."""

    status_code = status.HTTP_412_PRECONDITION_FAILED

    def __init__(self, sentence: str, differences: list[dict[str, Any]] | None = None) -> None:
        super().__init__()
        shown = [_shown(each) for each in differences or []]
        self.detail = cast("Any", {"detail": sentence, "differences": shown})


def _shown(difference: dict[str, Any]) -> Difference:
    return {
        "who": str(difference["who"]),
        "when": stamp(difference["when"]),
        "what": difference["what"],
        "field": difference["field"],
        "old": _words(difference["old"]),
        "new": _words(difference["new"]),
    }


def _words(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    location=OpenApiParameter.HEADER,
    description="Any text that you use for this request only, such as a UUID. Sent again within 24 hours with"
    " the same body, it gets the first answer, and nothing is done twice.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    location=OpenApiParameter.HEADER,
    description="The claim's `ETag`, as you read it: nothing is written if somebody has changed the"
    " claim since.",
)
IF_MATCH_NEEDED = OpenApiParameter(
    "If-Match",
    str,
    location=OpenApiParameter.HEADER,
    required=True,
    description=IF_MATCH.description,
)
LOCATION = OpenApiParameter(
    "Location",
    location=OpenApiParameter.HEADER,
    response=[201, 202],
    description="The address of what was made.",
)

KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?")
# A claim's ETag: the revision, and a hash of the bytes.
ETAG = re.compile(r'(?:W/)?"(\d{1,9})-[0-9a-f]{64}"')

REFUSALS: dict[int, Any] = {
    400: OpenApiResponse(BadParameters, "A field was not understood; `errors` names it."),
    401: PROBLEMS[401],
    **FORBIDDEN,
    409: OpenApiResponse(Problem, "A request with this Idempotency-Key is being carried out."),
    413: OpenApiResponse(Problem, "The request is too large."),
    415: OpenApiResponse(Problem, "Not in a format that is taken here."),
    422: OpenApiResponse(Problem, "It can't be done; `detail` is the reason."),
    429: PROBLEMS[429],
}
OF_A_CLAIM: dict[int, Any] = {
    **REFUSALS,
    **NOT_FOUND,
    412: OpenApiResponse(Changed, "Somebody has changed it; `differences` says what."),
}
OF_A_CHANGE: dict[int, Any] = {
    **OF_A_CLAIM,
    428: OpenApiResponse(Problem, "Send If-Match, so that nobody's change is overwritten."),
}


Method = TypeVar("Method", bound=Callable[..., Response])


def describes(
    operation_id: str, takes: Any, gives: Any, refusals: Mapping[int, Any], code: int = 201
) -> Callable[[Method], Method]:
    """The schema of an operation that writes."""
    conditions = [IF_MATCH_NEEDED] if 428 in refusals else [IF_MATCH] if 412 in refusals else []
    made = [LOCATION] if code in (201, 202) else []
    return extend_schema(
        operation_id=operation_id,
        request=takes if isinstance(takes, dict) else {"application/json": takes},
        parameters=[IDEMPOTENCY_KEY, *conditions, *made],
        responses={code: gives, **refusals},
    )


class WriteView(DeskView):
    """Writes by verbs. ``get`` beside it reads, with the scope for reading."""

    http_method_names = ["post", "options"]
    writing_permission: ClassVar[type[MayDraft]] = MayDraft
    parser_classes = [bodies.JSONObjectParser]

    def get_permissions(self) -> list[Any]:
        return [MayReadDesk() if self._reads() else self.writing_permission()]

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    def parameters(self) -> set[str]:
        """Of reading; what writes takes a body."""
        return super().parameters() if self._reads() else set()

    def _reads(self) -> bool:
        return "get" in self.http_method_names and self.request.method not in ("POST", "PATCH")

    def carry_out(self, given: Any, do: Callable[[], Answer]) -> Response:
        """The answer of ``do``, which calls a verb; with an Idempotency-Key, of the first time."""
        key = self.request.headers.get("Idempotency-Key")
        if key is not None and not KEY.fullmatch(key):
            sentence = _("Send 1 to 200 printable ASCII characters.")
            raise InvalidParameters({"Idempotency-Key": [sentence]})
        try:
            answer = (
                do() if key is None else repeatable.once(self.person, key, self._hash(given), do)
            )
        except repeatable.UnderWay as error:
            sentence = _("A request with this Idempotency-Key is being carried out. Ask again.")
            raise Conflict(sentence) from error
        except repeatable.UsedOtherwise as error:
            sentence = _(
                "This Idempotency-Key came with another request, or its answer was erased since. See what was done"
                " before you use a new one."
            )
            raise Unprocessable(sentence) from error
        except Refused as refused:
            raise_as_problem(refused)
        headers = dict(answer.headers)
        if answer.is_repeated:
            headers["Idempotency-Replayed"] = "true"
        body = {**answer.body, **answer.secret} if answer.secret else answer.body
        return Response(body, status=answer.status, headers=headers)

    def _hash(self, given: Any) -> str:
        """SHA-256 of the method, the address and what was sent."""
        sent = [self.request.method, self.request.path, given]
        words = json.dumps(sent, sort_keys=True, default=_as_text)
        return hashlib.sha256(words.encode(errors="surrogatepass")).hexdigest()

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if request.method in ("POST", "PATCH") and answer.has_header(REVISION):
            answer.add_post_render_callback(partial(_named, self.viewer()))
        return answer


# Only between view and client: the revision becomes the first part of the ETag.
REVISION = "X-Revision"


def _named(viewer: str, response: Response) -> None:
    revision = response[REVISION]
    del response[REVISION]
    name_by_content(response, viewer, f"{revision}-")


def raise_as_problem(refused: Refused) -> NoReturn:
    if isinstance(refused, NotAllowed):
        raise PermissionDenied(refused.sentence) from refused
    if isinstance(refused, Stale):
        raise PreconditionFailed(refused.sentence, refused.differences) from refused
    raise Unprocessable(refused.sentence) from refused


def _as_text(value: Any) -> str:
    """For the hash: of a row its number, of a file the hash of its bytes."""
    if isinstance(value, File):
        digest = hashlib.sha256(b"".join(value.chunks())).hexdigest()
        value.seek(0)
        return f"{value.name} {digest}"
    return str(value.pk) if isinstance(value, Model) else str(value)


class ClaimWriteView(WriteView):
    """Writes to a claim, and answers with it in its present state."""

    def claim(self, number: int) -> Claim:
        """Raises Http404."""
        found: Claim | None = Claim.objects.filter(pk=number).first()
        if found is None:
            raise Http404
        return found

    def expected_revision(self, is_needed: bool = False) -> int | None:
        """The revision that If-Match names, None without it."""
        given = self.request.headers.get("If-Match", "").strip()
        if not given or given == "*":
            if is_needed:
                raise PreconditionRequired(
                    _("Send the claim's ETag as If-Match, so that nobody's change is overwritten.")
                )
            return None
        named = ETAG.fullmatch(given)
        if named is None:
            raise PreconditionFailed(_("If-Match is not the ETag of this claim. Read it again."))
        return int(named[1])

    def answer_with(self, number: int, code: int, location: str = "") -> Answer:
        """The claim, as ``GET working/claims/ID/`` has it."""
        row = working_objects.for_working(Claim.objects.filter(pk=number)).get()
        url = address("working-claim", number)
        # As it will be sent, so that it can be kept.
        body = json.loads(json.dumps(working_objects.working(row, url), cls=JSONEncoder))
        headers = {REVISION: str(row.revision)} | ({"Location": location} if location else {})
        return Answer(code, body, headers)
