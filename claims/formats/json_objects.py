"""What the API and exports hand out: a body with what belongs beside it joined on.

A reader takes the joined keys off again, and has the body whose hash is ``body_sha256``.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict, cast

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims.choices import CandidateState
from claims.models import Candidate, Claim, Hold, Publication
from claims.publication.chain import stamp
from claims.publication.representation import (
    AppearanceBody,
    ClaimBody,
    EvidenceBody,
    PublisherBody,
    SourceBody,
    SpeakerBody,
    body,
    for_representation,
    source_body,
)
from claims.querysets import ClaimQuerySet
from sources.models import CaptureRequest, Speaker


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
    """A claim as it was signed. ``reason`` is there only while it is under review again.

    ``redacted`` is there only where it is true, of a past day: relations are left out whose other
    claim has been hidden since, so the rest is not what ``body_sha256`` is of.
    """

    redacted: NotRequired[bool]


class Tombstone(Numbered):
    """What is left of a withdrawn claim: the reason; wording and speaker only if so decided."""

    reason: str
    text: NotRequired[str]
    speaker: NotRequired[SpeakerBody]


class Change(TypedDict):
    """One publication, as the stream of changes and webhooks tell it.

    ``body`` is what was published: the very object that ``body_sha256`` is of, unless ``redacted``
    is there (see PublishedClaim); ``{}`` where a claim was hidden, the reason (and words, if so
    decided) where it was withdrawn; null where it may no longer be shown.
    """

    id: int
    url: str
    number: int
    event: str
    standing: str
    published_at: str
    body_sha256: str
    previous_sha256: str
    sha256: str
    body: ClaimBody | None
    redacted: NotRequired[bool]


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


class CapturedSnapshot(TypedDict):
    """An unchangeable copy; the hashes are of its text's UTF-8 and of the raw bytes."""

    id: int
    captured_at: str
    method: str
    media_type: str
    text_sha256: str
    raw_sha256: str


class Capture(TypedDict):
    """A capture that was asked for: ``message`` says in words what became of it.

    ``link`` or ``file_name`` is what was asked for; both are empty for a text. ``source`` and
    ``snapshot`` are there once it is stored. ``in_inbox``: the statements that wait there now.
    """

    id: int
    url: str
    state: str
    message: str
    link: str
    file_name: str
    asked_at: str
    finished_at: str | None
    source: SourceBody | None
    syndicated_from: SourceBody | None
    snapshot: CapturedSnapshot | None
    in_inbox: int


def published(row: Publication, url: str) -> str:
    """A row that may be shown, as readers get it; of a past day, a row of ``served()``.

    JSON of a PublishedClaim or a Tombstone: what was published is handed on as it is stored.
    """
    says = _served(row)
    if says is None:
        raise ValueError("a publication that is withheld")
    before, after = _members(_numbered(row, url)), _members(_redacted(row, says))
    return "{" + ",".join(filter(None, (before, says[1:-1], after))) + "}"


def _members(of: Mapping[str, Any]) -> str:
    return json.dumps(of, ensure_ascii=False, separators=(",", ":"))[1:-1]


def change(row: Publication, url: str) -> Change:
    """A row of ``served()``, whatever may be shown of it."""
    says = _served(row)
    told: Any = {**_numbered(row, url), "body": None if says is None else json.loads(says)}
    return cast("Change", {**told, **_redacted(row, says)})


def _served(row: Any) -> str | None:
    # A current row that a list holds is shown as it is; only of others had to be asked.
    says: str | None = row.served if "served" in vars(row) else row.body
    return says


def _redacted(row: Publication, says: str | None) -> dict[str, bool]:
    return {"redacted": True} if says not in (None, row.body) else {}


def _numbered(row: Publication, url: str) -> Numbered:
    if row.published_at is None:
        raise ValueError("a publication that PostgreSQL has not numbered yet")
    return {
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
    evidence: list[WorkingEvidence] = [
        {**piece, "private": row.private}
        for piece, row in zip(said["evidence"], pieces, strict=True)
    ]
    # The newsroom keeps the quotes, and is told that the public has none.
    _mark_taken_down(said["appearances"], claim.appearances.all())
    _mark_taken_down(evidence, pieces)
    return {
        "id": claim.pk,
        "url": url,
        **said,
        "evidence": evidence,
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


def _mark_taken_down(
    parts: Sequence[AppearanceBody | WorkingEvidence], rows: Iterable[Any]
) -> None:
    for part, row in zip(parts, rows, strict=True):
        if row.is_taken_down:
            part["taken_down"] = True


def _prepared(claim: Claim, name: str) -> list[Any]:
    rows: list[Any] = getattr(claim, name)
    return rows


def for_captures(captures: QuerySet[CaptureRequest]) -> QuerySet[CaptureRequest]:
    """With what :func:`capture` needs; no text is loaded."""
    waiting = Candidate.objects.filter(
        snapshot=OuterRef("snapshot"), state=CandidateState.PENDING
    ).order_by()
    counted = waiting.values("snapshot").annotate(count=Count("pk")).values("count")
    return (
        captures.select_related("source__publisher", "source__syndicated_from__publisher")
        .select_related("snapshot")
        .defer("snapshot__text", "snapshot__metadata")
        .annotate(in_inbox=Coalesce(Subquery(counted), 0))
    )


def capture(row: Any, url: str) -> Capture:
    """A row of :func:`for_captures`, as whoever asked for it reads it."""
    snapshot, source = row.snapshot, row.source
    origin = source.syndicated_from if source else None
    return {
        "id": row.pk,
        "url": url,
        "state": row.state,
        "message": row.message,
        "link": row.url,
        "file_name": row.file_name,
        "asked_at": stamp(row.asked_at),
        "finished_at": stamp(row.finished_at) if row.finished_at else None,
        "source": source_body(source) if source else None,
        "syndicated_from": source_body(origin) if origin else None,
        "snapshot": {
            "id": snapshot.pk,
            "captured_at": stamp(snapshot.captured_at),
            "method": snapshot.method,
            "media_type": snapshot.media_type,
            "text_sha256": snapshot.text_sha256,
            "raw_sha256": snapshot.raw_sha256,
        }
        if snapshot
        else None,
        "in_inbox": row.in_inbox,
    }


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
