"""The answers and errors of Google's method; the discovery document is made from them."""

from typing import NotRequired, TypedDict

from claims.formats.claimreview import FoundClaim


class Found(TypedDict):
    """A page of results; ``claims`` and ``nextPageToken`` are left out where there are none."""

    claims: NotRequired[list[FoundClaim]]
    nextPageToken: NotRequired[str]


class Violation(TypedDict):
    """A sentence about one parameter."""

    field: str
    description: str


BadRequest = TypedDict("BadRequest", {"@type": str, "fieldViolations": list[Violation]})


class GoogleError(TypedDict):
    """``status`` is the code's word; ``details`` name the parameters."""

    code: int
    message: str
    status: str
    details: NotRequired[list[BadRequest]]


class GoogleProblem(TypedDict):
    """The errors of all Google APIs."""

    error: GoogleError
