"""Has this been checked? Of what was published; for the newsroom, with a token, of working claims.

Neither the text nor the answer is stored or logged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, TypedDict

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.authentication import MayReadDesk
from claims.api.base import PublicView
from claims.api.pagination import whole_number
from claims.api.problems import InvalidParameters
from claims.choices import Attribution
from claims.matching import finding, questions
from claims.models import Claim, Publication
from claims.models.matching import Scope
from claims.presentation import external_ratings
from claims.publication.addresses import address
from claims.publication.fields import Field, Word
from nlp.comparison import Related

LONGEST = 2_000  # characters
USUAL, MOST = 5, 20


class OthersRating(TypedDict):
    """What somebody else concluded on a claim: their rating, not ours."""

    publisher: Annotated[str, Field("Who concluded it.")]
    rating: Annotated[str, Field("In their own word.")]
    reviewed_on: Annotated[str, Field("When, as a date; empty where it is not known.")]
    url: Annotated[str, Field("Where their review is, or empty.")]
    archive: Annotated[str, Field("Without an address: the data set that has it, or empty.")]


class MatchedClaim(TypedDict):
    """A claim that may be the same, with its conclusion."""

    claim: Annotated[int, Field("The claim's id.")]
    url: Annotated[str, Field("Its address in the API.")]
    html_url: Annotated[str, Field("Its page.")]
    text: Annotated[str, Field("Its wording.")]
    speaker: Annotated[
        str, Field("Whose statement it is: a name or a description. Empty where nobody is named.")
    ]
    attribution: Annotated[Word, Field("Did this speaker say this? Read it beside status.")]
    status: Annotated[Word, Field("Is it true? Where standing is under_review: as last signed.")]
    standing: Annotated[Word, Field("`signed` or `under_review`; empty for a working claim.")]
    score: Annotated[
        float,
        Field(
            "How likely it is the claim that was meant, among the claims that come near, from 0 to 1;"
            " of a repeat at least how sure that is. Says nothing about whether it is true."
        ),
    ]
    relation: Annotated[Word, Field("What comparing the two texts finds.", one_of=tuple(Related))]
    reason: Annotated[str, Field("Why, in words.")]
    external_reviews: Annotated[
        list[OthersRating],
        Field("Of working claims: what others concluded. Of published ones, see the claim."),
    ]


class Matches(TypedDict):
    """``note`` says what an empty list means, and that none of the results is the same statement."""

    note: Annotated[str, Field("What the list means, in a sentence; empty where it needs none.")]
    results: Annotated[list[MatchedClaim], Field("Claims, the likeliest first.")]


@extend_schema(
    parameters=[
        OpenApiParameter(
            "text",
            {"type": "string", "minLength": 1, "maxLength": LONGEST},
            required=True,
            description="A statement, as it was heard.",
        ),
        OpenApiParameter(
            "top",
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
            description="The most claims.",
        ),
    ],
)
class Match(PublicView):
    """Earlier claims that a statement repeats, that deny it, and that come near, each likeliest first.

    Of what was published; with a token for reading working claims, of those. An empty list says
    nothing about whether the statement is true.
    """

    shape = Matches

    def parameters(self) -> set[str]:
        return {"text", "top"}

    @property
    def inside(self) -> bool:
        """Whether whoever asks may read working claims."""
        return self.request.auth is not None and MayReadDesk().has_permission(self.request, self)

    def viewer(self) -> str:
        return str(self.request.user.pk) if self.inside else ""

    def get(self, request: Request) -> Response:
        text = request.query_params.get("text", "")
        if not text or len(text) > LONGEST:
            sentence = _("Give a statement of at most %(most)s characters.") % {"most": LONGEST}
            raise InvalidParameters({"text": [sentence]})
        top = whole_number(request, "top", 1, MOST, USUAL)
        scope = Scope.WORKING if self.inside else Scope.PUBLIC
        matches = questions.likely(text, scope, top)
        shown = (_working if self.inside else _published)([each.claim for each in matches])
        results = [_matched(each, shown[each.claim]) for each in matches if each.claim in shown]
        # Somebody else's words come after the same words of whoever said them.
        results.sort(
            key=lambda each: (
                each["relation"] != Related.REPEATS,
                each["relation"] == Related.REPEATS
                and each["attribution"] == Attribution.MISATTRIBUTED,
            )
        )
        # A claim that was hidden between the two readings has the answer of no claim.
        answer: Matches = {"note": _note(results), "results": results}
        return Response(answer)


def _note(results: Sequence[MatchedClaim]) -> str:
    if not results:
        return str(finding.NOTHING)
    repeated = any(each["relation"] == Related.REPEATS for each in results)
    return "" if repeated else str(finding.NO_EXACT)


def _matched(match: finding.Match, claim: Mapping[str, Any]) -> MatchedClaim:
    return {
        "claim": match.claim,
        "url": claim["url"],
        "html_url": claim["html_url"],
        "text": claim["text"],
        "speaker": match.document.speaker,
        "attribution": claim["attribution"],
        "status": claim["status"],
        "standing": claim["standing"],
        "score": round(match.likelihood, 4),
        "relation": match.relation.value,
        "reason": match.reason,
        "external_reviews": claim["external_reviews"],
    }


def _published(claims: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = Publication.objects.listed().filter(claim__in=claims)
    return {
        row["claim"]: {
            **row,
            "url": address("claim", row["claim"]),
            "html_url": address("page", row["claim"]),
            "external_reviews": [],
        }
        for row in rows.values("claim", "text", "attribution", "status", "standing")
    }


def _working(claims: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = Claim.objects.filter(pk__in=claims).values("pk", "text", "attribution", "status")
    ratings = external_ratings.of_claims(claims)
    return {
        row["pk"]: {
            **row,
            "standing": "",
            "url": address("working-claim", row["pk"]),
            "external_reviews": [asdict(each) for each in ratings.get(row["pk"], ())],
            "html_url": address("working-page", row["pk"]),
        }
        for row in rows
    }
