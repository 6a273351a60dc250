"""What Google's method answers, and what it answers when it can't; its documents are made from them."""

from typing import NotRequired, TypedDict

from claims.formats.claimreview import FoundClaim


class Found(TypedDict):
    """A page of what was found; where there is nothing, or nothing more, the key is not there."""

    claims: NotRequired[list[FoundClaim]]
    nextPageToken: NotRequired[str]


class Violation(TypedDict):
    """A sentence about one parameter."""

    field: str
    description: str


BadRequest = TypedDict("BadRequest", {"@type": str, "fieldViolations": list[Violation]})


class GoogleError(TypedDict):
    """``status`` is the word that goes with the code; ``details`` name the parameters."""

    code: int
    message: str
    status: str
    details: NotRequired[list[BadRequest]]


class GoogleProblem(TypedDict):
    """How all of Google's APIs say that they can't."""

    error: GoogleError
