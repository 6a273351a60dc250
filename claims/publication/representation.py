"""A claim as others see it, defined once: frozen into publications, served live to staff.

The shapes are TypedDicts; the API's schema is made from them. Dates are ISO 8601 days, decimals
are strings, what is not known is null or an empty string.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

import rfc8785
from django.db.models import Prefetch

from claims.choices import RelationKind, RelationState
from claims.models import (
    Anchor,
    Appearance,
    Claim,
    Evidence,
    ExternalReview,
    Relation,
    Review,
)
from claims.querysets import ClaimQuerySet
from sources.models import Role, Source, Speaker, Takedown


class OrganisationBody(TypedDict):
    id: int | None
    name: str


class RoleBody(TypedDict):
    title: str
    organisation: OrganisationBody | None


class SpeakerBody(TypedDict):
    id: int | None
    kind: str
    name: str | None
    description: str
    role: RoleBody | None


SaidOn = TypedDict("SaidOn", {"from": str | None, "to": str | None, "basis": str, "note": str})


class TopicBody(TypedDict):
    slug: str
    name: str


class QuantityBody(TypedDict):
    low: str
    high: str
    unit: str
    bound: str
    qualifier: str
    counted: str
    as_of: str | None


class PublisherBody(TypedDict):
    id: int
    name: str


class SourceBody(TypedDict):
    id: int
    uri: str
    kind: str
    title: str
    byline: str
    publisher: PublisherBody | None
    published_on: str | None
    language: str
    licence: str


class QuoteBody(TypedDict):
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


class RelayBody(TypedDict):
    kind: str
    speaker: OrganisationBody | None
    description: str
    verb: str


class SnapshotBody(TypedDict):
    kind: str
    text_sha256: str
    consulted_url: str
    consulted_on: str | None
    timecode: str


class AppearanceBody(TypedDict):
    source: SourceBody
    snapshot: SnapshotBody
    verb: str
    directness: str
    described_as: str
    first_known: bool
    relayed_from: list[RelayBody]
    translated_from: str
    translated_by: str
    quotes: list[QuoteBody]
    # Only where it is so: then the public sees no quote, nor how the source describes the speaker.
    taken_down: NotRequired[bool]


class EvidenceBody(TypedDict):
    bears_on: str
    direction: str
    kind: str
    primary: bool
    independent: bool | None
    description: str
    source: SourceBody | None
    quote: QuoteBody | None
    consulted_on: str | None
    contacted: str
    file_sha256: str
    page: str
    timecode: str
    # Only where it is so: then the public sees no quote.
    taken_down: NotRequired[bool]


class RelationBody(TypedDict):
    claim: int
    relation: str
    direction: str
    rationale: str
    scope: str


class ReplyBody(TypedDict):
    asked: str
    asked_on: str | None
    how: str
    answer: str
    not_sought: str


class ExternalReviewBody(TypedDict):
    """What somebody else concluded, in their own word."""

    publisher: PublisherBody
    rating: str
    url: str
    reviewed_on: str | None


class SignedBody(TypedDict):
    by: list[str]
    four_eyes: bool


class ClaimBody(TypedDict, total=False):
    """What a publication's body holds; a tombstone has fewer keys."""

    text: str
    nature: str
    language: str
    attribution: str
    status: str
    speaker: SpeakerBody
    said_on: SaidOn
    topics: list[TopicBody]
    quantities: list[QuantityBody]
    appearances: list[AppearanceBody]
    evidence: list[EvidenceBody]
    rationale: str
    reply: ReplyBody
    relations: list[RelationBody]
    # Only where somebody else concluded anything.
    external_reviews: list[ExternalReviewBody]
    signed: SignedBody | None
    reason: str


def canonical(body: Any) -> str:
    """Canonical JSON (RFC 8785) as text."""
    return rfc8785.dumps(body).decode()


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _decimal(value: Decimal | None) -> str:
    return f"{(value or Decimal()).normalize():f}"


def speaker_body(speaker: Speaker, role: Role | None, public: bool) -> SpeakerBody:
    """The speaker; a protected one is a description and nothing else in public."""
    if speaker.protected and public:
        return {
            "id": None,
            "kind": speaker.kind,
            "name": None,
            "description": speaker.description,
            "role": None,
        }
    return {
        "id": speaker.pk,
        "kind": speaker.kind,
        "name": speaker.name or None,
        "description": speaker.description,
        "role": _role(role, public),
    }


def _role(role: Role | None, public: bool) -> RoleBody | None:
    if role is None:
        return None
    organisation = role.organisation
    return {
        "title": role.title,
        "organisation": _named(organisation, public) if organisation else None,
    }


def _named(speaker: Speaker, public: bool) -> OrganisationBody:
    if speaker.protected and public:
        return {"id": None, "name": speaker.description}
    return {"id": speaker.pk, "name": str(speaker)}


def role_then(claim: Claim) -> Role | None:
    """The role held when it was said: one whose period meets the days on which it may have been.

    For a day unknown only a role whose own period is unknown is taken, never a guess.
    """
    role: Role
    for role in claim.speaker.roles.all():
        lower, upper = role.period.lower, role.period.upper
        if claim.said_from is None or claim.said_to is None:
            if lower is None and upper is None:
                return role
        elif (lower is None or lower <= claim.said_to) and (
            upper is None or upper > claim.said_from
        ):
            return role
    return None


def source_body(source: Source) -> SourceBody:
    publisher = source.publisher
    return {
        "id": source.pk,
        "uri": source.uri,
        "kind": source.kind,
        "title": source.title,
        "byline": source.byline,
        "publisher": {"id": publisher.pk, "name": publisher.name} if publisher else None,
        "published_on": _day(source.published_on),
        "language": source.language,
        "licence": source.licence,
    }


def _quote(anchor: Anchor, bare: bool) -> QuoteBody:
    """``bare``: without what stands around it, which often names who speaks."""
    return {
        "exact": anchor.exact,
        "prefix": "" if bare else anchor.prefix,
        "suffix": "" if bare else anchor.suffix,
        "start": anchor.start,
        "end": anchor.end,
    }


def _names_a_protected(claim: Claim) -> bool:
    role = role_then(claim)
    return (
        claim.speaker.protected
        or bool(role and role.organisation and role.organisation.protected)
        or any(
            relay.speaker is not None and relay.speaker.protected
            for appearance in claim.appearances.all()
            for relay in appearance.relays.all()
        )
    )


def _appearances(claim: Claim, public: bool, bare: bool) -> list[AppearanceBody]:
    return [
        {
            "source": source_body(appearance.snapshot.source),
            "snapshot": {
                "kind": appearance.snapshot.kind,
                "text_sha256": appearance.snapshot.text_sha256,
                "consulted_url": appearance.snapshot.consulted_url,
                "consulted_on": _day(appearance.snapshot.consulted_on),
                "timecode": appearance.snapshot.timecode,
            },
            "verb": appearance.verb,
            "directness": appearance.directness,
            "described_as": appearance.described_as,
            "first_known": appearance.first_known,
            "relayed_from": [
                {
                    "kind": relay.kind,
                    "speaker": _named(relay.speaker, public) if relay.speaker else None,
                    "description": relay.description,
                    "verb": relay.verb,
                }
                for relay in appearance.relays.all()
            ],
            "translated_from": appearance.translated_from,
            "translated_by": appearance.translated_by,
            "quotes": [_quote(anchor, bare) for anchor in appearance.anchors.all()],
        }
        for appearance in claim.appearances.all()
    ]


def _evidence(review: Review | None, public: bool, bare: bool) -> list[EvidenceBody]:
    pieces: Iterable[Evidence] = review.evidence.all() if review else ()
    return [
        {
            "bears_on": piece.bears_on,
            "direction": piece.direction,
            "kind": piece.kind,
            "primary": piece.primary,
            "independent": piece.independent,
            "description": piece.description,
            "source": source_body(piece.source) if piece.source else None,
            "quote": _quote(piece.anchor, bare) if hasattr(piece, "anchor") else None,
            "consulted_on": _day(piece.consulted_on),
            "contacted": piece.contacted,
            "file_sha256": piece.file_sha256,
            "page": piece.page,
            "timecode": piece.timecode,
        }
        for piece in pieces
        if not (public and piece.private)
    ]


def _external_reviews(claim: Claim) -> list[ExternalReviewBody]:
    found: Iterable[ExternalReview] = claim.others_concluded  # type: ignore[attr-defined]
    return [
        {
            "publisher": {"id": each.publisher_id, "name": each.publisher.name},
            "rating": each.rating,
            "url": each.url,
            "reviewed_on": _day(each.reviewed_on),
        }
        for each in found
    ]


def relation_body(relation: Relation, claim_id: int) -> RelationBody:
    """The relation as seen from one of its two claims."""
    outward = "out" if relation.from_claim_id == claim_id else "in"
    return {
        "claim": relation.other(claim_id),
        "relation": relation.kind,
        "direction": "both" if relation.kind == RelationKind.CONTRADICTS else outward,
        "rationale": relation.rationale,
        "scope": relation.scope,
    }


def relation_bodies(relations: Iterable[Relation], claim_id: int) -> list[RelationBody]:
    """In the order in which bodies hold them: by the other claim, then by kind."""
    bodies = [relation_body(relation, claim_id) for relation in relations]
    return sorted(bodies, key=lambda body: (body["claim"], body["relation"]))


def for_representation(claims: ClaimQuerySet) -> ClaimQuerySet:
    """The claims with all that :func:`body` reads, in a number of queries that doesn't grow."""
    confirmed = Relation.objects.filter(state=RelationState.CONFIRMED)
    taken_down = Takedown.objects.standing()
    appearances = Appearance.objects.annotate(is_taken_down=taken_down.of("snapshot"))
    evidence = Evidence.objects.select_related("source__publisher", "anchor").annotate(
        is_taken_down=taken_down.of("anchor__snapshot")
    )
    anchors = Anchor.objects.order_by("start", "pk")
    return claims.select_related("speaker").prefetch_related(
        "topics",
        "quantities",
        Prefetch("speaker__roles", Role.objects.select_related("organisation")),
        Prefetch("appearances", appearances),
        "appearances__snapshot__source__publisher",
        Prefetch("appearances__anchors", anchors),
        "appearances__relays__speaker",
        Prefetch("relations_out", confirmed, to_attr="confirmed_out"),
        Prefetch("relations_in", confirmed, to_attr="confirmed_in"),
        Prefetch(
            "external_reviews",
            ExternalReview.objects.public().select_related("publisher"),
            to_attr="others_concluded",
        ),
        Prefetch("reviews", Review.objects.order_by("-number")),
        Prefetch("reviews__evidence", evidence),
    )


def body(claim: Claim, public: bool) -> ClaimBody:
    """What the claim says now, of one that :func:`for_representation` prepared.

    ``public``: as it would be published: no private evidence, no protected name.
    """
    review = next(iter(claim.reviews.all()), None)
    bare = public and _names_a_protected(claim)
    relations = [*claim.confirmed_out, *claim.confirmed_in]  # type: ignore[attr-defined]
    said: ClaimBody = {
        "text": claim.text,
        "nature": claim.nature,
        "language": claim.language,
        "attribution": claim.attribution,
        "status": claim.status,
        "speaker": speaker_body(claim.speaker, role_then(claim), public),
        "said_on": {
            "from": _day(claim.said_from),
            "to": _day(claim.said_to),
            "basis": claim.said_basis,
            "note": claim.said_note,
        },
        "topics": [{"slug": topic.slug, "name": topic.name} for topic in claim.topics.all()],
        "quantities": [
            {
                "low": _decimal(quantity.low),
                "high": _decimal(quantity.high),
                "unit": quantity.unit,
                "bound": quantity.bound,
                "qualifier": quantity.qualifier,
                "counted": quantity.counted,
                "as_of": _day(quantity.as_of),
            }
            for quantity in claim.quantities.all()
        ],
        "appearances": _appearances(claim, public, bare),
        "evidence": _evidence(review, public, bare),
        "rationale": review.rationale if review else "",
        "reply": {
            "asked": review.reply_asked if review else "",
            "asked_on": _day(review.reply_asked_on) if review else None,
            "how": review.reply_how if review else "",
            "answer": review.reply_answer if review else "",
            "not_sought": review.reply_not_sought if review else "",
        },
        "relations": relation_bodies(relations, claim.pk),
    }
    # The address of somebody else's review mostly names who spoke.
    if not bare and (others := _external_reviews(claim)):
        said["external_reviews"] = others
    return said


def proposal(claim_id: int, attribution: str, status: str) -> str:
    """The canonical body that a proposal freezes: all that would be published but the signers."""
    claim = for_representation(Claim.objects.filter(pk=claim_id)).get()
    claim.attribution, claim.status = attribution, status
    return canonical(body(claim, public=True))
