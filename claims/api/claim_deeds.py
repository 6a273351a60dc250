"""What else is done to a claim: suggesting a relation, taking it offline, filing replies."""

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import bodies
from claims.api.authentication import MayHold, MayReview
from claims.api.bodies import Body, RowNumber
from claims.api.problems import NOT_FOUND
from claims.api.writing import OF_A_CLAIM, REFUSALS, ClaimWriteView, describes
from claims.choices import REPLIED, HoldKind, RelationKind, ReplyChannel
from claims.formats import working_objects
from claims.models import Claim, ReplyRequest
from claims.notifications import reply_letters
from claims.publication import publishing
from claims.workflow import relations, replies, review
from newsroom import texts
from newsroom.repeatable import Answer


class NewReview(Body):
    """Nothing but that it begins."""


class Reviews(ClaimWriteView):
    writing_permission = MayReview

    @describes("working_claims_review_create", NewReview, working_objects.WorkingClaim, OF_A_CLAIM)
    def post(self, request: Request, pk: int) -> Response:
        """Begin the review of a claim, so that evidence can be written; its reviewer is the token's person.

        The conclusion is proposed and signed by people, at the desk.
        """
        given = bodies.read(request, NewReview)
        self.claim(pk)
        revision = self.expected_revision()

        def do() -> Answer:
            review.start(pk, self.person, revision)
            return self.answer_with(pk, 201)

        return self.carry_out(given, do)


class NewRelation(Body):
    """What this claim does to the other one."""

    to_claim = RowNumber(queryset=Claim.objects.all(), help_text="The number of the other claim.")
    kind = bodies.word(RelationKind.choices, required=True)
    rationale = bodies.text(texts.NOTE, "Why.")
    scope = bodies.text(500, "The part of the claim that it is about.")


class Relations(ClaimWriteView):
    @describes(
        "working_claims_relations_create",
        NewRelation,
        working_objects.WorkingRelation,
        REFUSALS | NOT_FOUND,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Suggest how this claim is related to another one. An editor decides at the desk."""
        given = bodies.read(request, NewRelation)
        self.claim(pk)

        def do() -> Answer:
            stated = dict(given)
            other = stated.pop("to_claim").pk
            made = relations.suggest(pk, other, stated.pop("kind"), self.person, **stated)
            return Answer(201, working_objects.relation(made))

        return self.carry_out(given, do)


class NewHold(Body):
    """Why the public may not read the claim."""

    kind = bodies.word(HoldKind.choices, required=True)
    reason = bodies.text(texts.REASON, "Internal.", required=True)


class Holds(ClaimWriteView):
    writing_permission = MayHold

    @describes("working_claims_holds_create", NewHold, working_objects.WorkingClaim, OF_A_CLAIM)
    def post(self, request: Request, pk: int) -> Response:
        """Take a claim offline at once, or block its publication. Two people lift it, at the desk."""
        given = bodies.read(request, NewHold)
        self.claim(pk)
        revision = self.expected_revision()

        def do() -> Answer:
            publishing.hold(pk, self.person, given["kind"], given["reason"], revision)
            return self.answer_with(pk, 201)

        return self.carry_out(given, do)


class NewReplyRequest(Body):
    """Whom you asked, and the letter that you sent. Nothing is sent from here."""

    addressee = bodies.text(300, "Whom you asked. Public.", required=True)
    role = bodies.text(200, "In what role. Public.")
    channel = bodies.word(ReplyChannel.choices, required=True)
    contact_name = bodies.text(200, "Never public.")
    contact_address = bodies.text(300, "Never public.")
    language = bodies.text(12, "Of the letter.", required=True)
    sent_at = serializers.DateTimeField(help_text="When you sent it or asked them.")
    deadline = serializers.DateTimeField(help_text="By when they may answer, with its offset.")
    deadline_reason = bodies.text(300, "Why they get less than two working days. Public.")
    time_zone = bodies.text(60, "In which the letter has the deadline.", required=True)
    heading = bodies.text(300, "The letter's subject.", required=True)
    text = bodies.text(texts.LONG, "The letter.", required=True)


class ReplyRequests(ClaimWriteView):
    writing_permission = MayReview

    @describes(
        "working_claims_replies_create",
        NewReplyRequest,
        working_objects.WorkingReplyRequest,
        OF_A_CLAIM,
    )
    def post(self, request: Request, pk: int) -> Response:
        """File that somebody was asked for a reply, by hand. A letter is sent by a person, at the desk."""
        given = bodies.read(request, NewReplyRequest)
        self.claim(pk)
        revision = self.expected_revision()

        def do() -> Answer:
            details: Any = {"role": "", "contact_name": "", "contact_address": ""}
            details |= {
                k: v for k, v in given.items() if k not in (*reply_letters.Draft._fields, "sent_at")
            }
            letter: replies.Letter = {
                "heading": given["heading"],
                "text": given["text"],
                "by_hand_at": given["sent_at"],
            }
            made = replies.ask(pk, self.person, details, letter, revision)
            return Answer(201, working_objects.reply_request(made))

        return self.carry_out(given, do)


class ReplyAnswer(Body):
    """What they answered, or that they declined to."""

    state = bodies.word([(each, each) for each in REPLIED], required=True)
    answered_on = bodies.day(required=True)
    answer = bodies.text(texts.LONG, "Their words. Public.")


class NoAnswer(Body):
    """Nothing but that none came."""


class _OfARequest(ClaimWriteView):
    writing_permission = MayReview

    def refuse_missing(self, claim: int, number: int) -> None:
        """Raises Http404."""
        if not ReplyRequest.objects.filter(claim=claim, pk=number).exists():
            raise Http404


class ReplyAnswers(_OfARequest):
    @describes(
        "working_claims_replies_answer",
        ReplyAnswer,
        working_objects.WorkingReplyRequest,
        OF_A_CLAIM,
    )
    def post(self, request: Request, pk: int, number: int) -> Response:
        """File their answer to a request, while the claim is in review."""
        given = bodies.read(request, ReplyAnswer)
        self.refuse_missing(pk, number)
        revision = self.expected_revision()

        def do() -> Answer:
            outcome: Any = {"answer": "", **given}
            filed = replies.record_answer(pk, self.person, number, outcome, revision)
            return Answer(201, working_objects.reply_request(filed))

        return self.carry_out(given, do)


class ReplySilence(_OfARequest):
    @describes(
        "working_claims_replies_no_answer",
        NoAnswer,
        working_objects.WorkingReplyRequest,
        OF_A_CLAIM,
    )
    def post(self, request: Request, pk: int, number: int) -> Response:
        """File that no answer came by the deadline."""
        given = bodies.read(request, NoAnswer)
        self.refuse_missing(pk, number)
        revision = self.expected_revision()

        def do() -> Answer:
            filed = replies.record_no_answer(pk, self.person, number, revision)
            return Answer(201, working_objects.reply_request(filed))

        return self.carry_out(given, do)
