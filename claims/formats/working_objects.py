"""The API's objects for the newsroom: claims in their present state, and captures."""

from typing import Annotated, Any, TypedDict

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims.choices import (
    Attribution,
    CandidateState,
    ImportState,
    Nature,
    RelationKind,
    ReplyChannel,
    ReplyState,
    Standing,
    Status,
)
from claims.models import (
    Appearance,
    Candidate,
    Evidence,
    Hold,
    ImportRun,
    Publication,
    Relation,
    ReplyRequest,
)
from claims.publication import representation
from claims.publication.addresses import address
from claims.publication.document import evidence_of, present, with_parts
from claims.publication.fields import Day, Field, Moment, Word, filled, stamp
from claims.publication.representation import (
    METHOD,
    ClaimBody,
    EvidenceBody,
    SourceBody,
)
from claims.querysets import ClaimQuerySet
from sources.models import CaptureRequest, Publisher, Speaker, Takedown


class LastPublication(TypedDict):
    """A claim's latest publication."""

    number: Annotated[int, Field("Its number.")]
    standing: Annotated[Word, Field("Whether it is in force.", one_of=tuple(Standing))]
    published_at: Annotated[Moment, Field("When it was published.")]


class WorkingEvidence(EvidenceBody):
    """Evidence as the newsroom sees it; a private piece is never published."""

    private: Annotated[bool, Field("Whether it is hidden from the public.")]
    via_api: Annotated[bool, Field("Written over the API, and not read by an editor yet.")]


class WorkingClaim(ClaimBody):
    """A claim in its present state, as the newsroom sees it: never published like this."""

    nature: Annotated[  # type: ignore[misc]
        Word, Field("What kind of statement it is; empty: not decided.", one_of=("", *Nature))
    ]
    attribution: Annotated[  # type: ignore[misc]
        Word, Field("Who said it; empty: not concluded.", one_of=("", *Attribution))
    ]
    status: Annotated[  # type: ignore[misc]
        Word,
        Field("Where it is in the work; of a concluded claim its rating.", one_of=tuple(Status)),
    ]
    evidence: Annotated[  # type: ignore[misc]
        list[WorkingEvidence], Field("All of it, private pieces too.")
    ]
    id: Annotated[int, Field("The claim's number.")]
    url: Annotated[str, Field("Its address in the API.")]
    html_url: Annotated[str, Field("Its page for the newsroom.")]
    revision: Annotated[int, Field("The number of changes of it and its parts, from 1.")]
    via_api: Annotated[bool, Field("Words of it came over the API, and no editor has read them.")]
    note: Annotated[str, Field("The newsroom's note; never public.")]
    added_at: Annotated[Moment, Field("When it was added.")]
    embargo_until: Annotated[Moment | None, Field("Until when it is embargoed.")]
    holds: Annotated[list[str], Field("The kinds of its holds.")]
    publication: Annotated[LastPublication | None, Field("Its latest publication, if any.")]


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
    html_url: Annotated[str, Field("Its page at the desk, which says how far it is.")]
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


class WorkingSpeaker(TypedDict):
    """A speaker, as the newsroom sees it: protected ones, too."""

    id: Annotated[int, Field("Its number.")]
    html_url: Annotated[
        str, Field("Its page for the newsroom; at the desk for whom the text does not name.")
    ]
    kind: Annotated[Word, Field("Person, organisation, group, or how the text names nobody.")]
    name: Annotated[str, Field("The name; empty for whom the text does not name.")]
    description: Annotated[str, Field("For the public.")]
    protected: Annotated[bool, Field("Whether the public sees the description only.")]
    aliases: Annotated[list[str], Field("Other names.")]
    same_as: Annotated[list[str], Field("Addresses of the same elsewhere.")]
    source: Annotated[int | None, Field("The source whose own speaker it is.")]


class WorkingPublisher(TypedDict):
    """A publisher of sources."""

    id: Annotated[int, Field("Its number.")]
    html_url: Annotated[str, Field("Its page for the newsroom.")]
    name: Annotated[str, Field("Its name.")]
    domain: Annotated[str, Field("Its domain.")]
    country: Annotated[Word, Field("ISO 3166-1, two letters.")]
    kind: Annotated[Word, Field("What kind of publisher it is.")]


class WorkingCandidate(TypedDict):
    """A statement found in a snapshot, in the inbox."""

    id: Annotated[int, Field("Its number.")]
    url: Annotated[str, Field("Its address in the API.")]
    html_url: Annotated[str, Field("Its place in the inbox.")]
    state: Annotated[Word, Field("Waiting or decided.", one_of=tuple(CandidateState))]
    snapshot: Annotated[int, Field("The number of the snapshot.")]
    source: Annotated[SourceBody, Field("Its source.")]
    exact: Annotated[str, Field("Its words.")]
    places: Annotated[list[list[int]], Field("Their places: start and end, in code points.")]
    speaker_kind: Annotated[Word, Field("How the text names the speaker.")]
    speaker_name: Annotated[str, Field("The speaker's name, in the text.")]
    speaker: Annotated[int | None, Field("The number of the only speaker of that name.")]
    described_as: Annotated[str, Field("The speaker, in the source's words.")]
    verb: Annotated[str, Field("The verb of saying.")]
    directness: Annotated[Word, Field("Direct or indirect speech.")]
    nature: Annotated[Word, Field("Fact, opinion or prediction, as far as a program can tell.")]
    said_from: Annotated[Day | None, Field("The earliest day on which it may have been said.")]
    said_to: Annotated[Day | None, Field("The latest such day.")]
    said_basis: Annotated[Word, Field("How that is known.")]
    likely_repeats: Annotated[list[int], Field("Claims with similar words, nearest first.")]
    claim: Annotated[int | None, Field("The claim that it became, or is an appearance of.")]
    reason: Annotated[str, Field("Why it was rejected.")]


class WorkingRelation(TypedDict):
    """How two claims are related."""

    id: Annotated[int, Field("Its number.")]
    html_url: Annotated[
        str, Field("Where it is decided: at the desk, on the page of the one claim.")
    ]
    from_claim: Annotated[int, Field("The one claim.")]
    to_claim: Annotated[int, Field("The other claim.")]
    kind: Annotated[Word, Field("What the one does to the other.", one_of=tuple(RelationKind))]
    rationale: Annotated[str, Field("Why.")]
    scope: Annotated[str, Field("What it applies to, where that is not the whole.")]
    state: Annotated[Word, Field("Suggested, confirmed or dismissed; people decide at the desk.")]


class WorkingReplyRequest(TypedDict):
    """Somebody who was asked for a reply. It has no press contact."""

    id: Annotated[int, Field("Its number.")]
    html_url: Annotated[str, Field("Its place at the desk, on the page of its claim.")]
    claim: Annotated[int, Field("The claim.")]
    addressee: Annotated[str, Field("Whom we asked.")]
    role: Annotated[str, Field("In what role.")]
    channel: Annotated[Word, Field("How.", one_of=tuple(ReplyChannel))]
    sent_at: Annotated[Moment, Field("When we asked.")]
    deadline: Annotated[Moment, Field("By when they may answer.")]
    deadline_reason: Annotated[str, Field("Why they got less than two working days.")]
    state: Annotated[
        Word,
        Field("How far it is; `unreached`: nobody was asked yet.", one_of=tuple(ReplyState)),
    ]
    answered_on: Annotated[Day | None, Field("The day of the answer.")]
    answer: Annotated[str, Field("What they answered.")]


class WorkingImport(TypedDict):
    """An import of claims from a file."""

    id: Annotated[int, Field("Its number.")]
    url: Annotated[str, Field("Its address in the API.")]
    html_url: Annotated[str, Field("Its page at the desk, which says how far it is.")]
    state: Annotated[Word, Field("How far it is.", one_of=tuple(ImportState))]
    message: Annotated[str, Field("The outcome in words.")]
    file_name: Annotated[str, Field("The file's name.")]
    rows_made: Annotated[int, Field("How many claims it made.")]
    rows_refused: Annotated[int, Field("How many of its rows were refused.")]


class NewWebhook(TypedDict):
    """A webhook that was just registered; its secret is shown this once."""

    id: Annotated[int, Field("Its number.")]
    html_url: Annotated[str, Field("Its page at the desk, for senior editors.")]
    name: Annotated[str, Field("The receiver's name.")]
    url: Annotated[str, Field("Where messages are sent.")]
    events: Annotated[list[str], Field("What it receives.")]
    secret: Annotated[str, Field("With which messages are signed, as Standard Webhooks does.")]


def candidate(row: Candidate) -> WorkingCandidate:
    """With its snapshot's source and publisher joined."""
    return filled(
        WorkingCandidate,
        row,
        url=address("working-candidate", row.pk),
        html_url=address("candidate-desk", row.pk),
        snapshot=row.snapshot_id,
        source=representation.source_body(row.snapshot.source),
        places=[list(each) for each in row.places],
        speaker=row.speaker_id,
        likely_repeats=list(row.likely_repeats),
        claim=row.claim_id,
    )


def relation(row: Relation) -> WorkingRelation:
    return filled(
        WorkingRelation,
        row,
        html_url=address("relation-desk", row.pk),
        from_claim=row.from_claim_id,
        to_claim=row.to_claim_id,
    )


def reply_request(row: ReplyRequest) -> WorkingReplyRequest:
    page = address("claim-desk", row.claim_id)
    return filled(WorkingReplyRequest, row, html_url=f"{page}#replies", claim=row.claim_id)


def import_run(row: ImportRun) -> WorkingImport:
    url, page = address("working-import", row.pk), address("import-desk", row.pk)
    return filled(WorkingImport, row, url=url, html_url=page)


def speaker(row: Speaker) -> WorkingSpeaker:
    """With its aliases prefetched, where there are several."""
    aliases = sorted(row.aliases.all(), key=lambda each: each.pk)
    return filled(
        WorkingSpeaker,
        row,
        html_url=address("working-speaker-page" if row.pooled else "speaker-desk", row.pk),
        aliases=[each.name for each in aliases if each.name != row.name],
        same_as=list(row.same_as),
        source=row.source_id,
    )


def publisher(row: Publisher) -> WorkingPublisher:
    return filled(WorkingPublisher, row, html_url=address("working-publisher-page", row.pk))


def for_working(claims: ClaimQuerySet) -> ClaimQuerySet:
    """The claims with all that :func:`working` reads; queries don't grow with the rows."""
    holds = Hold.objects.filter(lifted_at__isnull=True)
    latest = Publication.objects.current().only("number", "claim_id", "standing", "published_at")
    taken_down = Takedown.objects.standing()
    prepared = with_parts(
        claims,
        # As the desk shows it: it is stored at proposal only.
        Evidence.objects.with_independence().annotate(
            is_taken_down=taken_down.of("anchor__snapshot")
        ),
        Appearance.objects.annotate(is_taken_down=taken_down.of("snapshot")),
    )
    return prepared.prefetch_related(
        Prefetch("holds", holds, to_attr="holds_now"),
        Prefetch("publications", latest, to_attr="publications_now"),
    )


def working(claim: Any, url: str) -> WorkingClaim:
    """A claim that :func:`for_working` prepared."""
    body = present(claim)
    last = next(iter(claim.publications_now), None)
    evidence: list[WorkingEvidence] = []
    # The newsroom keeps the quotes, and sees that the public has none.
    for piece, row in zip(body["evidence"], evidence_of(claim), strict=True):
        evidence.append(
            {
                **piece,
                "independence": row.independence_now,
                "private": row.private,
                "via_api": row.via_api,
            }
        )
        if row.is_taken_down:
            evidence[-1]["taken_down"] = True
    for part, appearance in zip(body["appearances"], claim.appearances.all(), strict=True):
        if appearance.is_taken_down:
            part["taken_down"] = True
    return {
        "id": claim.pk,
        "url": url,
        "html_url": address("working-page", claim.pk),
        **body,
        "nature": body["nature"],
        "attribution": body["attribution"],
        "status": body["status"],
        "evidence": evidence,
        "revision": claim.revision,
        "via_api": claim.via_api,
        "note": claim.note,
        "added_at": stamp(claim.added_at),
        "embargo_until": stamp(claim.embargo_until) if claim.embargo_until else None,
        "holds": [hold.kind for hold in claim.holds_now],
        "publication": filled(LastPublication, last) if last else None,
    }


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
        html_url=address("capture-desk", row.pk),
        link=row.url,
        asked_at=stamp(row.requested_at),
        source=source and representation.source_body(source),
        syndicated_from=origin and representation.source_body(origin),
        snapshot=snapshot and filled(CapturedSnapshot, snapshot),
    )
