"""Claims in their present state: reading them, adding one, changing what it says."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import bodies, parts
from claims.api.base import DeskView, ReadList, ReadOne
from claims.api.filters import NewsroomClaimFilters
from claims.api.pagination import by_relevance
from claims.api.writing import OF_A_CHANGE, OF_A_CLAIM, REFUSALS, ClaimWriteView, describes
from claims.formats import working_objects
from claims.models import Claim
from claims.models.matching import Scope
from claims.publication.addresses import address
from claims.querysets import ClaimQuerySet
from claims.search.keyset import by_day_said, by_number
from claims.workflow import drafting
from newsroom import texts
from newsroom.repeatable import Answer


class NewClaim(parts.WhatIsSaid):
    """A statement by one speaker, with its quote where it is known."""

    text = bodies.text(
        texts.STATEMENT, "One statement, in words that can be read alone.", required=True
    )
    speaker = parts.a_speaker()
    new_speaker = parts.NewSpeaker(required=False, help_text="In the place of a number.")
    topics = parts.topics()
    quantities = parts.quantities()
    quoted = parts.Quoted(required=False, help_text="Where its words stand.")

    def validate(self, attrs: Any) -> Any:
        if ("speaker" in attrs) == ("new_speaker" in attrs):
            sentence = _("Give a speaker's number or a new speaker: one of them.")
            raise serializers.ValidationError({"speaker": [sentence]})
        if "new_speaker" in attrs and "quoted" not in attrs:
            sentence = _("A new speaker comes with the quote. Otherwise add the speaker first.")
            raise serializers.ValidationError({"new_speaker": [sentence]})
        return attrs


class ClaimChange(parts.WhatIsSaid):
    """What is to change; what is left out stays."""

    text = bodies.text(texts.STATEMENT, required=False, allow_blank=False)
    speaker = parts.a_speaker()
    topics = parts.topics()

    def validate(self, attrs: Any) -> Any:
        if not attrs:
            raise serializers.ValidationError(_("Send at least one field to change."))
        return attrs


class _Working(DeskView):
    shape = working_objects.WorkingClaim

    def get_queryset(self) -> ClaimQuerySet:
        return working_objects.for_working(Claim.objects.all())

    def show(self, row: Claim) -> working_objects.WorkingClaim:
        return working_objects.working(row, address("working-claim", row.pk))


class WorkingClaims(ClaimWriteView, _Working, ReadList):
    """Every claim in its present state, published or not. Latest added first."""

    http_method_names = ["get", "head", "post", "options"]
    filterset_class = NewsroomClaimFilters
    scope = Scope.WORKING
    orderings = {
        "added": by_number("pk"),
        "said": by_day_said("pk"),
        "relevance": by_relevance("pk"),
    }

    @describes("working_claims_create", NewClaim, working_objects.WorkingClaim, REFUSALS)
    def post(self, request: Request) -> Response:
        """Add a claim, unreviewed, with its quote.

        Its words are marked as written over the API until an editor edits or accepts them.
        """
        given = bodies.read(request, NewClaim)

        def do() -> Answer:
            stated = dict(given)
            speaker = stated.pop("speaker", None) or stated.pop("new_speaker")
            if "quoted" not in stated:
                made = drafting.add_claim(self.person, speaker=speaker, **stated)
            else:
                appearance = parts.appearance_of(stated.pop("quoted"))
                made = drafting.add_quoted_claim(
                    self.person,
                    speaker=speaker,
                    **{name: appearance.pop(name) for name in ("snapshot", "places", "relays")},
                    appearance=appearance,
                    **stated,
                )
            return self.answer_with(made.pk, 201, address("working-claim", made.pk))

        return self.carry_out(given, do)


class WorkingClaimDetail(ClaimWriteView, _Working, ReadOne):
    """One claim in its present state. Its ETag is what a change names in If-Match."""

    http_method_names = ["get", "head", "patch", "options"]
    _revision = ""

    def show(self, row: Claim) -> working_objects.WorkingClaim:
        self._revision = f"{row.revision}-"
        return super().show(row)

    def revision(self) -> str:
        return self._revision

    @describes(
        "working_claims_update", ClaimChange, working_objects.WorkingClaim, OF_A_CHANGE, code=200
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change what a claim says, while it is unreviewed or in review.

        What was proposed or signed is never changed over the API: people send it back or reopen it
        at the desk.
        """
        given = bodies.read(request, ClaimChange)
        self.claim(pk)
        revision = self.expected_revision(is_needed=True)

        def do() -> Answer:
            drafting.edit_claim(pk, self.person, revision, may_reopen=False, **given)
            return self.answer_with(pk, 200)

        return self.carry_out(given, do)


class Appearances(ClaimWriteView):
    @describes(
        "working_claims_appearances_create",
        parts.Quoted,
        working_objects.WorkingClaim,
        OF_A_CLAIM,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add the claim's words in another text."""
        given = bodies.read(request, parts.Quoted)
        self.claim(pk)
        revision = self.expected_revision()

        def do() -> Answer:
            appearance = parts.appearance_of(given)
            drafting.add_appearance(pk, self.person, **appearance, expected_revision=revision)
            return self.answer_with(pk, 201)

        return self.carry_out(given, do)
