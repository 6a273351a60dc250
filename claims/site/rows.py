"""A claim in a few lines, as lists and neighbours show it: of publications, or of working claims."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from claims.choices import RelationKind, Standing
from claims.models import Claim, Publication
from claims.publication.point_in_time import Moment
from claims.publication.representation import (
    ClaimBody,
    QuantityBody,
    SpeakerBody,
    body,
    for_representation,
)
from sources.models import Speaker

# What of a publication's row is read; the rest are search columns.
READ = (
    *("number", "claim_id", "event", "standing", "published_at", "body", "said_from"),
    *("body_sha256", "previous_sha256", "sha256", "shown_until", "withheld"),
)


@dataclass(frozen=True)
class Row:
    """One claim. ``standing`` and ``status`` are words of the choices; ``reason`` is why it is
    under review again. Of a tombstone there is no more than the statement and the speaker.
    """

    number: int
    url: str
    standing: str
    said: ClaimBody

    @property
    def text(self) -> str:
        return self.said["text"]

    @property
    def speaker(self) -> SpeakerBody:
        return self.said["speaker"]

    @property
    def attribution(self) -> str:
        return self.said.get("attribution", "")

    @property
    def status(self) -> str:
        return self.said.get("status", "")

    @property
    def reason(self) -> str:
        return self.said.get("reason", "")

    @property
    def is_under_review(self) -> bool:
        return self.standing == Standing.UNDER_REVIEW

    @property
    def is_withdrawn(self) -> bool:
        return self.standing == Standing.WITHDRAWN

    @property
    def contradictions(self) -> int:
        relations = self.said.get("relations", [])
        return sum(each["relation"] == RelationKind.CONTRADICTS for each in relations)

    @property
    def first_day(self) -> date | None:
        """When it was said at the earliest."""
        day = self.said["said_on"]["from"] if "said_on" in self.said else None
        return date.fromisoformat(day) if day else None

    @property
    def quantities(self) -> list[QuantityBody]:
        return self.said.get("quantities", [])


def published(row: Any) -> Row:
    """Of a publication that may be shown; of a past day, of ``served()``."""
    says = row.served if "served" in vars(row) else row.body
    url = reverse("site:claim", args=[row.claim_id])
    return Row(row.claim_id, url, row.standing, json.loads(says))


def working(claim: Claim) -> Row:
    """Of a claim that ``for_representation`` prepared."""
    url = reverse("site:working-claim", args=[claim.pk])
    return Row(claim.pk, url, "", body(claim, public=False))


def named(numbers: Collection[int], moment: Moment | None = None) -> dict[int, Row]:
    """Those of these claims that the public may read named, tombstones with their words among them."""
    if not numbers:
        return {}
    if moment is None:
        found = Publication.objects.readable().only(*READ)
    else:
        found = Publication.objects.readable_as_of(*moment).only(*READ).served()
    rows = found.filter(claim__in=numbers).exclude(text="")
    return {row.claim_id: published(row) for row in rows}


def at_work(numbers: Collection[int]) -> dict[int, Row]:
    """These claims in their present state."""
    if not numbers:
        return {}
    found: Iterable[Claim] = for_representation(Claim.objects.filter(pk__in=numbers))
    return {claim.pk: working(claim) for claim in found}


def linked(found: Iterable[Row]) -> set[int]:
    """The speakers of these claims who have a page."""
    numbers = {row.speaker["id"] for row in found} - {None}
    nameable = Speaker.objects.nameable().filter(pk__in=numbers)
    return set(nameable.values_list("pk", flat=True)) if numbers else set()
