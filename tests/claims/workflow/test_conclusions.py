"""What a conclusion needs: attribution by status by evidence, proposed and signed."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.db import transaction

from claims.choices import Attribution, Bears, Direction, EvidenceKind, Status
from claims.models import Appearance, Claim, Evidence, Review
from claims.workflow import conclusions, drafting, harms, replies, review
from claims.workflow.evidence import add_evidence, edit_evidence
from newsroom.errors import Refused
from newsroom.models import User
from sources import anchors, capture
from sources.models import Publisher, Source
from sources.recordings import Given
from tests import factories, spoken, sql

pytestmark = pytest.mark.django_db

FOR, AGAINST, CONTEXT = Direction.SUPPORTS, Direction.REFUTES, Direction.CONTEXT
SAID, SO = Bears.SAID, Bears.SO


class Piece(NamedTuple):
    bears_on: Bears
    direction: Direction
    independent: bool = True
    private: bool = False
    primary: bool = False
    translated: bool = False


class Row(NamedTuple):
    pieces: tuple[Piece, ...]
    so: str = ""  # what it allows besides unverifiable and unrated, which need nothing
    attributions: str = ""  # what it allows besides reported, which needs the appearance


TABLE: dict[str, Row] = {
    "no evidence": Row(()),
    "independent support": Row((Piece(SO, FOR),), so="verified"),
    "independent refutation": Row((Piece(SO, AGAINST),), so="refuted"),
    "independent support and refutation": Row(
        (Piece(SO, FOR), Piece(SO, AGAINST)), so="verified refuted mixed disputed"
    ),
    "context": Row((Piece(SO, CONTEXT),), so="mixed"),
    "context from the article itself": Row((Piece(SO, CONTEXT, independent=False),), so="mixed"),
    "private support": Row((Piece(SO, FOR, private=True),)),
    "private refutation": Row((Piece(SO, AGAINST, private=True),)),
    "private context": Row((Piece(SO, CONTEXT, private=True),)),
    "the article as evidence for itself": Row((Piece(SO, FOR, independent=False),)),
    "the article as evidence against itself": Row((Piece(SO, AGAINST, independent=False),)),
    "both, none of it independent": Row(
        (Piece(SO, FOR, independent=False), Piece(SO, AGAINST, independent=False)), so="disputed"
    ),
    "both, only the support independent": Row(
        (Piece(SO, FOR), Piece(SO, AGAINST, independent=False)), so="verified disputed"
    ),
    "both, only the refutation independent": Row(
        (Piece(SO, FOR, independent=False), Piece(SO, AGAINST)), so="refuted disputed"
    ),
    "both, the refutation private": Row(
        (Piece(SO, FOR), Piece(SO, AGAINST, private=True)), so="verified"
    ),
    "both, the support private": Row(
        (Piece(SO, FOR, private=True), Piece(SO, AGAINST)), so="refuted"
    ),
    "the same support public and private": Row(
        (Piece(SO, FOR, private=True), Piece(SO, FOR)), so="verified"
    ),
    "the recording": Row((Piece(SAID, FOR, primary=True),), attributions="confirmed"),
    "the speaker's own post, where it appears": Row(
        (Piece(SAID, FOR, primary=True, independent=False),), attributions="confirmed"
    ),
    "another report that it was said": Row((Piece(SAID, FOR),)),
    "a private recording": Row((Piece(SAID, FOR, primary=True, private=True),)),
    "a translated quote": Row((Piece(SAID, FOR, primary=True, translated=True),)),
    "a translated quote and the recording": Row(
        (Piece(SAID, FOR, primary=True, translated=True), Piece(SAID, FOR, primary=True)),
        attributions="confirmed",
    ),
    "a recording as mere context": Row((Piece(SAID, CONTEXT, primary=True),)),
    "the transcript has other words": Row((Piece(SAID, AGAINST),), attributions="misattributed"),
    "private word that it was never said": Row((Piece(SAID, AGAINST, private=True),)),
    "that it was said does not make it so": Row(
        (Piece(SAID, FOR, primary=True), Piece(SAID, AGAINST)),
        attributions="confirmed misattributed",
    ),
    "that it is so does not mean that it was said": Row(
        (Piece(SO, FOR, primary=True), Piece(SO, AGAINST)), so="verified refuted mixed disputed"
    ),
}
NEEDS = {
    "verified": "verified_needs_independent",
    "refuted": "refuted_needs_independent",
    "mixed": "mixed_needs_both_or_context",
    "disputed": "disputed_needs_both",
    "confirmed": "confirmed_needs_primary",
    "misattributed": "misattributed_needs_refuting",
}
CONCLUSIONS = ("verified", "refuted", "mixed", "disputed", "unverifiable", "unrated")


def rule(row: Row, attribution: str, status: str) -> str:
    """The rule that the conclusion breaks by the table; empty when it stands."""
    if attribution == "misattributed" and status != "unrated":
        return "claim_misattributed_is_unrated"
    if attribution not in ("reported", *row.attributions.split()):
        return NEEDS[attribution]
    if status not in ("unverifiable", "unrated", *row.so.split()):
        return NEEDS[status]
    return ""


def claim_with(row: Row, by: User) -> Claim:
    claim = factories.claim_in_review(by, evidence=False)
    review.write(claim.pk, by, reply_not_sought="The minister no longer answers.")
    own = claim.appearances.get().snapshot.source
    translated = factories.snapshot(factories.TEXT, by=by)
    if any(piece.translated for piece in row.pieces):
        place = anchors.find_one(translated.text, factories.QUOTE)
        drafting.add_appearance(
            *(claim.pk, by, translated, [place]), directness="direct", translated_from="es"
        )
    for piece in row.pieces:
        of = translated.source if piece.translated else None if piece.independent else own
        factories.record(
            *(claim, by, piece.bears_on, piece.direction, of),
            private=piece.private,
            primary=piece.primary,
        )
    return claim


def proposed(claim: Claim, by: User, attribution: str, status: str) -> str:
    """The rule that a proposal breaks; nothing of it stays."""
    try:
        with transaction.atomic():
            review.propose(claim.pk, by, attribution, status, harms=[])
            transaction.set_rollback(True)
    except Refused as refused:
        return refused.rule
    return ""


@pytest.mark.parametrize("name", TABLE)
def test_what_a_conclusion_needs(name: str) -> None:
    by, row = factories.editor(), TABLE[name]
    claim = claim_with(row, by)
    harms.record(claim.reviews.get(), [])
    found = conclusions.grounds(claim.reviews.get())
    for attribution in Attribution:
        for status in CONCLUSIONS:
            lacking = [each.rule for each in conclusions.lacks(found, attribution, status)]
            broken = rule(row, attribution, status)
            assert lacking[:1] == [broken][: bool(broken)], (attribution, status)
        assert proposed(claim, by, attribution, "verified") == rule(row, attribution, "verified")


@pytest.mark.parametrize("nature", ["fact", "opinion", "prediction", ""])
@pytest.mark.parametrize("status", CONCLUSIONS)
def test_only_facts_are_rated(nature: str, status: str) -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, nature=nature)
    factories.record(claim, by, SO, AGAINST)
    review.write(claim.pk, by, reply_not_sought="The minister no longer answers.")
    rated = {"": "claim_nature_before_proposal", "fact": ""}.get(nature, "claim_rated_is_fact")
    expected = rated if nature == "" or status != "unrated" else ""
    assert proposed(claim, by, "reported", status) == expected


@pytest.mark.parametrize("kind", ["person", "organisation", "group"])
@pytest.mark.parametrize("status", CONCLUSIONS)
def test_the_named_are_asked_before_they_are_called_wrong(kind: str, status: str) -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, speaker=factories.speaker(kind=kind))
    factories.record(claim, by, SO, AGAINST)
    needs_reply = status in ("refuted", "mixed")
    assert proposed(claim, by, "reported", status) == (
        "reply_from_the_named" if needs_reply else ""
    )
    request = factories.overdue_request(claim, by)
    assert proposed(claim, by, "reported", status) == "reply_is_awaited"
    replies.record_no_answer(claim.pk, by, request.pk)
    assert proposed(claim, by, "reported", status) == ""
    replies.set_left_out(claim.pk, by, request.pk, True)
    assert proposed(claim, by, "reported", status) == (
        "reply_from_the_named" if needs_reply else ""
    )


@pytest.mark.parametrize("kind", ["anonymous", "unattributed", "article"])
def test_whom_the_text_does_not_name_is_not_asked(kind: str) -> None:
    by = factories.editor()
    voice = factories.unnamed_speaker(kind)
    claim = factories.claim_in_review(by, speaker=voice)
    factories.record(claim, by, SO, AGAINST)
    assert proposed(claim, by, "reported", "refuted") == ""


@pytest.mark.parametrize("rationale", ["", "  \n"])
def test_a_conclusion_says_why(rationale: str) -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    Review.objects.filter(claim=claim).update(rationale=rationale)
    assert proposed(claim, by, "reported", "unrated") == "conclusion_says_why"


def test_reported_needs_its_appearance() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    drafting.remove_appearance(claim.pk, by, claim.appearances.get().pk)
    assert proposed(claim, by, "reported", "unrated") == "conclusion_has_an_appearance"


def test_an_appearance_has_its_quote() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    other = factories.snapshot()
    Appearance.objects.create(claim=claim, snapshot=other, directness="direct")
    assert proposed(claim, by, "reported", "unrated") == "appearance_is_anchored"


def test_a_passage_has_its_quote() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    factories.record(claim, by, kind=EvidenceKind.PASSAGE)
    assert proposed(claim, by, "reported", "unrated") == "passage_is_anchored"


def test_why_not_propose_says_so_in_a_sentence() -> None:
    claim = factories.claim_in_review(evidence=False)
    assert "independent evidence" in review.why_not_propose(claim, "reported", "verified")
    assert review.why_not_propose(claim, "reported", "unrated") == ""
    assert review.why_not_propose(factories.claim(), "reported", "unrated") != ""


# Independence


class Scene(NamedTuple):
    """An open review of a claim by a minister, in an article of an outlet."""

    claim: Claim
    by: User

    @property
    def article(self) -> Source:
        found: Source = self.claim.appearances.get().snapshot.source
        return found

    def source_of(self, publisher: Any) -> Source:
        return factories.source(by=self.by, publisher=publisher)


def unrelated(scene: Scene) -> Any:
    return factories.record(scene.claim, scene.by)


def the_article(scene: Scene) -> Any:
    return factories.record(scene.claim, scene.by, of=scene.article)


def a_copy_of_the_article(scene: Scene) -> Any:
    copy = factories.source(by=scene.by, syndicated_from=scene.article)
    return factories.record(scene.claim, scene.by, of=copy)


def the_wire_that_the_article_copies(scene: Scene) -> Any:
    wire = factories.source(by=scene.by)
    capture.edit_source(scene.article.pk, scene.by, syndicated_from=wire)
    return factories.record(scene.claim, scene.by, of=wire)


def another_copy_of_the_same_wire(scene: Scene) -> Any:
    wire = factories.source(by=scene.by)
    capture.edit_source(scene.article.pk, scene.by, syndicated_from=wire)
    between = factories.source(by=scene.by, syndicated_from=wire)
    return factories.record(
        scene.claim, scene.by, of=factories.source(by=scene.by, syndicated_from=between)
    )


def the_same_text_at_another_address(scene: Scene) -> Any:
    elsewhere = factories.snapshot(factories.TEXT, by=scene.by)
    return factories.record(scene.claim, scene.by, of=elsewhere.source)


def another_article_of_the_outlet(scene: Scene) -> Any:
    outlet = factories.publisher()
    capture.edit_source(scene.article.pk, scene.by, publisher=outlet)
    return factories.record(scene.claim, scene.by, of=scene.source_of(outlet))


def the_speakers_own_site(scene: Scene) -> Any:
    own = factories.publisher(organisation=scene.claim.speaker)
    return factories.record(scene.claim, scene.by, of=scene.source_of(own))


def a_copy_from_the_speakers_own_site(scene: Scene) -> Any:
    own = scene.source_of(factories.publisher(organisation=scene.claim.speaker))
    copy = factories.source(by=scene.by, syndicated_from=own)
    return factories.record(scene.claim, scene.by, of=copy)


def the_site_of_the_speakers_ministry(scene: Scene) -> Any:
    ministry = factories.speaker(kind="organisation")
    factories.role(scene.claim.speaker, ministry)
    own = factories.publisher(organisation=ministry)
    return factories.record(scene.claim, scene.by, of=scene.source_of(own))


def the_site_of_the_ministrys_former_name(scene: Scene) -> Any:
    ministry, former = factories.speaker(kind="organisation"), factories.speaker(kind="group")
    factories.role(scene.claim.speaker, ministry)
    factories.merge(former, ministry)
    own = factories.publisher(organisation=former)
    return factories.record(scene.claim, scene.by, of=scene.source_of(own))


def the_site_of_who_is_the_same_speaker(scene: Scene) -> Any:
    same = factories.speaker()
    factories.merge(same, scene.claim.speaker)
    own = factories.publisher(organisation=same)
    return factories.record(scene.claim, scene.by, of=scene.source_of(own))


def the_site_of_another_ministry(scene: Scene) -> Any:
    factories.role(scene.claim.speaker, factories.speaker(kind="organisation"))
    other = factories.publisher(
        kind="government", organisation=factories.speaker(kind="organisation")
    )
    return factories.record(scene.claim, scene.by, of=scene.source_of(other))


def a_ministrys_site_where_nobody_recorded_whose_minister_it_is(scene: Scene) -> Any:
    other = factories.publisher(
        kind="government", organisation=factories.speaker(kind="organisation")
    )
    return factories.record(scene.claim, scene.by, of=scene.source_of(other))


def a_post_at_a_platform(scene: Scene) -> Any:
    factories.role(scene.claim.speaker, factories.speaker(kind="organisation"))
    return factories.record(
        scene.claim, scene.by, of=scene.source_of(factories.publisher(kind="social"))
    )


def relayed(scene: Scene, hop: Any, described_as: str = "", publisher: Any = None) -> None:
    """Another appearance, in a source of the publisher or of nobody stated."""
    text = f"On Monday {factories.TEXT}"
    snap = factories.snapshot(text, factories.source(text, by=scene.by, publisher=publisher))
    drafting.add_appearance(
        *(scene.claim.pk, scene.by, snap, [anchors.find_one(snap.text, factories.QUOTE)]),
        [hop] if hop else [],
        directness="direct",
        described_as=described_as,
    )


def statistics_of_an_organisation_that_relayed_it(scene: Scene) -> Any:
    ministry = factories.speaker(kind="organisation")
    relayed(scene, {"kind": "post", "speaker": ministry})
    own = factories.publisher(kind="government", organisation=ministry)
    return factories.record(scene.claim, scene.by, of=scene.source_of(own))


def a_statement_of_the_ministry_whose_spokesman_the_text_calls_the_speaker(scene: Scene) -> Any:
    relayed(scene, None, "a spokesman for the Ministry of Works")
    own = factories.publisher(name="Ministry of Works", kind="government")
    return factories.record(scene.claim, scene.by, of=scene.source_of(own))


def another_release_of_whoever_released_what_its_spokeswoman_said(scene: Scene) -> Any:
    own = factories.publisher(kind="organisation")
    relayed(scene, None, "a spokeswoman", own)
    return factories.record(scene.claim, scene.by, of=scene.source_of(own))


def another_report_of_the_agency_that_relayed_it(scene: Scene) -> Any:
    agency = factories.speaker(kind="organisation")
    relayed(scene, {"kind": "wire", "speaker": agency})
    wire = factories.publisher(kind="wire", organisation=agency)
    return factories.record(scene.claim, scene.by, of=scene.source_of(wire))


def contact(scene: Scene, speaker: Any, **fields: Any) -> Any:
    return add_evidence(
        scene.claim.pk,
        scene.by,
        kind=EvidenceKind.CONTACT,
        bears_on=SO,
        direction=FOR,
        description="They confirmed it by telephone.",
        consulted_on=date(2026, 3, 2),
        speaker=speaker,
        **{"contacted": "by telephone", **fields},
    )


def a_call_with_the_speaker(scene: Scene) -> Any:
    return contact(scene, scene.claim.speaker)


def a_call_with_who_is_the_same_speaker(scene: Scene) -> Any:
    same = factories.speaker()
    factories.merge(scene.claim.speaker, same)
    return contact(scene, same)


def a_call_with_somebody_whose_side_nobody_recorded(scene: Scene) -> Any:
    return contact(scene, factories.speaker())


def a_call_with_somebody_else(scene: Scene) -> Any:
    engineer = factories.speaker()
    factories.role(scene.claim.speaker, factories.speaker(kind="organisation"))
    factories.role(engineer, factories.speaker(kind="organisation"), title="engineer")
    return contact(scene, engineer)


def a_call_with_a_press_office_of_the_speakers_ministry(scene: Scene) -> Any:
    factories.role(scene.claim.speaker, factories.speaker("Ministry of Works", kind="organisation"))
    return contact(scene, None, contacted="Press office, Ministry of Works, by telephone")


def a_call_with_the_spokesman_who_relayed_it(scene: Scene) -> Any:
    spokesman = factories.speaker()
    relayed(scene, {"kind": "spokesperson", "speaker": spokesman})
    return contact(scene, spokesman)


def calculation(scene: Scene, *inputs: Any) -> Any:
    # So that nothing but the calculation supports it.
    Evidence.objects.filter(pk__in=[each.pk for each in inputs]).update(direction=CONTEXT)
    return add_evidence(
        scene.claim.pk,
        scene.by,
        kind=EvidenceKind.CALCULATION,
        bears_on=SO,
        direction=FOR,
        description="The two counts added.",
        inputs=inputs,
    )


def a_calculation_from_nothing(scene: Scene) -> Any:
    return calculation(scene)


def a_calculation_from_what_is_independent(scene: Scene) -> Any:
    return calculation(scene, unrelated(scene), a_call_with_somebody_else(scene))


def a_calculation_one_input_of_which_is_the_article(scene: Scene) -> Any:
    return calculation(scene, unrelated(scene), the_article(scene))


def a_calculation_from_such_a_calculation(scene: Scene) -> Any:
    return calculation(scene, a_calculation_one_input_of_which_is_the_article(scene))


def a_source_whose_publisher_nobody_stated(scene: Scene) -> Any:
    return factories.record(scene.claim, scene.by, of=factories.source(by=scene.by))


def a_copy_of_something_whose_publisher_nobody_stated(scene: Scene) -> Any:
    copy = factories.source(
        by=scene.by,
        publisher=factories.publisher(),
        syndicated_from=factories.source(by=scene.by),
    )
    return factories.record(scene.claim, scene.by, of=copy)


def a_calculation_from_what_nobody_stated_the_publisher_of(scene: Scene) -> Any:
    return calculation(scene, unrelated(scene), a_source_whose_publisher_nobody_stated(scene))


def two_transcripts(scene: Scene, *recordings: Given) -> Any:
    """The claim also appears in the official one; the words of a machine, which differ, are the evidence."""
    official = spoken.transcript("official", None, recordings[0])
    place = anchors.find(official.text, "We have built 150 bridges since January.")
    drafting.add_appearance(scene.claim.pk, scene.by, official, place, directness="direct")
    heard = spoken.read([("", "We have build 150 bridges in January.", 12_000, 15_800)])
    machine = spoken.transcript("machine", heard, recordings[1], publisher=factories.publisher())
    return factories.record(scene.claim, scene.by, of=machine.source)


def another_transcript_of_the_recording(scene: Scene) -> Any:
    return two_transcripts(scene, spoken.file(), spoken.file())


def another_transcript_of_the_address(scene: Scene) -> Any:
    address = "https://video.example/watch?v=1"
    return two_transcripts(scene, Given(url=address, held_by="A"), Given(url=address, held_by="B"))


def a_transcript_of_another_recording(scene: Scene) -> Any:
    return two_transcripts(scene, spoken.file(), spoken.file(spoken.WAVE + b"\0"))


INDEPENDENCE: dict[Callable[[Scene], Any], str] = {
    unrelated: "no_tie",
    the_article: "appearance",
    a_copy_of_the_article: "syndicated",
    the_wire_that_the_article_copies: "syndicated",
    another_copy_of_the_same_wire: "syndicated",
    the_same_text_at_another_address: "syndicated",
    another_transcript_of_the_recording: "syndicated",
    another_transcript_of_the_address: "syndicated",
    a_transcript_of_another_recording: "no_tie",
    another_article_of_the_outlet: "no_tie",
    the_speakers_own_site: "own",
    a_copy_from_the_speakers_own_site: "own",
    the_site_of_the_speakers_ministry: "own",
    the_site_of_the_ministrys_former_name: "own",
    the_site_of_who_is_the_same_speaker: "own",
    the_site_of_another_ministry: "no_tie",
    a_ministrys_site_where_nobody_recorded_whose_minister_it_is: "affiliation",
    a_post_at_a_platform: "publisher",
    statistics_of_an_organisation_that_relayed_it: "own",
    a_statement_of_the_ministry_whose_spokesman_the_text_calls_the_speaker: "own",
    another_release_of_whoever_released_what_its_spokeswoman_said: "own",
    another_report_of_the_agency_that_relayed_it: "no_tie",
    a_call_with_the_speaker: "speaker",
    a_call_with_who_is_the_same_speaker: "speaker",
    a_call_with_somebody_whose_side_nobody_recorded: "affiliation",
    a_call_with_a_press_office_of_the_speakers_ministry: "own",
    a_call_with_the_spokesman_who_relayed_it: "own",
    a_call_with_somebody_else: "no_tie",
    a_calculation_from_nothing: "no_inputs",
    a_calculation_from_what_is_independent: "no_tie",
    a_calculation_one_input_of_which_is_the_article: "input",
    a_calculation_from_such_a_calculation: "input",
    a_source_whose_publisher_nobody_stated: "publisher",
    a_copy_of_something_whose_publisher_nobody_stated: "publisher",
    a_calculation_from_what_nobody_stated_the_publisher_of: "publisher",
}


@pytest.mark.parametrize("evidence", INDEPENDENCE, ids=lambda made: made.__name__)
def test_independence(evidence: Callable[[Scene], Any]) -> None:
    by = factories.editor()
    scene = Scene(factories.claim_in_review(by, evidence=False), by)
    piece, basis = evidence(scene), INDEPENDENCE[evidence]
    assert sql.run("SELECT evidence_basis(%s)", piece.pk) == [(basis,)]
    verified = proposed(scene.claim, by, "reported", "verified")
    assert verified == ("" if basis == "no_tie" else "verified_needs_independent")
    # Stored at proposal, as it was then.
    review.propose(scene.claim.pk, by, "reported", "unrated", harms=[])
    piece.refresh_from_db()
    assert piece.independence == basis


@pytest.mark.parametrize(
    ("evidence", "basis"),
    [
        (the_site_of_the_speakers_ministry, "against_interest"),
        (a_call_with_the_speaker, "against_interest"),
        (the_article, "appearance"),
        (a_copy_of_the_article, "syndicated"),
    ],
)
def test_what_the_speakers_own_side_has_against_the_statement_counts(
    evidence: Callable[[Scene], Any], basis: str
) -> None:
    by = factories.editor()
    scene = Scene(factories.claim_in_review(by, evidence=False), by)
    review.write(scene.claim.pk, by, reply_not_sought="The minister no longer answers.")
    piece = evidence(scene)
    edit_evidence(scene.claim.pk, by, piece.pk, direction=AGAINST)
    assert sql.run("SELECT evidence_basis(%s)", piece.pk) == [(basis,)]
    refuted = proposed(scene.claim, by, "reported", "refuted")
    assert refuted == ("" if basis == "against_interest" else "refuted_needs_independent")
    # Whoever doubts it puts it back.
    edit_evidence(scene.claim.pk, by, piece.pk, independence_doubted=True)
    assert proposed(scene.claim, by, "reported", "refuted") == "refuted_needs_independent"


@pytest.mark.parametrize("direction", [FOR, AGAINST])
def test_a_ministrys_own_statistics_added_up(direction: str) -> None:
    by = factories.editor()
    scene = Scene(factories.claim_in_review(by, evidence=False), by)
    review.write(scene.claim.pk, by, reply_not_sought="The minister no longer answers.")
    piece = calculation(scene, the_site_of_the_speakers_ministry(scene))
    edit_evidence(scene.claim.pk, by, piece.pk, direction=direction)
    basis = "against_interest" if direction == AGAINST else "own"
    assert sql.run("SELECT evidence_basis(%s)", piece.pk) == [(basis,)]


@pytest.mark.parametrize(
    ("evidence", "raised"),
    [
        (a_ministrys_site_where_nobody_recorded_whose_minister_it_is, True),
        (a_source_whose_publisher_nobody_stated, True),
        (a_call_with_somebody_whose_side_nobody_recorded, True),
        (the_article, False),
        (the_site_of_the_speakers_ministry, False),
        (a_call_with_the_speaker, False),
    ],
)
def test_only_what_is_not_established_is_raised_by_a_public_reason(
    evidence: Callable[[Scene], Any], raised: bool
) -> None:
    by, signer = factories.editor(), factories.senior()
    scene = Scene(factories.claim_in_review(by, evidence=False), by)
    piece = evidence(scene)
    assert proposed(scene.claim, by, "reported", "verified") == "verified_needs_independent"
    why = "The court of auditors answers to parliament alone."
    edit_evidence(scene.claim.pk, by, piece.pk, independence_reason=why)
    assert proposed(scene.claim, by, "reported", "verified") == (
        "" if raised else "verified_needs_independent"
    )
    if raised:
        round_ = review.propose(scene.claim.pk, by, "reported", "verified", harms=[])
        assert json.loads(round_.body)["evidence"][0]["independence"] == {
            "state": "independent",
            "basis": "stated",
            "counts": True,
            "reason": why,
        }
        review.sign(scene.claim.pk, signer, round_.version)


def test_whoever_signs_may_lower_it_and_whoever_raises_it_may_not_sign() -> None:
    by, signer = factories.editor(), factories.senior()
    claim = factories.claim_in_review(by)
    piece = claim.reviews.get().evidence.get()
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.send_back(claim.pk, signer, "The audit office is the ministry's.")
    edit_evidence(claim.pk, signer, piece.pk, independence_doubted=True)
    assert proposed(claim, by, "reported", "verified") == "verified_needs_independent"
    round_ = review.propose(claim.pk, by, "reported", "unverifiable", harms=[])
    assert json.loads(round_.body)["evidence"][0]["independence"]["state"] == "not_established"
    assert signer.pk not in round_.authors
    review.send_back(claim.pk, signer, "I was wrong.")
    edit_evidence(claim.pk, signer, piece.pk, independence_doubted=False)
    assert signer.pk in review.propose(claim.pk, by, "reported", "verified", harms=[]).authors


@pytest.mark.parametrize(
    ("rating", "direction"), [("verified", FOR), ("refuted", AGAINST)], ids=["verified", "refuted"]
)
def test_who_must_state_a_publisher_is_told_so(rating: str, direction: str) -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, evidence=False)
    review.write(claim.pk, by, reply_not_sought="The minister no longer answers.")
    piece = factories.record(claim, by, SO, direction, of=factories.source(by=by))
    assert piece.source is not None
    with pytest.raises(Refused, match="state the publisher"):
        review.propose(claim.pk, by, "reported", rating, harms=[])
    capture.edit_source(piece.source.pk, by, publisher=factories.publisher())
    assert proposed(claim, by, "reported", rating) == ""


def test_what_supports_it_is_not_named_as_lacking_for_refuted() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, evidence=False)
    factories.record(claim, by, SO, FOR, of=factories.source(by=by))
    with pytest.raises(Refused) as refused:
        review.propose(claim.pk, by, "reported", "refuted", harms=[])
    assert refused.value.rule == "refuted_needs_independent"
    assert "publisher" not in refused.value.sentence


@pytest.mark.parametrize("where", ["its own article", "another of its publisher", "elsewhere"])
def test_an_articles_own_voice_is_its_publisher(where: str) -> None:
    by = factories.editor()
    voice = factories.unnamed_speaker("article")
    assert voice.source is not None
    outlet = factories.publisher()
    capture.edit_source(voice.source.pk, by, publisher=outlet)
    claim = factories.claim_in_review(by, evidence=False, speaker=voice)
    of = {
        "its own article": voice.source,
        "another of its publisher": factories.source(by=by, publisher=outlet),
        "elsewhere": None,
    }[where]
    piece = factories.record(claim, by, of=of)
    expected = "no_tie" if where == "elsewhere" else "own"
    assert sql.run("SELECT evidence_basis(%s)", piece.pk) == [(expected,)]


@pytest.mark.parametrize("private", [True, False])
def test_a_calculation_from_private_evidence_alone_bears_nothing_public(private: bool) -> None:
    by = factories.editor()
    scene = Scene(factories.claim_in_review(by, evidence=False), by)
    given = [
        factories.record(scene.claim, by, SO, CONTEXT, private=True),
        factories.record(scene.claim, by, SO, CONTEXT, private=private),
    ]
    calculation(scene, calculation(scene, *given))
    expected = "verified_needs_independent" if private else ""
    assert proposed(scene.claim, by, "reported", "verified") == expected


def test_what_lost_its_independence_is_not_signed() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, evidence=False)
    piece = factories.record(claim, by)
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    Publisher.objects.filter(sources__evidence=piece).update(organisation=claim.speaker)
    with pytest.raises(Refused) as refused:
        review.sign(claim.pk, factories.senior(), round_.version)
    assert refused.value.rule == "verified_needs_independent"


def test_later_changes_elsewhere_do_not_unsign() -> None:
    claim = factories.signed_claim()
    evidence = claim.reviews.get().evidence.get()
    own = factories.publisher(organisation=claim.speaker)
    Source.objects.filter(evidence=evidence).update(publisher=own)
    assert Claim.objects.get(pk=claim.pk).status == Status.VERIFIED
