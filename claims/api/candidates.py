"""The inbox: its statements, and what a person of the newsroom decides on each."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import bodies, parts
from claims.api.base import DeskView, ReadList, ReadOne
from claims.api.bodies import Body, RowNumber
from claims.api.filters import CandidateFilters
from claims.api.problems import NOT_FOUND
from claims.api.writing import OF_A_CLAIM, REFUSALS, ClaimWriteView, describes
from claims.choices import RelationKind
from claims.formats import working_objects
from claims.inbox import accepting, candidates
from claims.models import Candidate, Claim
from claims.publication.addresses import address
from claims.workflow.relations import UNRELATED
from newsroom import texts
from newsroom.repeatable import Answer


def _rows() -> QuerySet[Candidate]:
    joined = Candidate.objects.select_related("snapshot__source__publisher")
    return joined.defer("snapshot__text", "snapshot__metadata")


class _Candidates(DeskView):
    shape = working_objects.WorkingCandidate

    def get_queryset(self) -> QuerySet[Candidate]:
        return _rows()

    def show(self, row: Candidate) -> working_objects.WorkingCandidate:
        return working_objects.candidate(row)


class CandidateList(_Candidates, ReadList):
    """Statements found in snapshots: those that wait, unless `state` says otherwise."""

    filterset_class = CandidateFilters

    def get_queryset(self) -> QuerySet[Candidate]:
        waiting = "state" not in self.request.query_params
        return _rows().filter(state="pending") if waiting else _rows()


class CandidateDetail(_Candidates, ReadOne):
    """One statement of the inbox."""


def _refuse_missing(number: int) -> None:
    """Raises Http404."""
    if not Candidate.objects.filter(pk=number).exists():
        raise Http404


class Related(Body):
    """How the new claim is related to an earlier one."""

    claim = RowNumber(queryset=Claim.objects.all())
    kind = bodies.word([*RelationKind.choices, (UNRELATED, UNRELATED)], required=True)


class Acceptance(parts.WhatIsSaid, parts.HowReported):
    """What differs from what was found; or `appearance_of`, alone: a claim of which it is another report."""

    appearance_of = RowNumber(
        queryset=Claim.objects.all(),
        required=False,
        help_text="The number of a claim: the statement becomes another appearance of it.",
    )
    text = bodies.text(
        texts.STATEMENT, "The wording; without it, the words of the text.", allow_blank=False
    )
    speaker = parts.a_speaker()
    new_speaker = parts.NewSpeaker(required=False)
    topics = parts.topics()
    quantities = parts.quantities()
    relays = parts.relays()
    compared_with = serializers.ListField(
        child=bodies.WholeNumber(),
        required=False,
        max_length=parts.MOST,
        help_text="Numbers of claims that it was compared with and found to differ from. A claim that"
        " probably says the same and is none of them is a refusal.",
    )
    related = Related(required=False)

    def validate(self, attrs: Any) -> Any:
        if "appearance_of" in attrs and len(attrs) > 1:
            sentence = _(
                "An appearance of an earlier claim takes nothing else: leave the rest out."
            )
            raise serializers.ValidationError({"appearance_of": [sentence]})
        if "speaker" in attrs and "new_speaker" in attrs:
            sentence = _("Give a speaker's number or a new speaker: one of them.")
            raise serializers.ValidationError({"speaker": [sentence]})
        return attrs


class AcceptCandidate(ClaimWriteView):
    @describes("working_candidates_accept", Acceptance, working_objects.WorkingClaim, OF_A_CLAIM)
    def post(self, request: Request, pk: int) -> Response:
        """Accept a statement as a new claim, or as another appearance of one.

        If-Match, where it is sent, is of the claim in `appearance_of`.
        """
        given = bodies.read(request, Acceptance)
        _refuse_missing(pk)
        revision = self.expected_revision()

        def do() -> Answer:
            stated = dict(given)
            if earlier := stated.pop("appearance_of", None):
                claim = accepting.accept_as_appearance(pk, self.person, earlier.pk, revision)
                return self.answer_with(claim.pk, 201, address("working-claim", claim.pk))
            related = stated.pop("related", None)
            claim = accepting.accept(
                pk,
                self.person,
                repeats_shown=set(stated.pop("compared_with", ())),
                related=(related["kind"], related["claim"].pk) if related else None,
                **stated,
            )
            return self.answer_with(claim.pk, 201, address("working-claim", claim.pk))

        return self.carry_out(given, do)


class Rejection(Body):
    """Why it is no claim to check."""

    reason = bodies.text(300)


class RejectCandidate(ClaimWriteView):
    @describes(
        "working_candidates_reject",
        Rejection,
        working_objects.WorkingCandidate,
        REFUSALS | NOT_FOUND,
        code=200,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Reject a statement. It is remembered, and doesn't come into the inbox again."""
        given = bodies.read(request, Rejection)
        _refuse_missing(pk)

        def do() -> Answer:
            candidates.reject(pk, self.person, given.get("reason", ""))
            return Answer(200, working_objects.candidate(_rows().get(pk=pk)))

        return self.carry_out(given, do)
