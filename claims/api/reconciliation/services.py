"""The two services: of published speakers and of published claims. Both search as the site does."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.api.matching import LONGEST
from claims.api.reconciliation.protocol import Candidate, Named, Query, Suggestion
from claims.matching import questions
from claims.models import Publication
from claims.models.matching import Scope
from claims.presentation.chip import chip_text
from claims.publication import named_speakers
from claims.publication.addresses import absolute, address
from claims.publication.fields import stamp
from claims.search.filters import LARGEST_NUMBER
from nlp.comparison import Related
from sources.choices import SpeakerKind

LONGEST_NAME = 100
SUGGESTED = 10
FURTHEST = 1000  # suggestions that can be skipped
SURE = 100.0
CLAIM = "claim"  # the type of every claim
# Property values, as a data extension has them.
Values = list[dict[str, Any]]


class Service(Protocol):
    """``most``: queries of a batch."""

    kind: str
    most: int
    properties: Mapping[str, str]

    def name(self) -> str: ...
    def types(self) -> list[Named]: ...
    def page(self) -> str: ...
    def preview(self) -> str: ...
    def found(self, query: Query) -> list[Candidate]: ...
    def suggested(self, prefix: str, skipped: int) -> list[Suggestion]: ...
    def values(self, ids: Collection[str]) -> dict[str, dict[str, Values]]: ...


class Speakers:
    kind = "speakers"
    most = 10
    properties: Mapping[str, str] = {
        "name": "Name",
        "kind": "Kind",
        "description": "Description",
        "same_as": "Same as (address)",
        "wikidata": "Wikidata id",
        "url": "Address in the API",
        "html_url": "Page for readers",
    }

    def name(self) -> str:
        return _("Speakers")

    def types(self) -> list[Named]:
        kinds = (SpeakerKind.PERSON, SpeakerKind.ORGANISATION, SpeakerKind.GROUP)
        return [{"id": each.value, "name": str(each.label)} for each in kinds]

    def page(self) -> str:
        return _template("site:speaker")

    def preview(self) -> str:
        return _template("site:speaker-embed")

    def found(self, query: Query) -> list[Candidate]:
        links = [*query.values.get("same_as", ()), *query.values.get("wikidata", ())]
        if _is_link(query.text):
            links.append(query.text)
        linked = list(named_speakers.linked(links)[: query.limit]) if links else []
        is_name = 0 < len(query.text) <= LONGEST_NAME
        called = list(named_speakers.called(query.text)[: query.limit]) if is_name else []
        similar = (
            list(named_speakers.named_like(query.text)[: query.limit])
            if is_name and len(query.text) > 1
            else []
        )
        # Exactly one has the link or, where none has, the name.
        sure = {each.pk for each in linked or called}
        scores = {each.pk: round(99 * each.likeness, 2) for each in similar}
        scores |= dict.fromkeys((each.pk for each in called), 99.5)
        scores |= dict.fromkeys((each.pk for each in linked), SURE)
        by_number = {each.pk: each for each in (*similar, *called, *linked)}
        return [
            {
                "id": str(number),
                "name": speaker.name,
                "description": speaker.description,
                "type": [self._type(speaker)],
                "score": scores[number],
                "match": sure == {number},
            }
            for number, speaker in by_number.items()
            if not query.types or speaker.kind in query.types
        ]

    def suggested(self, prefix: str, skipped: int) -> list[Suggestion]:
        numbered = named_speakers.numbered([int(prefix)]) if _is_number(prefix) else []
        similar = (
            named_speakers.named_like(prefix)[skipped : skipped + SUGGESTED]
            if 2 <= len(prefix) <= LONGEST_NAME
            else []
        )
        return [
            {
                "id": str(each.pk),
                "name": each.name,
                "description": each.description,
                "notable": [self._type(each)],
            }
            for each in (*numbered, *similar)
        ]

    def values(self, ids: Collection[str]) -> dict[str, dict[str, Values]]:
        found = named_speakers.numbered(_numbers(ids))
        return {
            str(each.pk): {
                "name": _texts(each.name),
                "kind": _texts(each.kind),
                "description": _texts(each.description),
                "same_as": _texts(*each.same_as),
                "wikidata": _texts(*named_speakers.wikidata_ids(each)),
                "url": _texts(address("speaker", each.pk)),
                "html_url": _texts(address("speaker-page", each.pk)),
            }
            for each in found
        }

    def _type(self, speaker: Any) -> Named:
        return {"id": speaker.kind, "name": str(SpeakerKind(speaker.kind).label)}


class Claims:
    kind = "claims"
    most = 5  # each compares the statement with dozens of claims
    properties: Mapping[str, str] = {
        "text": "Wording",
        "attribution": "Attribution",
        "status": "Rating",
        "standing": "Standing",
        "conclusion": "Both answers, in words",
        "speaker": "Speaker",
        "said_from": "Said on or after",
        "said_to": "Said on or before",
        "published_at": "Published at",
        "url": "Address in the API",
        "html_url": "Page for readers",
    }

    def name(self) -> str:
        return _("Claims")

    def types(self) -> list[Named]:
        return [{"id": CLAIM, "name": _("Claim")}]

    def page(self) -> str:
        return _template("site:claim")

    def preview(self) -> str:
        return _template("site:embed")

    def found(self, query: Query) -> list[Candidate]:
        """Claims that the statement may repeat. One is a match only if it alone repeats it."""
        if not 0 < len(query.text) <= LONGEST or (query.types and CLAIM not in query.types):
            return []
        matches = questions.likely(query.text, Scope.PUBLIC, query.limit)
        rows = _listed([each.claim for each in matches])
        shown = [each for each in matches if each.claim in rows]
        repeating = [each.claim for each in shown if each.relation == Related.REPEATS]
        return [
            {
                "id": str(each.claim),
                "name": _named(rows[each.claim]),
                "description": each.reason,
                "type": self.types(),
                "score": round(100 * each.likelihood, 2),
                "match": repeating == [each.claim],
            }
            for each in shown
        ]

    def suggested(self, prefix: str, skipped: int) -> list[Suggestion]:
        rows = list(_listed([int(prefix)]).values()) if _is_number(prefix) else []
        if prefix:
            found = Publication.objects.listed().matching(prefix).order_by("-number")
            rows += found[skipped : skipped + SUGGESTED]
        return [
            {
                "id": str(each.claim_id),
                "name": _named(each),
                "description": json.loads(each.body).get("summary", ""),
                "notable": self.types(),
            }
            for each in rows
        ]

    def values(self, ids: Collection[str]) -> dict[str, dict[str, Values]]:
        rows = _listed(_numbers(ids))
        return {str(number): self._values(row) for number, row in rows.items()}

    def _values(self, row: Publication) -> dict[str, Values]:
        body = json.loads(row.body)
        days, speaker = body["said_on"], body["speaker"]
        who: Values = _texts(speaker["name"] or speaker["description"])
        if speaker["id"] and speaker["name"]:
            who = [{"id": str(speaker["id"]), "name": speaker["name"]}]
        return {
            "text": _texts(body["text"]),
            "attribution": _texts(body["attribution"]),
            "status": _texts(body["status"]),
            "standing": _texts(row.standing),
            "conclusion": _texts(chip_text(body, row.standing)),
            "speaker": who,
            "said_from": _days(days["from"]),
            "said_to": _days(days["to"]),
            "published_at": [{"date": stamp(row.published_at)}] if row.published_at else [],
            "url": _texts(address("claim", row.claim_id)),
            "html_url": _texts(address("page", row.claim_id)),
        }


SERVICES: Mapping[str, Service] = {each.kind: each for each in (Speakers(), Claims())}


def reconciled(service: Service, query: Query) -> list[Candidate]:
    """The candidates that no property rules out, the best first.

    One whose value of a property is not known stays, but is no match; a property that there isn't
    is known of none.
    """
    found = service.found(query)
    if query.values.keys() - service.properties.keys():
        found = [{**candidate, "match": False} for candidate in found]
    wanted = {name: each for name, each in query.values.items() if name in service.properties}
    if wanted and found:
        known = service.values([each["id"] for each in found])
        found = [
            candidate if all(fits) else {**candidate, "match": False}
            for candidate in found
            if (values := known.get(candidate["id"]))
            and None not in (fits := [_fits(values[name], name, wanted[name]) for name in wanted])
        ]
    return sorted(found, key=lambda each: -each["score"])[: query.limit]


def _fits(values: Values, name: str, wanted: Sequence[str]) -> bool | None:
    """Whether one of the values is one of those wanted; None if it is another, False if unknown."""
    if not values:
        return False
    folded = {each.casefold() for text in wanted for each in (text, *_forms(name, text))}
    known = {str(part).casefold() for each in values for part in each.values()}
    return True if folded & known else None


def _forms(name: str, text: str) -> list[str]:
    if name == "same_as":
        return named_speakers.forms(text)
    if name == "wikidata":
        match = named_speakers.WIKIDATA.match(text)
        return [match[1]] if match else []
    return [f"{text}T00:00:00Z"] if name.startswith("said_") else []


def _listed(numbers: Collection[int]) -> dict[int, Publication]:
    found = Publication.objects.listed().filter(claim__in=numbers)
    rows = found.only("number", "claim_id", "standing", "published_at", "body")
    return {row.claim_id: row for row in rows}


def _named(row: Publication) -> str:
    """No wording without the conclusion."""
    body = json.loads(row.body)
    return f"{chip_text(body, row.standing)}: {body['text']}"


def _texts(*texts: str) -> Values:
    return [{"str": each} for each in texts if each]


def _days(day: str | None) -> Values:
    return [{"date": f"{day}T00:00:00Z"}] if day else []


def _is_link(text: str) -> bool:
    return text.startswith(("http://", "https://")) or bool(named_speakers.WIKIDATA_ID.match(text))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= LARGEST_NUMBER


def _numbers(ids: Collection[str]) -> list[int]:
    return [int(each) for each in ids if _is_number(each)]


def _template(name: str) -> str:
    """Its address with ``{{id}}`` in place of the number."""
    return absolute(reverse(name, args=[0])).replace("/0/", "/{{id}}/")
