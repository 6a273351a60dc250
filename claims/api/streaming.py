"""Streaming of files, and the limits on it."""

import base64
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from claims.api.problems import Problem
from claims.formats.exports.streams import NoPlaceFree
from claims.transparency.log import current_checkpoint

CHECKPOINT_HEADER = "Log-Checkpoint"
WAIT = 30  # seconds, when all places are taken


def state_checkpoint(answer: HttpResponseBase, number: int) -> None:
    """In a header, with a file of publications up to this one: the log's last checkpoint, in base64."""
    if checkpoint := current_checkpoint(number):
        answer[CHECKPOINT_HEADER] = base64.b64encode(checkpoint.encode()).decode()


class AllPlacesTaken(APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _("As many exports are running as are allowed at once. Ask again in a moment.")
    wait = WAIT  # becomes Retry-After


NO_PLACE = OpenApiResponse(
    Problem, "Too many exports are running; Retry-After says how long to wait."
)


@contextmanager
def held_place(place: AbstractContextManager[None]) -> Iterator[ExitStack]:
    """Holds the place until the answer is sent, to which it can be passed on (``pop_all``).

    Raises AllPlacesTaken.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(place)
        except NoPlaceFree:
            raise AllPlacesTaken from None
        yield stack


class FormatFromAddress(BaseContentNegotiation):
    """The address names the format, whatever Accept says; problems are JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class StreamedBlocks:
    """Blocks for the client; closing it ends the query and releases what ``stack`` holds.

    The web server takes them as fast as they come, so no reader, however slow, holds a place for
    longer than the export takes.

    It closes itself at its end: otherwise garbage collection would, which may run in the middle of
    another query.
    """

    def __init__(self, blocks: Generator[Any, None, None], stack: ExitStack) -> None:
        self._blocks = blocks
        self._stack = stack

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            return next(self._blocks)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        try:
            self._blocks.close()
        finally:
            self._stack.close()
