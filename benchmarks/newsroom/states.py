"""The state of a claim while it is generated, and the bodies of its publications."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from benchmarks.newsroom import words
from benchmarks.newsroom.articles import Body, Place, Source, Statement
from benchmarks.newsroom.people import Post


@dataclass
class Appearance:
    number: int
    source: Source
    places: list[Place]
    first_known: bool
    translated_from: str
    relays: list[Body]  # as in publications


@dataclass
class Evidence:
    number: int
    review: "Review"
    bears_on: str
    direction: str
    kind: str
    primary: bool
    private: bool
    description: str
    basis: str  # whether it is independent, as a code of claims.choices.IndependenceBasis
    added_by: int
    added_at: datetime
    source: Source | None = None
    place: Place | None = None
    consulted_on: date | None = None
    contacted: str = ""
    independence_reason: str = ""
    file_sha256: str = ""
    page: str = ""
    inputs: list[int] = field(default_factory=list)
    copied_from: int | None = None
    judged: bool = False


@dataclass
class Review:
    number: int
    within: int  # 1 for the claim's first
    opening: str
    reason: str
    reason_kind: str  # of a reopening
    reviewer: int
    opened_at: datetime
    state: str = "open"
    closed_at: datetime | None = None
    summary: str = ""
    rationale: str = ""
    would_settle: str = ""
    reply: Body = field(
        default_factory=lambda: {
            "asked": "", "asked_on": None, "how": "", "answer": "", "not_sought": "",
        }
    )  # fmt: skip
    evidence: list[Evidence] = field(default_factory=list)
    rounds: list["Round"] = field(default_factory=list)
    authors: dict[int, None] = field(default_factory=dict)


@dataclass
class Round:
    number: int
    within: int
    review: Review
    status: str
    attribution: str
    content: Body
    body: str
    version: str
    proposed_by: int
    proposed_at: datetime
    authors: list[int]
    outcome: str = "open"
    decided_by: int | None = None
    decided_at: datetime | None = None
    reason: str = ""


@dataclass
class Hold:
    kind: str
    reason: str
    set_by: int
    set_at: datetime
    lifted_at: datetime | None = None
    approval: int | None = None


@dataclass
class Publication:
    number: int
    claim: int
    event: str
    standing: str
    at: datetime
    content: Body
    body: str
    salt: str
    body_sha256: str
    previous: str
    sha256: str
    round: int | None
    conclusion: int
    shown_until: datetime | None = None
    withheld: bool = False


@dataclass
class Relation:
    kind: str
    one: "Claim"
    other: "Claim"
    rationale: str
    scope: str
    state: str
    score: float | None
    suggested_by: int | None
    suggested_at: datetime
    decided_by: int | None
    signed_in: int | None = None

    def beyond(self, claim: "Claim") -> "Claim":
        return self.other if self.one is claim else self.one

    def body(self, claim: "Claim") -> Body:
        outward = "out" if self.one is claim else "in"
        return {
            "claim": self.beyond(claim).number,
            "relation": self.kind,
            "direction": "both" if self.kind == "contradicts" else outward,
            "rationale": self.rationale,
            "scope": self.scope,
        }


@dataclass
class Claim:
    number: int
    statement: Statement
    text: str
    nature: str
    said_on: Body
    topics: list[tuple[int, str, str]]
    quantities: list[Body]
    post: Post | None
    added_by: int
    added_at: datetime
    appearances: list[Appearance] = field(default_factory=list)
    spare: list[int] = field(
        default_factory=list
    )  # sources that have it, without an appearance yet
    relations: list[Relation] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    published: list[Publication] = field(default_factory=list)
    stands: Round | None = None
    status: str = "unreviewed"
    attribution: str = ""
    public: str = ""  # its public standing, apart from holds
    embargo_until: datetime | None = None
    withdrawn_reason: str = ""
    withdrawn_wording: bool = False
    revision: int = 2

    @property
    def shown(self) -> Publication | None:
        return self.published[-1] if self.published else None

    @property
    def listed(self) -> bool:
        shown = self.shown
        return shown is not None and shown.standing in ("signed", "under_review")

    @property
    def held(self) -> bool:
        return any(hold.lifted_at is None for hold in self.holds)


ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(body: Body) -> str:
    """RFC 8785, of bodies without floats and with keys in ASCII."""
    return ENCODER.encode(body)


def without_names_around_quotes(body: Body) -> Body:
    """Nothing is around a quote where that says a protected name, as in the function bare_quotes."""

    def bare(quote: Body | None) -> Body | None:
        around = quote and quote["prefix"] + quote["exact"] + quote["suffix"]
        if not around or not any(name in around for name in words.PROTECTED):
            return quote
        return {**(quote or {}), "prefix": "", "suffix": ""}

    return {
        **body,
        "appearances": [
            {**each, "quotes": [bare(quote) for quote in each["quotes"]]}
            for each in body["appearances"]
        ],
        "evidence": [{**each, "quote": bare(each["quote"])} for each in body["evidence"]],
    }


def content_of(claim: Claim, attribution: str, status: str, organisation_names: Any) -> Body:
    """The content that a proposal of the claim freezes."""
    review = claim.reviews[-1]
    bare = claim.statement.speaker.protected
    return {
        "text": claim.text,
        "nature": claim.nature,
        "language": claim.statement.language,
        "attribution": attribution,
        "status": status,
        "speaker": _speaker(claim, organisation_names),
        "said_on": claim.said_on,
        "topics": [{"slug": slug, "name": name} for _, name, slug in claim.topics],
        "quantities": claim.quantities,
        "appearances": [appearance_body(each, claim, bare) for each in claim.appearances],
        "evidence": [
            {**_evidence(piece, bare), "number": number}
            for number, piece in enumerate(review.evidence, start=1)
            if not piece.private
        ],
        "summary": review.summary,
        "rationale": review.rationale,
        "rationale_format": "markdown",
        "reply": review.reply,
        "relations": _sorted(
            each.body(claim) for each in claim.relations if each.state == "confirmed"
        ),
        **reason_kind_of(review),
    }


def reason_kind_of(review: Review) -> Body:
    """As bodies say it: not at all where the review is no reopening."""
    return {"reason_kind": review.reason_kind} if review.reason_kind else {}


def public_relations(claim: Claim) -> list[Body]:
    return _sorted(
        each.body(claim)
        for each in claim.relations
        if each.signed_in is not None and each.beyond(claim).listed
    )


def _sorted(bodies: Any) -> list[Body]:
    return sorted(bodies, key=lambda body: (body["claim"], body["relation"]))


def _speaker(claim: Claim, organisation_names: Any) -> Body:
    speaker, post = claim.statement.speaker, claim.post
    if speaker.protected:
        return {
            "id": None,
            "kind": speaker.kind,
            "name": None,
            "description": speaker.description,
            "role": None,
        }
    role: Body | None = None
    if post is not None:
        at = post.organisation
        role = {
            "title": post.title,
            "organisation": {"id": at, "name": organisation_names(at)} if at else None,
        }
    return {
        "id": speaker.number,
        "kind": speaker.kind,
        "name": speaker.name or None,
        "description": speaker.description,
        "role": role,
    }


def appearance_body(appearance: Appearance, claim: Claim, bare: bool) -> Body:
    statement = claim.statement
    return {
        "source": appearance.source.body,
        "snapshot": appearance.source.snapshot,
        "verb": statement.verb,
        "directness": statement.directness,
        "described_as": statement.described_as,
        "first_known": appearance.first_known,
        "relayed_from": appearance.relays,
        "translated_from": appearance.translated_from,
        "translated_by": "the newsroom" if appearance.translated_from else "",
        "quotes": [appearance.source.quote(place, bare) for place in appearance.places],
    }


def _evidence(piece: Evidence, bare: bool) -> Body:
    place = piece.place
    excerpt = {}
    if piece.source and place and piece.source.snapshot["kind"] == "excerpt":
        names = ("consulted_url", "consulted_on", "timecode")
        excerpt = {"excerpt": {name: piece.source.snapshot[name] for name in names}}
    return {
        "bears_on": piece.bears_on,
        "direction": piece.direction,
        "kind": piece.kind,
        "primary": piece.primary,
        "independence": {
            "state": "independent" if piece.basis in ("no_tie", "stated") else "not_independent",
            "basis": piece.basis,
            "counts": piece.basis in ("no_tie", "stated"),
            "reason": piece.independence_reason,
        },
        "description": piece.description,
        "source": piece.source.body if piece.source else None,
        "quote": piece.source.quote(place, bare) if piece.source and place else None,
        "snapshot_method": piece.source.snapshot["method"] if piece.source and place else "",
        "consulted_on": piece.consulted_on.isoformat() if piece.consulted_on else None,
        "contacted": piece.contacted,
        "file_sha256": piece.file_sha256,
        "page": piece.page,
        "timecode": "",
        **excerpt,
    }
