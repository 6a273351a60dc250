"""A claim's provenance as W3C PROV: from the words in a source to each signed publication.

The public document contains only what publications say. So a capture has no time (an excerpt has
the day on which it was consulted), a review has no dates and no reviewer, and people are named as
they chose to be when they signed; everything else was done by the newsroom.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.conf import settings
from prov.constants import PROV
from prov.model import ProvDocument

from claims.choices import Attribution, PublicationEvent
from claims.formats.claimreview.claims import Address
from claims.models import Publication
from claims.publication.addresses import absolute
from claims.publication.representation import (
    AppearanceBody,
    ClaimBody,
    EvidenceBody,
    RelayBody,
    SourceBody,
    SpeakerBody,
)
from sources.choices import UNPOOLED, CaptureMethod, SpeakerKind

PERSON, ORGANISATION = PROV["Person"], PROV["Organization"]
NEWSROOM, REVIEW = "our:newsroom", "claim:review"
STATEMENT, WORKING = "claim:statement", "claim:now"
ACTIVITIES = {
    CaptureMethod.FETCHED: "capture",
    CaptureMethod.UPLOADED: "upload",
    CaptureMethod.PASTED: "paste",
    CaptureMethod.COPIED: "transcription",
    CaptureMethod.IMPORTED: "import",
}


def document(
    claim_id: int,
    rows: Iterable[Publication],
    address: Address,
    working: ClaimBody | None = None,
) -> dict[str, Any]:
    """PROV-JSON of the claim.

    ``rows``: its publications that the reader may see, oldest first. ``working``: for the newsroom,
    the claim in its present state instead of that in the last row.
    """
    graph = _Graph(claim_id, address)
    last = graph.publications(rows)
    if working is not None:
        graph.entity(WORKING, {"prov:label": "The working claim"})
        graph.words(WORKING, working)
    elif last is not None:
        graph.words(f"claim:publication-{last.number}", json.loads(last.body))
    # Without a file to write to, it returns the text.
    written = cast("str", graph.prov.serialize(format="json"))
    return cast("dict[str, Any]", json.loads(written))


class _Graph:
    def __init__(self, claim_id: int, address: Address) -> None:
        self.prov = ProvDocument()
        self.known: set[str] = set()
        for name in ("source", "speaker", "publisher"):
            # Addresses of a kind differ only in the number.
            self.prov.add_namespace(name, address(name, 1).removesuffix("1/"))
        self.prov.add_namespace("claim", f"{address('claim', claim_id)}#")
        self.our = self.prov.add_namespace("our", absolute("/#"))
        self.prov.add_namespace("sha256", "urn:sha256:")
        self.agent(NEWSROOM, settings.NEWSROOM_NAME or settings.NEWSROOM_URL, ORGANISATION)

    # The publications, and who signed them

    def publications(self, rows: Iterable[Publication]) -> Publication | None:
        before, signers = None, dict[str, str]()
        for row in rows:
            body: ClaimBody = json.loads(row.body)
            entity, activity = f"claim:publication-{row.number}", f"claim:{row.event}-{row.number}"
            signed = body.get("signed")
            self.entity(
                entity,
                {
                    "our:number": row.number,
                    "our:event": row.event,
                    "our:standing": row.standing,
                    **_ours(body, "attribution", "status", "reason"),
                    "our:body_sha256": row.body_sha256,
                    "our:sha256": row.sha256,
                    "our:four_eyes": signed["four_eyes"] if signed else None,
                },
            )
            self.prov.activity(activity, None, None, {"prov:type": self.our[row.event]})
            self.prov.wasGeneratedBy(entity, activity, row.published_at)
            self.prov.wasAssociatedWith(activity, NEWSROOM)
            if before is not None:
                self.prov.wasRevisionOf(entity, f"claim:publication-{before.number}")
            for name in signed["by"] if signed else ():
                signer = signers.setdefault(name, f"claim:signer-{len(signers) + 1}")
                self.agent(signer, name, PERSON)
                self.prov.wasAttributedTo(entity, signer)
                if row.event == PublicationEvent.SIGNED:
                    self.prov.wasAssociatedWith(activity, signer)
            before = row
        return before

    # The statement, and its sources and evidence

    def words(self, entity: str, body: ClaimBody) -> None:
        """The statement, its appearances and its evidence, as in ``entity``."""
        if "text" not in body:
            return
        self.entity(STATEMENT, {"prov:value": body["text"]})
        self.prov.wasDerivedFrom(entity, STATEMENT)
        self.speaker(body)
        if "appearances" not in body:
            return
        self.prov.activity(REVIEW, None, None, {"prov:type": self.our["review"]})
        self.prov.wasAssociatedWith(REVIEW, NEWSROOM)
        self.prov.wasInfluencedBy(entity, REVIEW)
        for number, appearance in enumerate(body["appearances"], start=1):
            self.appearance(number, appearance)
        for piece in body["evidence"]:
            self.evidence(piece)

    def speaker(self, body: ClaimBody) -> None:
        """Attributed to the speaker only where confirmed; where reported, the speaker is an influence."""
        speaker = body["speaker"]
        agent = self.person(speaker, "claim:speaker")
        attribution = _ours(body, "attribution")
        if body.get("attribution") == Attribution.CONFIRMED:
            self.prov.wasAttributedTo(STATEMENT, agent, None, attribution)
        elif body.get("attribution") != Attribution.MISATTRIBUTED:
            self.prov.wasInfluencedBy(STATEMENT, agent, None, _stated(attribution))

    def person(self, speaker: SpeakerBody, otherwise: str) -> str:
        pooled = speaker["id"] is not None and speaker["kind"] not in UNPOOLED
        agent = f"speaker:{speaker['id']}/" if pooled else otherwise
        is_person = speaker["kind"] == SpeakerKind.PERSON
        role = speaker["role"]
        organisation = role["organisation"] if role else None
        return self.agent(
            agent,
            speaker["name"] or speaker["description"],
            PERSON if is_person else None,
            {
                **_ours(speaker, "kind"),
                "our:role": role["title"] if role else "",
                "our:organisation": organisation["name"] if organisation else "",
            },
        )

    def appearance(self, number: int, appearance: AppearanceBody) -> None:
        snapshot = self.snapshot(number, appearance)
        quotes = []
        for at, quote in enumerate(appearance["quotes"], start=1):
            entity = f"claim:quote-{number}-{at}"
            utterance = _ours(appearance, "verb", "directness", "translated_from", "translated_by")
            self.entity(
                entity,
                {"prov:value": quote["exact"], **_ours(quote, "start", "end"), **utterance},
            )
            self.prov.wasQuotedFrom(entity, snapshot)
            quotes.append(entity)
        # Where the text was taken down, only the snapshot can be referred to.
        for entity in quotes or [snapshot]:
            self.prov.wasDerivedFrom(STATEMENT, entity)
            self.prov.used(REVIEW, entity)
            for hop, relay in enumerate(appearance["relayed_from"], start=1):
                self.relay(entity, f"claim:relay-{number}-{hop}", hop, relay)

    def relay(self, entity: str, otherwise: str, hop: int, relay: RelayBody) -> None:
        """Who passed the words on to the source; ``hop`` counts from the origin."""
        speaker = relay["speaker"]
        named = speaker["id"] if speaker else None
        agent = self.agent(
            f"speaker:{named}/" if named is not None else otherwise,
            speaker["name"] if speaker else relay["description"],
            None,
        )
        stated = {"our:relay": relay["kind"], "our:verb": relay["verb"], "our:hop": hop}
        self.prov.wasInfluencedBy(entity, agent, None, _stated(stated))

    def snapshot(self, number: int, appearance: AppearanceBody) -> str:
        snapshot, source = appearance["snapshot"], self.source(appearance["source"])
        entity, activity = f"sha256:{snapshot['text_sha256']}", f"claim:capture-{number}"
        # Of what was pasted, uploaded or imported, the newsroom only states which source it is from.
        consulted = snapshot["method"] in (CaptureMethod.FETCHED, CaptureMethod.COPIED)
        basis = None if consulted else {"our:basis": "stated"}
        if not self.is_new(entity):
            # Another source has the identical text: one entity, derived from both.
            self.prov.wasDerivedFrom(entity, source, other_attributes=basis)
            return entity
        self.entity(
            entity,
            {**_ours(snapshot, "kind", "method", "timecode"), **_ours(appearance, "taken_down")},
        )
        made = {
            "prov:type": self.our[ACTIVITIES[CaptureMethod(snapshot["method"])]],
            **_ours(snapshot, "consulted_on", "consulted_url"),
        }
        self.prov.activity(activity, None, None, _stated(made))
        self.prov.wasGeneratedBy(entity, activity)
        self.prov.wasAssociatedWith(activity, NEWSROOM)
        if consulted:
            self.prov.used(activity, source)
        self.prov.wasDerivedFrom(
            entity, source, activity if consulted else None, other_attributes=basis
        )
        return entity

    def evidence(self, piece: EvidenceBody) -> None:
        entity = f"claim:evidence-{piece['number']}"
        quote, source = piece["quote"], piece["source"]
        # Of a passage in an excerpt; other evidence has its own day and timecode.
        consulted = {**piece, **piece.get("excerpt", {})}
        self.entity(
            entity,
            {
                "prov:label": piece["description"],
                "prov:value": quote["exact"] if quote else "",
                **_ours(quote or {}, "start", "end"),
                **_ours(piece, "kind", "bears_on", "direction", "primary"),
                **_ours({"independence": piece["independence"]["state"]}, "independence"),
                **_ours(piece, "snapshot_method"),
                **_ours(piece, "contacted", "file_sha256", "page"),
                **_ours(consulted, "consulted_on", "consulted_url", "timecode"),
                **_ours(piece, "taken_down"),
            },
        )
        self.prov.used(REVIEW, entity)
        if source:
            derived = self.prov.wasQuotedFrom if quote else self.prov.wasDerivedFrom
            derived(entity, self.source(source))

    def source(self, source: SourceBody) -> str:
        entity = f"source:{source['id']}/"
        if not self.is_new(entity):
            return entity
        self.entity(
            entity,
            {
                "prov:label": source["title"],
                "prov:location": source["uri"],
                **_ours(source, "kind", "byline", "published_on", "language", "licence"),
            },
        )
        if publisher := source["publisher"]:
            agent = self.agent(f"publisher:{publisher['id']}/", publisher["name"], ORGANISATION)
            self.prov.wasAttributedTo(entity, agent)
        return entity

    def entity(self, entity: str, attributes: dict[str, Any]) -> None:
        self.prov.entity(entity, _stated(attributes))

    def agent(self, agent: str, label: str | None, kind: Any, stated: Any = None) -> str:
        if self.is_new(agent):
            known = {"prov:label": label, "prov:type": kind, **(stated or {})}
            self.prov.agent(agent, _stated(known))
        return agent

    def is_new(self, identifier: str) -> bool:
        new = identifier not in self.known
        self.known.add(identifier)
        return new


def _ours(described: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {f"our:{name}": described.get(name) for name in names}


def _stated(attributes: dict[str, Any]) -> dict[str, Any]:
    """The attributes that are known."""
    return {name: value for name, value in attributes.items() if value not in (None, "")}
