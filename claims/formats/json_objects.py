"""The objects of the API and of exports: a publication's body with its number, hashes and address.

Without the added keys it is again the body that ``body_sha256`` is the hash of, after its salt.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NotRequired, TypedDict, cast

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims.choices import LISTED, CandidateState
from claims.models import Appearance, Candidate, Evidence, Hold, Publication, Review
from claims.publication import representation
from claims.publication.fields import Field, Moment, Word, filled, stamp
from claims.publication.representation import (
    METHOD,
    SIGNED,
    AppearanceBody,
    ClaimBody,
    EvidenceBody,
    PublisherBody,
    SignedBody,
    SourceBody,
    SpeakerBody,
)
from claims.querysets import ClaimQuerySet
from sources.models import CaptureRequest, Speaker, Takedown


class Numbered(TypedDict):
    """The number, state and hashes of a publication."""

    id: Annotated[int, Field("The claim's id.")]
    url: Annotated[str, Field("Its address in the API.")]
    number: Annotated[int, Field("The publication's number. Lists and files are in this order.")]
    event: Annotated[Word, Field("Why it was published, such as `signed` or `reopened`.")]
    standing: Annotated[
        Word,
        Field(
            "Whether the conclusion is in force (signed) or is being checked again (under_review).",
            one_of=tuple(LISTED),
        ),
    ]
    published_at: Annotated[Moment, Field("When this was published.")]
    salt: Annotated[
        Word | None,
        Field("128 random bits; null where the body is not served as it was published."),
    ]
    body_sha256: Annotated[
        Word, Field("SHA-256 of the salt, a newline and the body as it was published.")
    ]
    previous_sha256: Annotated[Word, Field("`sha256` of the publication before it.")]
    sha256: Annotated[Word, Field("SHA-256 of the publication and, through it, of all before it.")]


class PublishedClaim(Numbered, ClaimBody):
    """A claim as it was signed. ``reason`` is there only while it is under review again.

    ``redacted`` is there only where it is true, of a past day: relations are left out whose other
    claim has been hidden since, so the rest is not what ``body_sha256`` is of.
    """

    signed: Annotated[SignedBody | None, SIGNED]  # type: ignore[misc]
    redacted: NotRequired[bool]


class Tombstone(Numbered):
    """A withdrawn claim: the reason; wording and speaker only where that was decided."""

    reason: str
    text: NotRequired[str]
    speaker: NotRequired[SpeakerBody]


class Change(Numbered):
    """One publication, in the list of changes and in webhooks.

    ``body`` is what was published: the object that ``body_sha256`` is the hash of, unless
    ``redacted`` is there (see PublishedClaim); ``{}`` where a claim was hidden; the reason, and
    wording and speaker where that was decided, where it was withdrawn; null where it may no longer
    be shown.
    """

    body: ClaimBody | None
    redacted: NotRequired[bool]


class LastPublication(TypedDict):
    """A claim's latest publication."""

    number: Annotated[int, Field("Its number.")]
    standing: Annotated[Word, Field("Whether it is in force.")]
    published_at: Annotated[Moment, Field("When it was published.")]


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
    """A speaker named in publications; ``id`` is the speaker into whom others were merged."""

    id: Annotated[int, Field("The speaker's number. Rows are in this order.")]
    url: Annotated[str, Field("Its address in the API.")]
    slug: Annotated[str | None, Field("A short name for addresses.")]
    name: Annotated[str, Field("The speaker's name.")]
    kind: Annotated[Word, Field("Person, organisation, group.")]
    description: Annotated[str, Field("Who that is, in a few words.")]


class NamedSource(SourceBody):
    """A source named in publications, as the latest one describes it."""

    url: str


class NamedPublisher(PublisherBody):
    """A publisher named in publications, as the latest one describes it."""

    url: str


class CapturedSnapshot(TypedDict):
    """An unchangeable text of a source."""

    id: Annotated[int, Field("Its number.")]
    captured_at: Annotated[Moment, Field("When it was captured.")]
    method: Annotated[Word, METHOD]
    read_by: Annotated[str, Field("The program that read the raw bytes.")]
    media_type: Annotated[str, Field("The media type of the raw bytes.")]
    text_sha256: Annotated[Word, Field("SHA-256 of the text's UTF-8.")]
    raw_sha256: Annotated[Word, Field("SHA-256 of the raw bytes.")]


class Capture(TypedDict):
    """A requested capture, of a link, a file or a text."""

    id: Annotated[int, Field("Its number.")]
    url: Annotated[str, Field("Its address in the API.")]
    state: Annotated[Word, Field("`waiting`, `stored` (being read), `done` or `failed`.")]
    message: Annotated[str, Field("The outcome in words.")]
    link: Annotated[
        str,
        Field("The link requested; of a page in an archive, the address that the archive gives."),
    ]
    file_name: Annotated[str, Field("The name of the file sent.")]
    asked_at: Annotated[Moment, Field("When it was requested.")]
    finished_at: Annotated[Moment | None, Field("When it was done or failed.")]
    source: Annotated[SourceBody | None, Field("The source, once stored.")]
    syndicated_from: Annotated[SourceBody | None, Field("The source that it is a copy of.")]
    snapshot: Annotated[CapturedSnapshot | None, Field("The snapshot, once stored.")]
    in_inbox: Annotated[int, Field("The number of its statements in the inbox now.")]


def published(row: Publication, url: str) -> str:
    """JSON of a published or withdrawn claim, with the body as it is stored.

    ``row`` may be shown; for a past day it is a row of ``served()``.
    """
    body = _shown(row)
    if body is None:
        raise ValueError("a publication that is withheld")
    before, after = _members(_numbered(row, url, body)), _members(_redacted(row, body))
    return "{" + ",".join(filter(None, (before, body[1:-1], after))) + "}"


def _members(of: Mapping[str, Any]) -> str:
    return json.dumps(of, ensure_ascii=False, separators=(",", ":"))[1:-1]


def change(row: Publication, url: str) -> Change:
    """A row of ``served()``, with what may be shown of it."""
    body = _shown(row)
    made: Any = {**_numbered(row, url, body), "body": None if body is None else json.loads(body)}
    return cast("Change", {**made, **_redacted(row, body)})


def _shown(row: Any) -> str | None:
    # A current row of a list is shown as it is; ``served`` is annotated only on others.
    body: str | None = row.served if "served" in vars(row) else row.body
    return body


def _redacted(row: Publication, body: str | None) -> dict[str, bool]:
    return {"redacted": True} if body not in (None, row.body) else {}


def _numbered(row: Publication, url: str, body: str | None) -> Numbered:
    if row.published_at is None:
        raise ValueError("a publication that PostgreSQL has not numbered yet")
    salt = row.salt if body == row.body else None
    return filled(Numbered, row, id=row.claim_id, url=url, salt=salt)


def for_working(claims: ClaimQuerySet) -> ClaimQuerySet:
    """The claims with all that :func:`working` reads; queries don't grow with the rows."""
    holds = Hold.objects.filter(lifted_at__isnull=True)
    latest = Publication.objects.current().only("number", "claim_id", "standing", "published_at")
    taken_down = Takedown.objects.standing()
    appearances = Appearance.objects.annotate(is_taken_down=taken_down.of("snapshot"))
    evidence = Evidence.objects.annotate(is_taken_down=taken_down.of("anchor__snapshot"))
    return representation.for_representation(claims).prefetch_related(
        Prefetch("appearances", appearances),
        Prefetch("reviews", Review.objects.order_by("-number")),
        Prefetch("reviews__evidence", evidence),
        Prefetch("holds", holds, to_attr="holds_now"),
        Prefetch("publications", latest, to_attr="publications_now"),
    )


def working(claim: Any, url: str) -> WorkingClaim:
    """A claim that :func:`for_working` prepared."""
    body = representation.present(claim)
    review = next(iter(claim.reviews.all()), None)
    pieces = review.evidence.all() if review else ()
    last = next(iter(claim.publications_now), None)
    evidence: list[WorkingEvidence] = [
        {**piece, "private": row.private}
        for piece, row in zip(body["evidence"], pieces, strict=True)
    ]
    # The newsroom keeps the quotes, and sees that the public has none.
    _mark_taken_down(body["appearances"], claim.appearances.all())
    _mark_taken_down(evidence, pieces)
    return {
        "id": claim.pk,
        "url": url,
        **body,
        "evidence": evidence,
        "revision": claim.revision,
        "note": claim.note,
        "added_at": stamp(claim.added_at),
        "embargo_until": stamp(claim.embargo_until) if claim.embargo_until else None,
        "holds": [hold.kind for hold in claim.holds_now],
        "publication": filled(LastPublication, last) if last else None,
    }


def _mark_taken_down(
    parts: Sequence[AppearanceBody | WorkingEvidence], rows: Iterable[Any]
) -> None:
    for part, row in zip(parts, rows, strict=True):
        if row.is_taken_down:
            part["taken_down"] = True


def for_captures(captures: QuerySet[CaptureRequest]) -> QuerySet[CaptureRequest]:
    """The requests with what :func:`capture` reads; no text is loaded."""
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
    """A row of :func:`for_captures`."""
    snapshot, source = row.snapshot, row.source
    origin = source.syndicated_from if source else None
    return filled(
        Capture,
        row,
        url=url,
        link=row.url,
        asked_at=stamp(row.requested_at),
        source=source and representation.source_body(source),
        syndicated_from=origin and representation.source_body(origin),
        snapshot=snapshot and filled(CapturedSnapshot, snapshot),
    )


def speaker(row: Speaker, url: str) -> NamedSpeaker:
    """A speaker whom the public may see named. Changing what is shown here takes two people."""
    return filled(NamedSpeaker, row, url=url)


def source(body: ClaimBody, number: int, url: str) -> NamedSource:
    """The source of that number as the body describes it."""
    return {**next(each for each in _sources(body) if each["id"] == number), "url": url}


def publisher(body: ClaimBody, number: int, url: str) -> NamedPublisher:
    """The publisher of that number as the body describes it."""
    named = (each["publisher"] for each in _sources(body))
    return {**next(each for each in named if each and each["id"] == number), "url": url}


def _sources(body: ClaimBody) -> list[SourceBody]:
    cited = [piece["source"] for piece in body["evidence"]]
    return [
        *(appearance["source"] for appearance in body["appearances"]),
        *(each for each in cited if each),
    ]
