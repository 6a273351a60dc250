"""Speakers and publishers of the newsroom: listed, found by name, or added."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import bodies
from claims.api.base import ReadList
from claims.api.bodies import RowNumber
from claims.api.filters import SpeakerFilters, WordsOfName
from claims.api.parts import MOST, NewSpeaker
from claims.api.writing import REFUSALS, WriteView, describes
from claims.formats import working_objects
from newsroom.repeatable import Answer
from sources import publishers, speakers
from sources.choices import UNPOOLED, PublisherKind
from sources.models import Publisher, Source, Speaker


def _found(shape: Any) -> dict[int, Any]:
    return {200: OpenApiResponse(shape, "There is one already."), **REFUSALS}


class WantedSpeaker(NewSpeaker):
    """A speaker by name, or a person or group that a source does not name."""

    source = RowNumber(  # type: ignore[assignment]  # a field's own attribute
        queryset=Source.objects.all(),
        required=False,
        help_text="Of anonymous, unattributed and article speakers: the source they belong to.",
    )
    aliases = serializers.ListField(
        child=bodies.text(300, required=True), required=False, max_length=MOST
    )
    same_as = serializers.ListField(
        child=bodies.text(500, required=True),
        required=False,
        max_length=MOST,
        help_text="Web addresses, such as of Wikidata.",
    )

    def validate(self, attrs: Any) -> Any:
        if attrs["kind"] in UNPOOLED:
            if "source" not in attrs:
                sentence = _("Give the source to which this speaker belongs.")
                raise serializers.ValidationError({"source": [sentence]})
        elif not attrs.get("name"):
            raise serializers.ValidationError({"name": [_("Give the name.")]})
        return attrs


class WorkingSpeakers(WriteView, ReadList):
    """Speakers as the newsroom sees them, protected ones too; without those merged into others."""

    http_method_names = ["get", "head", "post", "options"]
    shape = working_objects.WorkingSpeaker
    filterset_class = SpeakerFilters

    def get_queryset(self) -> QuerySet[Speaker]:
        return Speaker.objects.unmerged().prefetch_related("aliases")

    def show(self, row: Speaker) -> working_objects.WorkingSpeaker:
        return working_objects.speaker(row)

    @describes(
        "working_speakers_find_or_create",
        WantedSpeaker,
        working_objects.WorkingSpeaker,
        _found(working_objects.WorkingSpeaker),
    )
    def post(self, request: Request) -> Response:
        """Find a speaker by name, or add one.

        `200` where there is one of that name or alias and kind (merges resolved), `201` for a new
        one. Where it isn't certain who is meant, a `422` says so.
        """
        given = bodies.read(request, WantedSpeaker)

        def do() -> Answer:
            lists = {name: tuple(given.get(name, ())) for name in ("aliases", "same_as")}
            found, is_new = speakers.find_or_add(self.person, **given | lists)
            return Answer(201 if is_new else 200, working_objects.speaker(found))

        return self.carry_out(given, do)


class WantedPublisher(bodies.Body):
    """A publisher by name and, where there are several of that name, domain."""

    name = bodies.text(300, required=True)
    domain = bodies.text(253)
    country = bodies.text(2, "Two capital letters, ISO 3166-1.")
    kind = bodies.word(PublisherKind.choices, required=True)
    organisation = RowNumber(
        queryset=Speaker.objects.unmerged(),
        required=False,
        help_text="The number of the organisation that it is as a speaker.",
    )


class WorkingPublishers(WriteView, ReadList):
    """Publishers of sources, also of those in no publication."""

    http_method_names = ["get", "head", "post", "options"]
    shape = working_objects.WorkingPublisher
    filterset_class = WordsOfName

    def get_queryset(self) -> QuerySet[Publisher]:
        return Publisher.objects.all()

    def show(self, row: Publisher) -> working_objects.WorkingPublisher:
        return working_objects.publisher(row)

    @describes(
        "working_publishers_find_or_create",
        WantedPublisher,
        working_objects.WorkingPublisher,
        _found(working_objects.WorkingPublisher),
    )
    def post(self, request: Request) -> Response:
        """Find a publisher by name, or add one.

        `200` where there is one of that name, `201` for a new one.
        """
        given = bodies.read(request, WantedPublisher)

        def do() -> Answer:
            found, is_new = publishers.find_or_add(self.person, **given)
            return Answer(201 if is_new else 200, working_objects.publisher(found))

        return self.carry_out(given, do)
