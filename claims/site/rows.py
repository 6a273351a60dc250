"""A claim in a few lines, as lists and related claims show it: published, or as it is now."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.urls import reverse

from claims.choices import RelationKind, Standing
from claims.models import Claim, Publication
from claims.publication.addresses import link
from claims.publication.document import present, with_parts
from claims.publication.point_in_time import Moment
from claims.publication.representation import (
    ClaimBody,
    QuantityBody,
    SpeakerBody,
)
from claims.publication.translations import in_readers_language
from claims.search.speakers import nameable_speakers

# The columns of a publication that pages read; the others are for searching.
COLUMNS = (
    *("number", "claim_id", "event", "standing", "published_at", "body", "said_from"),
    *("salt", "body_sha256", "previous_sha256", "sha256", "shown_until", "withheld"),
)
# The day is that of the conclusion: a translation added later is no later conclusion.
CONCLUDED_AT = F("conclusion__published_at")
# Built once: to put a query together takes longer than to answer it.
READABLE = (
    Publication.objects.readable().only(*COLUMNS).served().annotate(concluded_at=CONCLUDED_AT)
)


@dataclass(frozen=True)
class Row:
    """One claim. ``standing`` is empty for a working claim; the body of a withdrawal notice has only
    the statement and the speaker.
    """

    number: int
    url: str
    standing: str
    body: ClaimBody
    # Of a signed one.
    published_at: datetime | None = None

    @property
    def text(self) -> str:
        return self.body["text"]

    @property
    def speaker(self) -> SpeakerBody:
        return self.body["speaker"]

    @property
    def place(self) -> str:
        """Where it first appeared, as far as we know: the publisher, or else the title."""
        appearances = self.body.get("appearances", [])
        first = next((each for each in appearances if each["first_known"]), None)
        if not first and not appearances:
            return ""
        source = (first or appearances[0])["source"]
        return source["publisher"]["name"] if source["publisher"] else source["title"]

    @property
    def is_withdrawn(self) -> bool:
        return self.standing == Standing.WITHDRAWN

    @property
    def contradictions(self) -> int:
        relations = self.body.get("relations", [])
        return sum(each["relation"] == RelationKind.CONTRADICTS for each in relations)

    @property
    def first_day(self) -> date | None:
        """The earliest day on which it may have been said."""
        day = self.body["said_on"]["from"] if "said_on" in self.body else None
        return date.fromisoformat(day) if day else None

    @property
    def quantities(self) -> list[QuantityBody]:
        return self.body.get("quantities", [])


def published(publication: Any) -> Row:
    """``publication`` may be shown; one for which its relations matter comes from ``served()``."""
    text = publication.served if "served" in vars(publication) else publication.body
    url = link("site:claim", publication.claim_id)
    at = getattr(publication, "concluded_at", publication.published_at)
    at = at if publication.standing == Standing.SIGNED else None
    body = in_readers_language(json.loads(text))
    return Row(publication.claim_id, url, publication.standing, body, at)


def working(claim: Claim) -> Row:
    """``claim`` comes from ``with_parts``."""
    url = reverse("site:working-claim", args=[claim.pk])
    return Row(claim.pk, url, "", present(claim))


def published_rows(numbers: Collection[int], moment: Moment | None = None) -> dict[int, Row]:
    """Those of the claims whose wording the public may read, withdrawn ones included."""
    if not numbers:
        return {}
    publications = READABLE
    if moment is not None:
        publications = Publication.objects.readable_as_of(*moment).only(*COLUMNS).served()
    found = publications.filter(claim__in=numbers).exclude(text="")
    return {publication.claim_id: published(publication) for publication in found}


def working_rows(numbers: Collection[int]) -> dict[int, Row]:
    if not numbers:
        return {}
    claims: Iterable[Claim] = with_parts(Claim.objects.filter(pk__in=numbers))
    return {claim.pk: working(claim) for claim in claims}


def linked_speakers(found: Iterable[Row]) -> set[int]:
    numbers = {row.speaker["id"] for row in found} - {None}
    nameable = nameable_speakers().filter(pk__in=numbers)
    return set(nameable.order_by().values_list("pk", flat=True)) if numbers else set()
