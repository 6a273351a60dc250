"""Parts of what is sent: quotes with their places, speakers, topics, numbers, and how a source reports."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.bodies import Body, RowNumber, WholeNumber, day, flag, text, word
from claims.choices import Basis, Bound, Directness, Nature, RelayKind
from claims.inbox.accepting import OF_THE_APPEARANCE
from claims.models import Topic
from newsroom import texts
from newsroom.errors import Refused
from sources import anchors
from sources.choices import SpeakerKind
from sources.models import Snapshot, Speaker

MOST = 50  # of each list
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,100}")


@extend_schema_field(str)
class TopicSlug(serializers.Field[Any, Any, Any, Any]):
    """The slug of a topic that there is."""

    default_error_messages = {"unknown": "There is no topic {slug}. Name it at the desk first."}

    def to_internal_value(self, data: Any) -> Topic:
        if not isinstance(data, str) or not SLUG.fullmatch(data):
            self.fail("unknown", slug=repr(data)[:110])
        topic: Topic | None = Topic.objects.filter(slug=data).first()
        if topic is None:
            self.fail("unknown", slug=data)
        return topic


def topics() -> serializers.ListField:
    return serializers.ListField(
        child=TopicSlug(), required=False, max_length=MOST, help_text="Slugs of topics."
    )


def snapshots() -> Any:
    return Snapshot.objects.select_related("source")


def a_snapshot(**more: Any) -> RowNumber:
    return RowNumber(queryset=snapshots(), help_text="The number of the snapshot quoted.", **more)


def a_speaker(help_text: str = "A speaker's number.", **more: Any) -> RowNumber:
    return RowNumber(
        queryset=Speaker.objects.unmerged(), help_text=help_text, **({"required": False} | more)
    )


class Place(Body):
    """Where the words stand in the snapshot's text; `start` and `end` count Unicode code points."""

    exact = text(
        100_000,
        "The words, copied from the text.",
        required=True,
        trim_whitespace=False,
        of_a_source=True,
    )
    start = WholeNumber(required=False, min_value=0, help_text="Where they begin.")
    end = WholeNumber(required=False, min_value=0, help_text="Where they end.")
    prefix = text(
        200,
        "The words just before, where they occur twice.",
        trim_whitespace=False,
        of_a_source=True,
    )
    suffix = text(200, "The words just after.", trim_whitespace=False, of_a_source=True)

    def validate(self, attrs: Any) -> Any:
        if ("start" in attrs) != ("end" in attrs):
            raise serializers.ValidationError(
                {"start": [_("Give both start and end, or neither.")]}
            )
        return attrs


def place_of(given: Mapping[str, Any], snapshot: Snapshot) -> anchors.Selector:
    """The place in the snapshot. Raises Refused where the words aren't there, or it isn't certain where."""
    whole, exact = snapshot.text, given["exact"]
    if "start" in given:
        start, end = given["start"], given["end"]
        if whole[start:end] != exact or not exact:
            raise Refused(
                _("Between %(start)s and %(end)s the text has other words: “%(words)s”."),
                rule="quote_not_found",
                start=start,
                end=end,
                words=whole[start:end][:200],
            )
        return anchors.make(whole, start, end)
    before, after = given.get("prefix", ""), given.get("suffix", "")
    if before or after:
        found = [
            each
            for each in anchors.find(whole, exact)
            if whole[: each.start].endswith(before) and whole[each.end :].startswith(after)
        ]
        if len(found) == 1:
            return found[0]
    return anchors.find_one(whole, exact)


class NewSpeaker(Body):
    """Somebody who is not among the speakers yet."""

    kind = word(SpeakerKind.choices, required=True)
    name = text(300)
    description = text(500, "For the public. Where the text names nobody, it sees no more.")


class NewQuantity(Body):
    """A number in the statement: a value (`low`), or a range."""

    low = serializers.DecimalField(30, 6, help_text="The value, or the lower end of a range.")
    high = serializers.DecimalField(30, 6, required=False, help_text="The upper end of a range.")
    unit = text(60, "Such as deaths.")
    bound = word(Bound.choices)
    qualifier = text(100, "Such as known.")
    counted = text(300, "What is counted.")
    as_of = day()

    def validate(self, attrs: Any) -> Any:
        return {"bound": Bound.EXACTLY, "high": attrs["low"], **attrs}


def quantities() -> serializers.ListField:
    return serializers.ListField(child=NewQuantity(), required=False, max_length=MOST)


class NewRelay(Body):
    """Through whom the words reached the source."""

    kind = word(RelayKind.choices, required=True)
    speaker = a_speaker("The number of a speaker, or a description.")
    description = text(300)


def relays() -> serializers.ListField:
    return serializers.ListField(child=NewRelay(), required=False, max_length=MOST)


class HowReported(Body):
    """How the source reports the words."""

    verb = text(60, "As the source has it: said, claimed, denied …", of_a_source=True)
    directness = word(Directness.choices)
    described_as = text(500, "The speaker, in the source's words.", of_a_source=True)
    translated_from = text(12, "A language, such as es.")
    translated_by = text(200)
    first_known = flag("Whether it is the first known appearance.")


class Quoted(HowReported):
    """An appearance of the claim: its words in a snapshot."""

    snapshot = a_snapshot()
    directness = word(Directness.choices, required=True)
    quotes = serializers.ListField(
        child=Place(), min_length=1, max_length=MOST, help_text="The parts of the statement."
    )
    relays = relays()


def appearance_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """As the verbs take it: snapshot, places, relays, and the fields of the appearance."""
    snapshot = given["snapshot"]
    places = [place_of(each, snapshot) for each in given["quotes"]]
    stated = {name: given[name] for name in OF_THE_APPEARANCE if name in given}
    return {
        "snapshot": snapshot,
        "places": sorted(places, key=lambda each: each.start),
        "relays": given.get("relays", ()),
        **stated,
    }


class WhatIsSaid(Body):
    """What a claim says of itself."""

    nature = word(Nature.choices, "Needed when a conclusion is proposed.", allow_blank=True)
    said_from = day("The earliest day on which it may have been said.", allow_null=True)
    said_to = day("The latest such day.", allow_null=True)
    said_basis = word(Basis.choices, "How that is known. The publication date is no basis.")
    said_note = text(500)
    language = text(12, "Of the wording, such as en, es or pt-BR.", allow_blank=False)
    note = text(texts.NOTE, "Internal; never public.")
