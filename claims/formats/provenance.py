"""How a claim came to be, as W3C PROV: from the words in a source to each signed publication.

For the public it holds what publications say and nothing else. So a capture has no time of ours (an
excerpt has the day on which it was consulted), a review has no dates and no reviewer, and people
are there as they chose to be named when they signed; everything else was done by the newsroom.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, cast

from django.conf import settings
from prov.constants import PROV
from prov.model import ProvDocument

from claims.choices import Attribution, PublicationEvent
from claims.models import Publication
from claims.publication.representation import (
    AppearanceBody,
    ClaimBody,
    EvidenceBody,
    RelayBody,
    SourceBody,
    SpeakerBody,
)
from sources.choices import UNPOOLED, SnapshotKind, SpeakerKind

# (name of an address, number of the thing) -> where it is read
Address = Callable[[str, int], str]

PERSON, ORGANISATION = PROV["Person"], PROV["Organization"]
NEWSROOM, REVIEW, STATEMENT, WORKING = (
    "our:newsroom",
    "claim:review",
    "claim:statement",
    "claim:now",
)


def document(
    claim_id: int,
    rows: Iterable[Publication],
    address: Address,
    working: ClaimBody | None = None,
) -> dict[str, Any]:
    """PROV-JSON of the claim.

    ``rows``: its publications that the reader may see, oldest first. ``working``: for the newsroom,
    the claim in its present state instead of the last row's words.
    """
    trail = _Trail(claim_id, address)
    last = trail.publications(rows)
    if working is not None:
        trail.made.entity(WORKING, _stated({"prov:label": "The claim as it stands at the desk"}))
        trail.words(WORKING, working)
    elif last is not None:
        trail.words(f"claim:publication-{last.number}", json.loads(last.body))
    # Into a file it would write, and return nothing.
    written = cast("str", trail.made.serialize(format="json"))
    return cast("dict[str, Any]", json.loads(written))


class _Trail:
    def __init__(self, claim_id: int, address: Address) -> None:
        self.made = ProvDocument()
        self.told: set[str] = set()
        for prefix, name in (
            ("source", "source"),
            ("speaker", "speaker"),
            ("publisher", "publisher"),
        ):
            # Every thing of a kind has the same address but for its number.
            self.made.add_namespace(prefix, address(name, 1).removesuffix("1/"))
        self.made.add_namespace("claim", f"{address('claim', claim_id)}#")
        self.our = self.made.add_namespace("our", f"{settings.SITE_URL}/#")
        self.made.add_namespace("sha256", "urn:sha256:")
        self.agent(NEWSROOM, settings.NEWSROOM_NAME or settings.NEWSROOM_URL, ORGANISATION)

    # What the public was told, and who signed it

    def publications(self, rows: Iterable[Publication]) -> Publication | None:
        before, signers = None, dict[str, str]()
        for row in rows:
            body: ClaimBody = json.loads(row.body)
            entity, activity = f"claim:publication-{row.number}", f"claim:{row.event}-{row.number}"
            signed = body.get("signed")
            self.made.entity(
                entity,
                _stated(
                    {
                        "our:number": row.number,
                        "our:event": row.event,
                        "our:standing": row.standing,
                        "our:attribution": body.get("attribution", ""),
                        "our:status": body.get("status", ""),
                        "our:reason": body.get("reason", ""),
                        "our:body_sha256": row.body_sha256,
                        "our:sha256": row.sha256,
                        "our:four_eyes": signed["four_eyes"] if signed else None,
                    }
                ),
            )
            self.made.activity(activity, None, None, {"prov:type": self.our[row.event]})
            self.made.wasGeneratedBy(entity, activity, row.published_at)
            self.made.wasAssociatedWith(activity, NEWSROOM)
            if before is not None:
                self.made.wasRevisionOf(entity, f"claim:publication-{before.number}")
            for name in signed["by"] if signed else ():
                signer = signers.setdefault(name, f"claim:signer-{len(signers) + 1}")
                self.agent(signer, name, PERSON)
                self.made.wasAttributedTo(entity, signer)
                if row.event == PublicationEvent.SIGNED:
                    self.made.wasAssociatedWith(activity, signer)
            before = row
        return before

    # What it says, and what that rests on

    def words(self, entity: str, said: ClaimBody) -> None:
        """The statement, where it was found and what was weighed, as ``entity`` tells it."""
        if "text" not in said:
            return
        self.made.entity(STATEMENT, _stated({"prov:value": said["text"]}))
        self.made.wasDerivedFrom(entity, STATEMENT)
        self.speaker(said)
        if "appearances" not in said:
            return
        self.made.activity(REVIEW, None, None, {"prov:type": self.our["review"]})
        self.made.wasAssociatedWith(REVIEW, NEWSROOM)
        self.made.wasInfluencedBy(entity, REVIEW)
        for number, appearance in enumerate(said["appearances"], start=1):
            self.appearance(number, appearance)
        for number, piece in enumerate(said["evidence"], start=1):
            self.evidence(number, piece)

    def speaker(self, said: ClaimBody) -> None:
        """Whose the statement is only where that is confirmed; a report of it is an influence."""
        speaker = said["speaker"]
        agent = self.person(speaker, "claim:speaker")
        attribution = {"our:attribution": said.get("attribution", "")}
        if said.get("attribution") == Attribution.CONFIRMED:
            self.made.wasAttributedTo(STATEMENT, agent, None, attribution)
        elif said.get("attribution") != Attribution.MISATTRIBUTED:
            self.made.wasInfluencedBy(STATEMENT, agent, None, _stated(attribution))

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
                "our:kind": speaker["kind"],
                "our:role": role["title"] if role else "",
                "our:organisation": organisation["name"] if organisation else "",
            },
        )

    def appearance(self, number: int, appearance: AppearanceBody) -> None:
        snapshot = self.snapshot(number, appearance)
        quotes = []
        for at, quote in enumerate(appearance["quotes"], start=1):
            entity = f"claim:quote-{number}-{at}"
            self.made.entity(
                entity,
                _stated(
                    {
                        "prov:value": quote["exact"],
                        "our:start": quote["start"],
                        "our:end": quote["end"],
                        "our:verb": appearance["verb"],
                        "our:directness": appearance["directness"],
                        "our:translated_from": appearance["translated_from"],
                        "our:translated_by": appearance["translated_by"],
                    }
                ),
            )
            self.made.wasQuotedFrom(entity, snapshot)
            quotes.append(entity)
        # Where its words are taken down, the snapshot alone is left to point to.
        for entity in quotes or [snapshot]:
            self.made.wasDerivedFrom(STATEMENT, entity)
            self.made.used(REVIEW, entity)
            for hop, relay in enumerate(appearance["relayed_from"], start=1):
                self.relay(entity, f"claim:relay-{number}-{hop}", hop, relay)

    def relay(self, entity: str, otherwise: str, hop: int, relay: RelayBody) -> None:
        """Through whom the words reached the source; ``hop`` counts from whoever was first."""
        speaker = relay["speaker"]
        named = speaker["id"] if speaker else None
        agent = self.agent(
            f"speaker:{named}/" if named is not None else otherwise,
            speaker["name"] if speaker else relay["description"],
            None,
        )
        stated = {"our:relay": relay["kind"], "our:verb": relay["verb"], "our:hop": hop}
        self.made.wasInfluencedBy(entity, agent, None, _stated(stated))

    def snapshot(self, number: int, appearance: AppearanceBody) -> str:
        said, source = appearance["snapshot"], self.source(appearance["source"])
        entity, activity = f"sha256:{said['text_sha256']}", f"claim:capture-{number}"
        if not self.is_new(entity):
            # Another source has the very text: it was made once, and is of both.
            self.made.wasDerivedFrom(entity, source)
            return entity
        self.made.entity(
            entity,
            _stated(
                {
                    "our:kind": said["kind"],
                    "our:timecode": said["timecode"],
                    "our:taken_down": appearance.get("taken_down"),
                }
            ),
        )
        excerpt = said["kind"] == SnapshotKind.EXCERPT
        self.made.activity(
            activity,
            None,
            None,
            _stated(
                {
                    "prov:type": self.our["transcription" if excerpt else "capture"],
                    "our:consulted_on": said["consulted_on"],
                    "our:consulted_url": said["consulted_url"],
                }
            ),
        )
        self.made.used(activity, source)
        self.made.wasGeneratedBy(entity, activity)
        self.made.wasAssociatedWith(activity, NEWSROOM)
        self.made.wasDerivedFrom(entity, source, activity)
        return entity

    def evidence(self, number: int, piece: EvidenceBody) -> None:
        entity = f"claim:evidence-{number}"
        quote, source = piece["quote"], piece["source"]
        self.made.entity(
            entity,
            _stated(
                {
                    "prov:label": piece["description"],
                    "prov:value": quote["exact"] if quote else "",
                    "our:start": quote["start"] if quote else None,
                    "our:end": quote["end"] if quote else None,
                    "our:kind": piece["kind"],
                    "our:bears_on": piece["bears_on"],
                    "our:direction": piece["direction"],
                    "our:primary": piece["primary"],
                    "our:independent": piece["independent"],
                    "our:contacted": piece["contacted"],
                    "our:consulted_on": piece["consulted_on"],
                    "our:file_sha256": piece["file_sha256"],
                    "our:page": piece["page"],
                    "our:timecode": piece["timecode"],
                    "our:taken_down": piece.get("taken_down"),
                }
            ),
        )
        self.made.used(REVIEW, entity)
        if source:
            derived = self.made.wasQuotedFrom if quote else self.made.wasDerivedFrom
            derived(entity, self.source(source))

    def source(self, source: SourceBody) -> str:
        entity = f"source:{source['id']}/"
        if not self.is_new(entity):
            return entity
        self.made.entity(
            entity,
            _stated(
                {
                    "prov:label": source["title"],
                    "prov:location": source["uri"],
                    "our:kind": source["kind"],
                    "our:byline": source["byline"],
                    "our:published_on": source["published_on"],
                    "our:language": source["language"],
                    "our:licence": source["licence"],
                }
            ),
        )
        if publisher := source["publisher"]:
            agent = self.agent(f"publisher:{publisher['id']}/", publisher["name"], ORGANISATION)
            self.made.wasAttributedTo(entity, agent)
        return entity

    def agent(self, agent: str, label: str | None, kind: Any, stated: Any = None) -> str:
        if self.is_new(agent):
            known = {"prov:label": label, "prov:type": kind, **(stated or {})}
            self.made.agent(agent, _stated(known))
        return agent

    def is_new(self, identifier: str) -> bool:
        new = identifier not in self.told
        self.told.add(identifier)
        return new


def _stated(attributes: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in attributes.items() if value not in (None, "")}
