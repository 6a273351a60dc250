"""How a file is handed to whoever asked, and how many may ask for how much."""

from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from socket import socket
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from claims.api.problems import Problem
from claims.formats.exports.streams import NoPlaceFree

# Whoever takes nothing for so long is let go; else a few who read by drops would hold every thread.
PATIENCE = 60  # seconds
WAIT = 30  # seconds, when all places are taken


class ExportThrottle(SimpleRateThrottle):
    """For each person, or each address without a sign-in: exports only, which count nowhere else."""

    scope = "export"

    def get_rate(self) -> Any:
        # As the settings say it now, not as they did when the class was made.
        return api_settings.DEFAULT_THROTTLE_RATES.get(self.scope)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        whose = request.user.pk if request.user.is_authenticated else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": whose}


class AllPlacesTaken(APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _("As many exports are running as may at once. Ask again in a moment.")
    wait = WAIT  # becomes Retry-After


NO_PLACE = OpenApiResponse(
    Problem, "Too many exports are running; Retry-After says how long to wait."
)


@contextmanager
def placed(place: AbstractContextManager[None]) -> Iterator[ExitStack]:
    """Holds the place until the answer is on its way, who then takes it along (``pop_all``).

    Raises AllPlacesTaken.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(place)
        except NoPlaceFree:
            raise AllPlacesTaken from None
        yield stack


class AddressSays(BaseContentNegotiation):
    """The form is said by the address, whatever Accept says; problems are told in JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class Streamed:
    """Blocks on their way; closing it ends the query and lets go of all that ``stack`` holds.

    Read to its end it closes itself: whoever only reads would leave that to the collection of
    garbage, which may begin in the middle of another query.
    """

    def __init__(
        self, blocks: Generator[Any, None, None], stack: ExitStack, to: socket | None
    ) -> None:
        self._blocks = blocks
        self._stack = stack
        self._to = to

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if self._to is not None:
            self._to.settimeout(PATIENCE)
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
            if self._to is not None:
                self._to.settimeout(None)
