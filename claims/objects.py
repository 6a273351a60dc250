"""What the API and exports hand out: a body with what belongs beside it joined on.

A reader takes the joined keys off again, and has the body whose hash is ``body_sha256``.
"""

import json
from typing import Any, NotRequired, TypedDict, cast

from django.db.models import Prefetch

from claims.chain import stamp
from claims.models import Claim, Hold, Publication
from claims.querysets import ClaimQuerySet
from claims.representation import (
    ClaimBody,
    EvidenceBody,
    PublisherBody,
    SourceBody,
    SpeakerBody,
    body,
    for_representation,
)
from sources.models import Speaker


class Numbered(TypedDict):
    """What stands beside a publication's body, and is hashed with it."""

    id: int
    url: str
    number: int
    event: str
    standing: str
    published_at: str
    body_sha256: str
    previous_sha256: str
    sha256: str


class PublishedClaim(Numbered, ClaimBody):
    """A claim as it was signed. ``reason`` is there only while it is under review again."""


class Tombstone(Numbered):
    """What is left of a withdrawn claim: the reason; wording and speaker only if so decided."""

    reason: str
    text: NotRequired[str]
    speaker: NotRequired[SpeakerBody]


class LastPublication(TypedDict):
    """What the public was last told of a claim."""

    number: int
    standing: str
    published_at: str


class WorkingEvidence(EvidenceBody):
    """Evidence as the newsroom sees it; a private piece is never published."""

    private: bool


class WorkingClaim(ClaimBody):
    """A claim in its present state, as the newsroom sees it: never published like this."""

    evidence: list[WorkingEvidence]  # type: ignore[misc]
    id: int
    url: str
    revision: int
    note: str
    added_at: str
    embargo_until: str | None
    holds: list[str]
    publication: LastPublication | None


class NamedSpeaker(TypedDict):
    """Someone whom publications name; ``id`` is the one that standing merges lead to."""

    id: int
    url: str
    slug: str | None
    name: str
    kind: str
    description: str


class NamedSource(SourceBody):
    """A source that publications name, in the words of the latest one."""

    url: str


class NamedPublisher(PublisherBody):
    """A publisher that publications name, in the words of the latest one."""

    url: str


def published(row: Publication, url: str) -> PublishedClaim | Tombstone:
    """A row that may be shown, as readers get it."""
    if row.published_at is None:
        raise ValueError("a publication that PostgreSQL has not numbered yet")
    beside: Numbered = {
        "id": row.claim_id,
        "url": url,
        "number": row.number,
        "event": row.event,
        "standing": row.standing,
        "published_at": stamp(row.published_at),
        "body_sha256": row.body_sha256,
        "previous_sha256": row.previous_sha256,
        "sha256": row.sha256,
    }
    return cast("PublishedClaim | Tombstone", {**beside, **json.loads(row.body)})


def for_working(claims: ClaimQuerySet) -> ClaimQuerySet:
    """The claims with all that :func:`working` reads, in a number of queries that doesn't grow."""
    holds = Hold.objects.filter(lifted_at__isnull=True)
    told = Publication.objects.current().only("number", "claim_id", "standing", "published_at")
    return for_representation(claims).prefetch_related(
        Prefetch("holds", holds, to_attr="holds_now"),
        Prefetch("publications", told, to_attr="told"),
    )


def working(claim: Claim, url: str) -> WorkingClaim:
    """A claim that :func:`for_working` prepared."""
    said = body(claim, public=False)
    review = next(iter(claim.reviews.all()), None)
    pieces = review.evidence.all() if review else ()
    told = next(iter(_prepared(claim, "told")), None)
    return {
        "id": claim.pk,
        "url": url,
        **said,
        "evidence": [
            {**piece, "private": row.private}
            for piece, row in zip(said["evidence"], pieces, strict=True)
        ],
        "revision": claim.revision,
        "note": claim.note,
        "added_at": stamp(claim.added_at),
        "embargo_until": stamp(claim.embargo_until) if claim.embargo_until else None,
        "holds": [hold.kind for hold in _prepared(claim, "holds_now")],
        "publication": {
            "number": told.number,
            "standing": told.standing,
            "published_at": stamp(told.published_at),
        }
        if told
        else None,
    }


def _prepared(claim: Claim, name: str) -> list[Any]:
    rows: list[Any] = getattr(claim, name)
    return rows


def speaker(row: Speaker, url: str) -> NamedSpeaker:
    """A speaker whom the public may see named. Changing what is shown here takes two people."""
    return {
        "id": row.pk,
        "url": url,
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "description": row.description,
    }


def source(said: ClaimBody, number: int, url: str) -> NamedSource:
    """The source of that number as the body names it."""
    return {**next(each for each in _sources(said) if each["id"] == number), "url": url}


def publisher(said: ClaimBody, number: int, url: str) -> NamedPublisher:
    """The publisher of that number as the body names it."""
    named = (each["publisher"] for each in _sources(said))
    return {**next(each for each in named if each and each["id"] == number), "url": url}


def _sources(said: ClaimBody) -> list[SourceBody]:
    cited = [piece["source"] for piece in said["evidence"]]
    return [
        *(appearance["source"] for appearance in said["appearances"]),
        *(each for each in cited if each),
    ]
