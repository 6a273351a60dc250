"""Listening: words of captions and machines confirm nothing before a person has heard them."""

from typing import Any

import pytest

from claims.choices import Attribution, Bears, Direction, EvidenceKind, Nature, Status
from claims.locking import open_review
from claims.models import Claim, Listening
from claims.workflow import approvals, conclusions, drafting, erasures, listening, review
from claims.workflow.evidence import add_evidence
from newsroom.choices import Via
from newsroom.errors import NotAllowed, Refused
from newsroom.history import acting, through
from newsroom.models import Event, User
from sources import anchors
from sources.models import Recording, Snapshot
from sources.recordings import NONE, Given
from sources.transcripts import Transcript
from tests import factories, spoken, sql
from tests.claims.admin.desk import at_the_desk, do, url_of, words

pytestmark = pytest.mark.django_db

VIDEO = Given(url="https://video.example/watch?v=1", held_by="VideoSite")
QUOTE = "We have built 150 bridges since January."


def quoted(
    origin: str,
    recording: Given = VIDEO,
    in_captions: str = "appearance",
    spoken_text: Transcript | None = None,
) -> Claim:
    """A claim in review that appears in a transcript, whose evidence on attribution quotes one, or both."""
    by = factories.editor()
    transcript = spoken.transcript(origin, spoken_text, recording)
    article = factories.snapshot(f"{QUOTE} So she said.")
    place = anchors.find(transcript.text, QUOTE)
    claim = factories.claim(nature=Nature.FACT)
    where = transcript if in_captions != "evidence" else article
    drafting.add_appearance(
        claim.pk, by, where, anchors.find(where.text, QUOTE), directness="direct"
    )
    review.start(claim.pk, by)
    if in_captions == "appearance":
        add_evidence(
            claim.pk,
            by,
            bears_on=Bears.SAID,
            direction=Direction.SUPPORTS,
            kind=EvidenceKind.RECORD,
            primary=True,
            description="We listened at the chamber's archive.",
            source=article.source,
            consulted_on=factories.DAY,
        )
    else:
        factories.said_in(claim, by, transcript, place[0])
    review.write(claim.pk, by, summary="She said so.", rationale="We heard it.")
    with acting(by):
        claim.reviews.update(harms=[])
    claim.refresh_from_db()
    return claim


def lacking(claim: Claim) -> list[str]:
    found = open_review(Claim.objects.get(pk=claim.pk))
    assert found is not None
    lacking = conclusions.lacks(conclusions.grounds(found), Attribution.CONFIRMED, Status.UNRATED)
    return [each.rule for each in lacking]


def hear(claim: Claim, by: User | None = None) -> None:
    numbers = [each.pk for each in listening.quotes_to_hear(claim)]
    listening.mark(claim.pk, by or factories.reporter(), numbers)


@pytest.mark.parametrize("where", ["appearance", "evidence"])
@pytest.mark.parametrize("origin", ["captions", "machine"])
def test_nothing_is_confirmed_by_words_that_nobody_heard(origin: str, where: str) -> None:
    claim = quoted(origin, in_captions=where)
    assert lacking(claim) == ["confirmed_needs_listening"]
    with pytest.raises(Refused, match="Listen to the recording") as refused:
        review.propose(
            claim.pk, factories.editor(), Attribution.CONFIRMED, Status.UNRATED, harms=[]
        )
    assert refused.value.rule == "confirmed_needs_listening"
    by = factories.reporter()
    hear(claim, by)
    marked = Listening.objects.get()
    assert (marked.listened_by, marked.speaker) == (by, claim.speaker)
    assert Event.objects.get(table="claims_listening").actor_id == by.pk
    assert lacking(claim) == []
    round_ = review.propose(
        claim.pk, factories.editor(), Attribution.CONFIRMED, Status.UNRATED, harms=[]
    )
    review.sign(claim.pk, factories.senior(), round_.version)
    claim.refresh_from_db()
    assert claim.attribution == Attribution.CONFIRMED


@pytest.mark.parametrize("origin", ["official", "person"])
def test_what_a_person_wrote_down_was_heard(origin: str) -> None:
    claim = quoted(origin)
    assert listening.quotes_to_hear(claim) == []
    assert lacking(claim) == []


def test_another_answer_needs_no_listening() -> None:
    claim = quoted("captions")
    found = open_review(claim)
    assert found is not None
    grounds = conclusions.grounds(found)
    lacking = conclusions.lacks(grounds, Attribution.REPORTED, Status.UNRATED)
    assert {each.rule for each in lacking} <= {"harm_is_answered"}


def test_another_speakers_voice_was_not_heard() -> None:
    claim = quoted("captions")
    hear(claim)
    drafting.edit_claim(claim.pk, factories.editor(), speaker=factories.speaker("Rosa Ruiz"))
    assert lacking(claim) == ["confirmed_needs_listening"]


def test_other_words_were_not_heard() -> None:
    claim = quoted("captions")
    hear(claim)
    snapshot = claim.appearances.get().snapshot
    more = anchors.find(snapshot.text, "Nobody has built as many.")
    drafting.remove_appearance(claim.pk, factories.editor(), claim.appearances.get().pk)
    drafting.add_appearance(claim.pk, factories.editor(), snapshot, more, directness="direct")
    assert lacking(claim) == ["confirmed_needs_listening"]


def test_it_is_taken_back_as_after_a_slip() -> None:
    claim = quoted("captions")
    hear(claim)
    listening.take_back(claim.pk, factories.reporter())
    assert lacking(claim) == ["confirmed_needs_listening"]
    with pytest.raises(Refused, match="No quote of this claim"):
        listening.take_back(claim.pk, factories.reporter())


def test_what_is_proposed_is_neither_marked_nor_taken_back() -> None:
    claim = quoted("captions")
    hear(claim)
    review.propose(claim.pk, factories.editor(), Attribution.CONFIRMED, Status.UNRATED, harms=[])
    for verb in (listening.take_back, lambda number, by: listening.mark(number, by, [1])):
        with pytest.raises(Refused) as refused:
            verb(claim.pk, factories.reporter())
        assert refused.value.rule == "claim_is_frozen"


def test_a_transcript_without_recording_cannot_be_listened_to() -> None:
    claim = quoted("captions", NONE)
    with pytest.raises(Refused, match="names no recording") as refused:
        hear(claim)
    assert refused.value.rule == "listening_needs_a_recording"


@pytest.mark.parametrize("url", ["", "https://chamber.example/debate"])
def test_an_erased_recording_is_listened_to_at_its_address_only(url: str) -> None:
    spoken_text = spoken.read([("A", QUOTE, 0, 900), ("Zora Quillfeather", "No.", 900, 1000)])
    claim = quoted("captions", Given(file=spoken.file().file, url=url), spoken_text=spoken_text)
    approval = erasures.request(
        "erase_person",
        factories.speaker("Zora Quillfeather").pk,
        factories.editor(),
        reason="She asked us to.",
        legal_basis="data_subject",
    )
    approvals.approve(approval.pk, factories.senior())
    assert Recording.objects.get().erased
    page = words(at_the_desk(factories.reporter()).get(url_of(claim)))
    assert ("names no recording" in page) == (not url)
    if url:
        hear(claim)
    else:
        with pytest.raises(Refused, match="names no recording") as refused:
            hear(claim)
        assert refused.value.rule == "listening_needs_a_recording"


def test_whoever_has_no_role_and_whoever_chooses_nothing_is_refused() -> None:
    claim = quoted("captions")
    with pytest.raises(NotAllowed):
        hear(claim, factories.person(None))
    for numbers in ([], [0]):
        with pytest.raises(Refused, match="Choose among"):
            listening.mark(claim.pk, factories.reporter(), numbers)


INSERT = (
    'INSERT INTO claims_listening (claim_id, snapshot_id, start, "end", speaker_id, listened_by_id)'
    " VALUES (%s, %s, %s, %s, %s, %s)"
)


def test_postgresql_holds_the_same_rules() -> None:
    claim, by = quoted("captions"), factories.reporter()
    quote = listening.quotes_to_hear(claim)[0]
    place = (claim.pk, quote.snapshot_id, quote.start, quote.end)
    other = factories.speaker("Rosa Ruiz")
    sql.refused(INSERT, *place, claim.speaker_id, by.pk, by="listening_in_ones_own_name")
    for rule, values in (
        ("listening_to_the_speaker", (*place, other.pk, by.pk)),
        ("listening_to_a_quote", (*place[:3], quote.end + 1, claim.speaker_id, by.pk)),
        ("listening_in_ones_own_name", (*place, claim.speaker_id, factories.editor().pk)),
    ):
        with sql.broken(rule):
            sql.run_as(by, INSERT, *values)
    with through(Via.API), sql.broken("listening_at_the_desk"):
        sql.run_as(by, INSERT, *place, claim.speaker_id, by.pk)
    hear(claim, by)
    with sql.broken("listening_once"):
        sql.run_as(by, INSERT, *place, claim.speaker_id, by.pk)


def test_the_desk_says_who_listened_and_offers_to() -> None:
    claim = quoted("captions")
    client = at_the_desk(factories.reporter())
    page = words(client.get(url_of(claim)))
    assert "Nobody has listened to this yet." in page
    assert "0:00:12" in page
    form = words(client.get(url_of(claim, "listen")))
    assert "the voice of" in form
    number = listening.quotes_to_hear(claim)[0].pk
    answer = do(client, claim, "listen", quotes=[str(number)])
    assert answer.status_code == 302
    page = words(client.get(url_of(claim)))
    assert "Words and voice checked by listening" in page
    assert "Nobody has listened" not in page
    assert do(client, claim, "unlisten").status_code == 302
    assert "Nobody has listened to this yet." in words(client.get(url_of(claim)))
    assert not Listening.objects.filter(claim=claim).exists()
    review.propose(claim.pk, factories.editor(), "reported", "unrated", harms=[])
    to_sign = words(at_the_desk(factories.senior()).get(url_of(claim, "sign")))
    assert "0:00:12" in to_sign
    assert "Nobody has listened to this yet." in to_sign


def test_a_place_is_listed_once() -> None:
    claim = quoted("captions", in_captions="both")
    page = words(at_the_desk(factories.reporter()).get(url_of(claim)))
    assert page.count("Nobody has listened to this yet.") == 1


def test_more_quotes_need_no_more_queries(django_assert_max_num_queries: Any) -> None:
    claim = quoted("captions")
    snapshot: Snapshot = claim.appearances.get().snapshot
    assert snapshot.pk
    with django_assert_max_num_queries(3):
        listening.heard(claim, listening.quotes_to_hear(claim))
