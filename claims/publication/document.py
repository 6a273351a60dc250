"""The document of a claim: what would be published of it, made of its rows.

Its fields are declared in ``claims.publication.representation``. Names are in full: what readers may not
see is withheld when it is served.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import Func, JSONField, OuterRef, Prefetch, QuerySet, Subquery

from claims.choices import (
    Independence,
    IndependenceBasis,
    LetterKind,
    RationaleFormat,
    RelationKind,
    RelationState,
    RoundOutcome,
)
from claims.locking import sql_scalar
from claims.models import (
    Anchor,
    Appearance,
    Claim,
    Evidence,
    ExternalReview,
    LabelEdition,
    Listening,
    Quantity,
    Relation,
    Relay,
    ReplyLetter,
    ReplyRequest,
    Review,
    Round,
    Topic,
)
from claims.publication import labels
from claims.publication.fields import filled
from claims.publication.representation import (
    AppearanceBody,
    ClaimBody,
    EvidenceBody,
    ExcerptBody,
    ExternalReviewBody,
    IndependenceBody,
    NotAskedBody,
    OrganisationBody,
    PublisherBody,
    QuantityBody,
    QuoteBody,
    RelationBody,
    RelayBody,
    ReplyBody,
    ReplyRequestBody,
    RoleBody,
    SaidOn,
    SnapshotBody,
    SpeakerBody,
    TopicBody,
    TranscriptBody,
    source_body,
)
from claims.querysets import ClaimQuerySet, EvidenceQuerySet
from sources.choices import SnapshotKind, TranscriptOrigin
from sources.models import Role, Speaker

_COUNTS = (
    IndependenceBasis.NO_TIE,
    IndependenceBasis.STATED,
    IndependenceBasis.AGAINST_INTEREST,
)
_INDEPENDENT = (IndependenceBasis.NO_TIE, IndependenceBasis.STATED)
_NOT_ESTABLISHED = (
    "",
    IndependenceBasis.PUBLISHER,
    IndependenceBasis.AFFILIATION,
    IndependenceBasis.DOUBTED,
)
_SNAPSHOT = ("snapshot__transcript__recording", "snapshot__source__publisher")


def with_parts(
    claims: ClaimQuerySet,
    evidence: EvidenceQuerySet | None = None,
    appearances: QuerySet[Appearance] | None = None,
) -> ClaimQuerySet:
    """The claims with what :func:`document` reads, in a number of queries that doesn't grow with them.

    ``evidence`` and ``appearances``: all there are, with what else the caller reads of them.
    """
    heard = Listening.objects.filter(
        claim=OuterRef("claim"),
        snapshot=OuterRef("snapshot"),
        start__lte=OuterRef("start"),
        end__gte=OuterRef("end"),
        speaker=OuterRef("claim__speaker"),
    ).order_by("-listened_at")
    spoken = Func("snapshot", "start", "end", function="quote_time")
    quotes = (
        Anchor.objects.select_related("snapshot__transcript__recording")
        .defer("snapshot__text", "snapshot__metadata")
        .annotate(
            heard_at=Subquery(heard.values("listened_at")[:1]),
            spoken=Func(spoken, function="to_jsonb", output_field=JSONField()),
        )
        .order_by("start", "pk")
    )
    appearances = Appearance.objects.all() if appearances is None else appearances
    appearances = (
        appearances.select_related(*_SNAPSHOT)
        .defer("snapshot__text", "snapshot__metadata")
        .prefetch_related(
            Prefetch("relays", Relay.objects.select_related("speaker").order_by("position")),
            Prefetch("anchors", quotes),
        )
        .order_by("pk")
    )
    evidence = Evidence.objects.all() if evidence is None else evidence
    evidence = evidence.select_related("source__publisher").order_by("pk")
    signed = Round.objects.filter(outcome=RoundOutcome.SIGNED).order_by("-number")
    reviews = (
        Review.objects.select_related("reviewer")
        .order_by("claim_id", "-number")
        .distinct("claim_id")
    )
    letters = ReplyLetter.objects.went_out().filter(kind=LetterKind.REMINDER)
    requests = ReplyRequest.objects.public().order_by("sent_at", "pk")
    confirmed = Relation.objects.filter(state=RelationState.CONFIRMED)
    roles = Role.objects.select_related("organisation").order_by("period", "pk")
    external = ExternalReview.objects.public().select_related("publisher").with_archive()
    return claims.select_related("speaker").prefetch_related(
        Prefetch("speaker__roles", roles),
        Prefetch("topics", Topic.objects.order_by("name", "pk")),
        Prefetch("quantities", Quantity.objects.order_by("pk")),
        Prefetch("appearances", appearances),
        Prefetch("reviews", reviews),
        Prefetch("reviews__evidence", evidence.prefetch_related(Prefetch("anchor", quotes))),
        Prefetch("reviews__rounds", signed.select_related("label__label").defer("body")),
        Prefetch("relations_out", confirmed),
        Prefetch("relations_in", confirmed),
        Prefetch("reply_requests", requests),
        Prefetch("reply_requests__letters", letters.order_by("sent_at", "pk")),
        Prefetch("external_reviews", external.order_by("pk")),
    )


def document(
    claim: Claim,
    attribution: str,
    status: str,
    label: LabelEdition | None = None,
    *,
    private: bool = False,
) -> ClaimBody:
    """What would be published of a claim of :func:`with_parts` with these two answers, without the signers.

    ``private``: with private evidence.
    """
    review = _latest(claim)
    rationale = review.rationale if review else ""
    relations = [*claim.relations_out.all(), *claim.relations_in.all()]
    return filled(
        ClaimBody,
        claim,
        attribution=attribution,
        status=status,
        label=label and labels.body_of(label),
        speaker=_speaker(claim),
        said_on=_said_on(claim),
        topics=[filled(TopicBody, each) for each in claim.topics.all()],
        quantities=[_quantity(each) for each in claim.quantities.all()],
        appearances=[_appearance(each) for each in claim.appearances.all()],
        evidence=[_evidence(each) for each in evidence_of(claim) if private or not each.private],
        summary=review and review.summary,
        rationale=rationale,
        rationale_format=rationale and RationaleFormat.MARKDOWN,
        reply=_reply(claim, review),
        relations=sorted(
            (relation_body(each, claim.pk) for each in relations),
            key=lambda each: (each["claim"], each["relation"]),
        ),
        external_reviews=[_external_review(each) for each in claim.external_reviews.all()],
        reason_kind=review and review.reason_kind,
    )


def present(claim: Claim) -> ClaimBody:
    """A claim of :func:`with_parts` as it is now, with private evidence and protected names."""
    return document(claim, claim.attribution, claim.status, label_now(claim), private=True)


def evidence_of(claim: Claim) -> list[Any]:
    """The evidence of a claim of :func:`with_parts`, in the order in which its document has it."""
    review = _latest(claim)
    return list(review.evidence.all()) if review else []


def _latest(claim: Claim) -> Review | None:
    return next(iter(claim.reviews.all()), None)


def label_now(claim: Claim) -> LabelEdition | None:
    """Of what is not concluded no label is chosen."""
    review = _latest(claim) if claim.concluded else None
    return next((each.label for each in review.rounds.all()), None) if review else None


def proposal(
    claim_id: int, attribution: str, status: str, label: LabelEdition | None = None
) -> str:
    """The canonical document that a proposal freezes, without the names of protected speakers."""
    claim = with_parts(Claim.objects.filter(pk=claim_id)).get()
    return proposed(claim, attribution, status, label)


def proposed(claim: Claim, attribution: str, status: str, label: LabelEdition | None) -> str:
    """The same of a claim of :func:`with_parts`."""
    redacted = (
        "SELECT canonical_json(redacted(body, protected_among(speakers_named(body))))"
        " FROM (SELECT %s::jsonb) as_made(body)"
    )
    return str(sql_scalar(redacted, json.dumps(document(claim, attribution, status, label))))


def _speaker(claim: Claim) -> SpeakerBody:
    """With the role held when it was said."""
    roles = (each for each in claim.speaker.roles.all() if _held(each, claim))
    role = next(roles, None)
    organisation = role and role.organisation
    held = role and filled(RoleBody, role, organisation=organisation and _named(organisation))
    return filled(SpeakerBody, claim.speaker, name=claim.speaker.name or None, role=held)


def _held(role: Role, claim: Claim) -> bool:
    period = role.period
    if claim.said_from is None or claim.said_to is None:
        return period.lower is None and period.upper is None
    return (period.lower is None or period.lower <= claim.said_to) and (
        period.upper is None or period.upper > claim.said_from
    )


def _named(speaker: Speaker) -> OrganisationBody:
    return {"id": speaker.pk, "name": speaker.name or speaker.description}


def _said_on(claim: Claim) -> SaidOn:
    return {
        "from": _day(claim.said_from),
        "to": _day(claim.said_to),
        "basis": claim.said_basis,
        "note": claim.said_note,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _decimal(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _quantity(row: Quantity) -> QuantityBody:
    low, high = cast("tuple[Decimal, Decimal]", (row.low, row.high))  # by a constraint never null
    return filled(QuantityBody, row, low=_decimal(low), high=_decimal(high))


def _appearance(row: Appearance) -> AppearanceBody:
    quotes = list(row.anchors.all())
    return filled(
        AppearanceBody,
        row,
        source=source_body(row.snapshot.source),
        snapshot=filled(SnapshotBody, row.snapshot),
        relayed_from=[
            filled(RelayBody, each, speaker=each.speaker and _named(each.speaker))
            for each in row.relays.all()
        ],
        quotes=[_quote(each) for each in quotes],
        transcript=_transcript(row.snapshot, quotes),
    )


def _quote(row: Any) -> QuoteBody:
    ends = [row.spoken["start_ms"], row.spoken["end_ms"]]
    time = None if None in ends else ",".join(_decimal(Decimal(each) / 1000) for each in ends)
    return filled(QuoteBody, row, time=time)


def _transcript(snapshot: Any, quotes: list[Any]) -> TranscriptBody | None:
    """What the text is a transcript of, and when the last of these quotes was listened to, if all were.

    Who transcribed it is said of machines only: a colleague's name is nobody's business.
    """
    transcript = getattr(snapshot, "transcript", None)
    if transcript is None:
        return None
    recording = transcript.recording
    heard = [each.heard_at for each in quotes]
    model = f"{transcript.made_by} {transcript.version}"
    return {
        "origin": transcript.origin,
        "model": model if transcript.origin == TranscriptOrigin.MACHINE else "",
        "recording_url": recording.url if recording else "",
        "held_by": recording.held_by if recording else "",
        "recording_sha256": recording.sha256 if recording else "",
        "media_type": recording.media_type if recording else "",
        "listened_on": None if None in heard or not heard else _day(max(heard).date()),
    }


def _evidence(row: Evidence) -> EvidenceBody:
    quote = getattr(row, "anchor", None)
    snapshot = quote and quote.snapshot
    excerpt = snapshot and snapshot.kind == SnapshotKind.EXCERPT
    return filled(
        EvidenceBody,
        row,
        independence=_independence(row),
        source=row.source and source_body(row.source),
        quote=quote and _quote(quote),
        snapshot_method=snapshot.method if snapshot else "",
        number=row.number,
        excerpt=filled(ExcerptBody, snapshot) if excerpt else None,
        transcript=snapshot and _transcript(snapshot, [quote]),
    )


def _independence(row: Evidence) -> IndependenceBody:
    basis = row.independence
    if basis in _INDEPENDENT:
        state = Independence.INDEPENDENT
    elif basis in _NOT_ESTABLISHED:
        state = Independence.NOT_ESTABLISHED
    else:
        state = Independence.NOT_INDEPENDENT
    return {
        "state": state,
        "basis": basis,
        "counts": basis in _COUNTS,
        "reason": row.independence_reason if basis == IndependenceBasis.STATED else "",
    }


def _reply(claim: Claim, review: Review | None) -> ReplyBody:
    requests = [_reply_request(each) for each in claim.reply_requests.all()]
    harms = (review.harms if review else None) or []
    return filled(
        ReplyBody,
        None,
        **first_reply(requests),
        not_sought=review.reply_not_sought if review else "",
        requests=requests,
        not_awaited=review and review.reply_not_awaited,
        not_asked=[
            NotAskedBody(whom=each["whom"], why=each["not_asked"])
            for each in harms
            if each.get("not_asked")
        ],
    )


def first_reply(requests: list[ReplyRequestBody]) -> dict[str, Any]:
    """What a document says of the first request beside the list of all."""
    if not requests:
        return {"asked": "", "asked_on": None, "how": "", "answer": ""}
    first = requests[0]
    return {
        "asked": first["asked"],
        "asked_on": first["sent_on"],
        "how": first["channel"],
        "answer": first["answer"],
    }


def _reply_request(row: ReplyRequest) -> ReplyRequestBody:
    def local(moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(row.time_zone)).replace(tzinfo=None)

    return filled(
        ReplyRequestBody,
        row,
        asked=row.addressee,
        sent_on=_day(local(row.sent_at).date()),
        deadline=local(row.deadline).isoformat(timespec="minutes"),
        deadline_reason=row.deadline_reason,
        reminded_on=[
            _day(local(each.mailed_at or each.sent_at).date()) for each in row.letters.all()
        ],
    )


def relation_body(row: Relation, of_claim: int) -> RelationBody:
    outward = row.from_claim_id == of_claim
    one_way = "out" if outward else "in"
    return filled(
        RelationBody,
        row,
        claim=row.to_claim_id if outward else row.from_claim_id,
        relation=row.kind,
        direction="both" if row.kind == RelationKind.CONTRADICTS else one_way,
    )


def _external_review(row: Any) -> ExternalReviewBody:
    publisher = filled(PublisherBody, row.publisher)
    return filled(ExternalReviewBody, row, publisher=publisher, archive=row.archive)
