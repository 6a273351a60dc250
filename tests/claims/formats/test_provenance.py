"""Provenance as W3C PROV-JSON: read back by the library, and true to what was published."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prov.model import (
    ProvAgent,
    ProvAssociation,
    ProvAttribution,
    ProvDerivation,
    ProvDocument,
    ProvElement,
    ProvEntity,
    ProvGeneration,
    ProvInfluence,
    ProvUsage,
)

from claims.formats import provenance, working_objects
from claims.models import Claim, Publication
from claims.publication import speakers, takedowns
from claims.workflow import review
from sources.models import Snapshot
from tests import factories
from tests.claims import full_claims
from tests.claims.bodies import EVIDENCE, address, appearance, body_with

Json = dict[str, Any]


def read(made: Json) -> ProvDocument:
    """As any reader of PROV-JSON has it; nothing that is named is missing."""
    document = ProvDocument.deserialize(content=json.dumps(made), format="json")
    assert isinstance(document, ProvDocument)
    # What is read and written again is the same.
    again = json.loads(document.serialize(format="json") or "")
    assert ProvDocument.deserialize(content=json.dumps(again), format="json") == document
    declared = {each.identifier for each in document.get_records(ProvElement)}
    for record in document.get_records():
        if not isinstance(record, ProvElement):
            named = {value for _key, value in record.formal_attributes if hasattr(value, "uri")}
            assert named <= declared, record
    return document


def of(claim: Claim) -> ProvDocument:
    rows = Publication.objects.filter(claim=claim, withheld=False).exclude(standing="hidden")
    return read(provenance.document(claim.pk, rows.order_by("number"), address))


def of_body(body: Any) -> ProvDocument:
    row = Publication(
        number=12,
        claim_id=9,
        event="signed",
        standing="signed",
        body=json.dumps(body),
        body_sha256="b" * 64,
        sha256="c" * 64,
    )
    return read(provenance.document(9, [row], address))


def pairs(document: ProvDocument, kind: type[Any]) -> set[tuple[str, str]]:
    """The first two ends of each relation of the kind."""
    found = (record.formal_attributes for record in document.get_records(kind))
    return {(str(ends[0][1]), str(ends[1][1])) for ends in found}


def labels(document: ProvDocument) -> set[str]:
    return {str(agent.label) for agent in document.get_records(ProvAgent)}


def values(document: ProvDocument) -> set[str]:
    return {str(value) for each in document.get_records(ProvEntity) for value in each.value}


def test_from_the_source_to_the_publication() -> None:
    document = of_body(body_with())
    snapshot, quote = f"sha256:{'a' * 64}", "claim:quote-1-1"
    derived = pairs(document, ProvDerivation)
    assert derived >= {
        (snapshot, "source:3/"),
        (quote, snapshot),
        ("claim:statement", quote),
        ("claim:publication-12", "claim:statement"),
        ("claim:evidence-2", "source:4/"),
    }
    assert pairs(document, ProvGeneration) == {
        (snapshot, "claim:capture-1"),
        ("claim:publication-12", "claim:signed-12"),
    }
    assert pairs(document, ProvUsage) == {
        ("claim:capture-1", "source:3/"),
        ("claim:review", quote),
        ("claim:review", "claim:evidence-2"),
    }
    assert ("source:3/", "publisher:5/") in pairs(document, ProvAttribution)
    assert "urn:sha256:" in {each.uri for each in document.namespaces}


def test_who_signed_is_named_as_they_chose() -> None:
    document = of_body(body_with())
    signed = pairs(document, ProvAssociation)
    assert {agent for activity, agent in signed if activity == "claim:signed-12"} == {
        *("claim:signer-1", "claim:signer-2", "our:newsroom")
    }
    assert {"E. Editor", "S. Senior"} < labels(document)


def test_the_statement_is_the_speakers_where_that_is_confirmed_and_only_there() -> None:
    confirmed, reported, misattributed = (
        of_body(body_with(attribution=attribution))
        for attribution in ("confirmed", "reported", "misattributed")
    )
    spoke = ("claim:statement", "speaker:7/")
    assert spoke in pairs(confirmed, ProvAttribution)
    assert spoke not in pairs(reported, ProvAttribution)
    assert spoke in pairs(reported, ProvInfluence)
    assert spoke not in pairs(misattributed, ProvAttribution) | pairs(misattributed, ProvInfluence)


def test_through_whom_it_reached_us() -> None:
    hops = [
        {
            "kind": "spokesperson",
            "speaker": {"id": 8, "name": "Ministry"},
            "description": "",
            "verb": "",
        },
        {"kind": "wire", "speaker": None, "description": "a wire", "verb": "reported"},
    ]
    document = of_body(body_with(appearances=[appearance(relayed_from=hops)]))
    assert pairs(document, ProvInfluence) >= {
        ("claim:quote-1-1", "speaker:8/"),
        ("claim:quote-1-1", "claim:relay-1-2"),
    }
    assert {"Ministry of Works", "a wire"} & labels(document) == {"a wire"}
    assert "Ministry" in labels(document)


def test_of_what_was_pasted_the_source_is_only_stated() -> None:
    snapshot = f"sha256:{'a' * 64}"
    for method, activity in (("pasted", "paste"), ("uploaded", "upload"), ("imported", "import")):
        document = of_body(body_with(appearances=[appearance(snapshot={"method": method})]))
        assert (snapshot, "source:3/") in pairs(document, ProvDerivation)
        assert ("claim:capture-1", "source:3/") not in pairs(document, ProvUsage)
        made = json.loads(document.serialize(format="json") or "")
        assert made["entity"][snapshot]["our:method"] == method
        assert made["activity"]["claim:capture-1"]["prov:type"]["$"] == f"our:{activity}"
        bases = [each.get("our:basis") for each in made["wasDerivedFrom"].values()]
        assert bases.count("stated") == 1


def test_an_excerpt_was_transcribed_on_a_day_and_a_capture_has_no_time() -> None:
    excerpt = {
        "kind": "excerpt",
        "method": "copied",
        "consulted_on": "2026-03-03",
        "consulted_url": "https://tube.example/1",
        "timecode": "01:02",
    }
    made = (
        of_body(body_with(appearances=[appearance(snapshot=excerpt)])).serialize(format="json")
        or ""
    )
    activity = json.loads(made)["activity"]["claim:capture-1"]
    assert activity["our:consulted_on"] == "2026-03-03"
    assert activity["prov:type"]["$"] == "our:transcription"
    captured = json.loads(of_body(body_with()).serialize(format="json") or "")["activity"]
    assert captured["claim:capture-1"].keys() == {"prov:type"}


def test_evidence_from_an_excerpt_says_where_and_when_it_was_consulted() -> None:
    consulted = {
        "consulted_on": "2026-03-03",
        "consulted_url": "https://tube.example/1",
        "timecode": "01:02",
    }
    cited = {**EVIDENCE, "snapshot_method": "copied", "excerpt": consulted}
    for evidence, stated in ((cited, consulted), (EVIDENCE, {})):
        made = of_body(body_with(evidence=[evidence])).serialize(format="json") or ""
        entity = json.loads(made)["entity"]["claim:evidence-2"]
        assert {name: entity[f"our:{name}"] for name in consulted if f"our:{name}" in entity} == (
            stated
        )


def test_the_same_text_of_two_sources_was_made_once() -> None:
    twin = appearance(source={"id": 30, "uri": "https://copy.example/"}, first_known=False)
    document = of_body(body_with(appearances=[appearance(), twin]))
    snapshot = f"sha256:{'a' * 64}"
    made = [pair for pair in pairs(document, ProvGeneration) if pair[0] == snapshot]
    assert len(made) == 1
    assert {(snapshot, "source:3/"), (snapshot, "source:30/")} <= pairs(document, ProvDerivation)


def test_of_a_protected_speaker_there_is_the_description() -> None:
    hidden = {"id": None, "kind": "person", "name": None, "description": "a nurse", "role": None}
    document = of_body(body_with(speaker=hidden))
    assert "a nurse" in labels(document)
    assert ("claim:statement", "claim:speaker") in pairs(document, ProvInfluence)


@given(st.text(), st.text(), st.text())
def test_any_words_come_back_as_they_were(words: str, name: str, exact: str) -> None:
    quote = {"exact": exact, "prefix": "", "suffix": "", "start": 0, "end": 1}
    body = body_with(
        text=words,
        signed={"by": [name], "four_eyes": True},
        appearances=[appearance(quotes=[quote])],
        evidence=[{**EVIDENCE, "description": words, "quote": None, "source": None}],
    )
    assert {each for each in (words, exact) if each} <= values(of_body(body))


@pytest.mark.django_db
def test_each_publication_revises_the_one_before_it() -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    document = of(claim)
    first, second, third = Publication.objects.filter(claim=claim).order_by("number")
    assert pairs(document, ProvDerivation) >= {
        (f"claim:publication-{second.number}", f"claim:publication-{first.number}"),
        (f"claim:publication-{third.number}", f"claim:publication-{second.number}"),
    }
    made = json.loads(document.serialize(format="json") or "")
    shown = made["entity"][f"claim:publication-{second.number}"]
    assert shown["our:standing"] == "under_review"
    assert shown["our:reason"] == "A reader found a second count."
    assert shown["our:sha256"] == second.sha256
    assert len(made["activity"]) == 3 + 2


@pytest.mark.django_db
def test_one_with_everything_is_read_back() -> None:
    document = of(full_claims.signed_claim())
    assert "Hemos construido 150 puentes desde enero" in values(document)
    assert {"E. Editor", "S. Senior"} < labels(document)


@pytest.mark.django_db
def test_what_is_taken_down_leaves_its_hash() -> None:
    claim = full_claims.signed_claim()
    for snapshot in Snapshot.objects.all():
        takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")
    document = of(claim)
    text = document.serialize(format="json") or ""
    assert "Hemos construido" not in text
    assert "150 finished" not in text
    held = Snapshot.objects.get(anchors__claim=claim, anchors__appearance__isnull=False)
    assert f"sha256:{held.text_sha256}" in text
    assert ("claim:statement", f"sha256:{held.text_sha256}") in pairs(document, ProvDerivation)


@pytest.mark.django_db
def test_of_a_withdrawn_claim_there_is_what_was_said_of_it() -> None:
    claim = factories.withdrawn_claim()
    (only,) = Publication.objects.filter(claim=claim, withheld=False)
    document = of(claim)
    entities = {str(each.identifier) for each in document.get_records(ProvEntity)}
    assert entities == {f"claim:publication-{only.number}"}
    assert claim.text not in (document.serialize(format="json") or "")


@pytest.mark.django_db
def test_the_newsrooms_own_holds_what_is_private_and_unsigned() -> None:
    ana = factories.speaker("Ana Protegida")
    editor = factories.editor()
    claim = factories.claim_in_review(editor, speaker=ana)
    speakers.protect(ana.pk, editor, "a resident", "Threats.")
    factories.record(claim, editor, private=True, description="Said so, not for print.")
    prepared = working_objects.for_working(Claim.objects.filter(pk=claim.pk)).get()
    now: Any = working_objects.working(prepared, "")
    document = read(provenance.document(claim.pk, [], address, now))
    assert "Ana Protegida" in labels(document)
    assert ("claim:now", "claim:statement") in pairs(document, ProvDerivation)
    assert "Said so, not for print." in (document.serialize(format="json") or "")
