"""The log of what was published: its files at their addresses, and the proof of a claim."""

import logging
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Annotated, TypedDict

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.base import PublicView
from claims.api.pagination import whole_number
from claims.api.problems import NOT_FOUND, PROBLEMS
from claims.models import Epoch
from claims.publication.fields import Field
from claims.search.filters import LARGEST_NUMBER
from claims.transparency import stamping
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.log import (
    CURRENT,
    KEY,
    Log,
    LogUnreadable,
    NotLogged,
    last_log,
    open_all,
    open_files,
    reading,
    within,
)
from claims.transparency.notes import Note
from claims.transparency.tiles import WIDTH, TiledTree, tile_name
from newsroom.cors import any_origin
from newsroom.public_version import depends_on_more
from newsroom.time_stamps import NAME

logger = logging.getLogger(__name__)

RETRY_AFTER = 60  # seconds
TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
A_FEW_SECONDS = "public, max-age=5"
FOR_GOOD = "public, max-age=31536000, immutable"
STAMP = "application/timestamp-reply"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TILE = re.compile(r"(0|[1-9][0-9]?|entries)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")

# Written out: to make it of a queryset takes a fifth of the time of a proof.
LAST = (
    "SELECT number, sha256 FROM claims_publication WHERE claim_id = %s ORDER BY number DESC LIMIT 1"
)
OF_NUMBER = "SELECT number, sha256 FROM claims_publication WHERE claim_id = %s AND number = %s"


class LogProof(TypedDict):
    """That a publication is in the log, as one can check offline (`docs/log.md`)."""

    origin: Annotated[str, Field("The log's name.")]
    number: Annotated[int, Field("The publication's number.")]
    leaf: Annotated[str, Field("The leaf's text: `publication NUMBER SHA256`.")]
    index: Annotated[int, Field("Which leaf it is; the first is 0.")]
    size: Annotated[int, Field("How many leaves the log had at the checkpoint.")]
    hashes: Annotated[list[str], Field("The proof (RFC 9162), from the leaf up, in base64.")]
    checkpoint: Annotated[str, Field("The signed checkpoint.")]
    proof: Annotated[str, Field("All of it in one text (c2sp.org/tlog-proof).")]


@extend_schema(
    parameters=[
        OpenApiParameter(
            "number",
            {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER},
            description="An earlier publication of the claim; its last one unless given.",
        )
    ]
)
class ProofDetail(PublicView):
    """The proof that a claim's last publication is in the log that outsiders can check.

    A publication is in the log a few seconds after it was signed; until then the answer is 404. The log's
    checkpoint is at `/log/checkpoint`, its key at `/log/key`. After a restore the log continues under
    another name at `/log/2/` (`/log/current` has the number). Proofs are from the current log, also for earlier
    publications.
    """

    operation_id = "claims_proof"
    shape = LogProof
    problems = {**PROBLEMS, **NOT_FOUND}

    def parameters(self) -> set[str]:
        return {"number"}

    def get(self, request: Request, pk: int) -> Response:
        # The log's files change without the database.
        depends_on_more()
        given = None
        if "number" in request.query_params:
            given = whole_number(request, "number", 1, LARGEST_NUMBER, 1)
        row = _hash_of(pk, given)
        with reading():
            files = open_files()
        if files is None:
            raise Http404
        if row is None and given and Epoch.objects.lost().has(given):
            sentence = _(
                "Publication %(number)s was lost in a restore. Its number was not given again."
            )
            raise NotFound(sentence % {"number": given})
        if row is None:
            number = request.query_params.get("number", pk)
            raise NotFound(_("There is no number %(number)s here.") % {"number": number})
        try:
            with reading():
                return Response(Log(files).proof(*row).as_json())
        except NotLogged as error:
            sentence = _("This publication is not in the log yet. Try again in a minute.")
            raise NotFound(sentence) from error


def _hash_of(claim: int, number: int | None) -> tuple[int, str] | None:
    """The claim's publication of this number, or its last: number and hash."""
    statement, values = (LAST, [claim]) if number is None else (OF_NUMBER, [claim, number])
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[int, str] | None = cursor.fetchone()
    return row


View = Callable[..., HttpResponse]


def _public_file(view: View) -> View:
    @any_origin
    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **address: str) -> HttpResponse:
        files = open_all()
        if files is None:
            raise Http404
        number = int(address.pop("log", 1))
        try:
            with reading():
                if not 1 <= number <= last_log(files):
                    raise Http404
                return view(Log(within(files, number)), **address)
        except (NotLogged, FileNotFoundError) as error:
            raise Http404 from error
        except LogUnreadable:
            logger.exception("%s is not served.", request.path)
            answer = _answer(
                b"The log can't be read just now. Try again in a minute.\n", TEXT, "no-store"
            )
            answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
            answer["Retry-After"] = str(RETRY_AFTER)
            return answer

    return wrapped


@_public_file
def checkpoint(log: Log) -> HttpResponse:
    return _answer(log.checkpoint().encode(), TEXT, A_FEW_SECONDS)


@_public_file
def key(log: Log) -> HttpResponse:
    return _answer(log.files.read(KEY), TEXT, A_FEW_SECONDS)


@_public_file
def current(log: Log) -> HttpResponse:
    """Which log goes on after a restore: its number, which is its address. Nothing before the first."""
    return _answer(log.files.read(CURRENT), TEXT, A_FEW_SECONDS)


@_public_file
def tile(log: Log, name: str) -> HttpResponse:
    """What belongs to the last checkpoint: the signer may have written more, and not signed it yet."""
    found = TILE.fullmatch(name)
    if not found:
        raise Http404
    level, above, last, given = found.groups()
    index, width = int(re.sub("[x/]", "", above) + last), int(given or WIDTH)
    if tile_name(level, index, width) != f"tile/{name}":
        raise Http404  # another way to write it
    size = Checkpoint.read(Note.read(log.checkpoint()).text).size
    if width > TiledTree(log.files, size).width(int(level) if level != "entries" else 0, index):
        raise Http404
    return _answer(log.files.read(f"tile/{name}"), BYTES, FOR_GOOD)


@_public_file
def stamps(log: Log) -> HttpResponse:
    return _answer(log.files.read(stamping.LIST), TEXT, A_FEW_SECONDS)


@_public_file
def stamped_checkpoint(log: Log, day: str) -> HttpResponse:
    return _answer(log.files.read(stamping.checkpoint_of(_checked(day))), TEXT, FOR_GOOD)


@_public_file
def stamp(log: Log, day: str, authority: str) -> HttpResponse:
    if not NAME.fullmatch(authority):
        raise Http404
    content = log.files.read(stamping.answer_of(_checked(day), authority))
    return _answer(content, STAMP, FOR_GOOD)


def _checked(day: str) -> str:
    if not DAY.fullmatch(day):
        raise Http404
    return day


def _answer(content: bytes, kind: str, kept: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": kept})
