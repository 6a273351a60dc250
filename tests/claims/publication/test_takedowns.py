"""Takedowns: one person takes a snapshot's words from every day at once, two put them back."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from claims.models import Claim, Evidence, Publication
from claims.publication import publishing, speakers, takedowns
from claims.publication.chain import faults
from claims.workflow import approvals, drafting, review
from claims.workflow.evidence import add_evidence
from newsroom import tokens
from newsroom.errors import NotAllowed, Refused
from newsroom.models import Event
from sources import anchors, capture
from sources.models import Snapshot, Takedown
from tests import factories
from tests.as_owner import end_embargo
from tests.claims import full_claims
from tests.claims.outsider import claims_read, everything_read, finds, served
from tests.claims.published import (
    body,
    hold,
    lift,
    listed,
    moments,
    propose,
    readable,
    related,
    sign,
    story,
)

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# Words of factories.TEXT and nothing else; the first stands in the quote, the others around it.
WORDS = ("since January", "Critics", "spoke on Monday", "the woman in charge")


def quoting(snapshot: Snapshot, **fields: Any) -> Claim:
    """In review, quoting the snapshot, with all that it needs."""
    by = factories.editor()
    claim = factories.claim(**fields)
    place = anchors.find_one(snapshot.text, factories.QUOTE)
    drafting.add_appearance(
        claim.pk, by, snapshot, [place], directness="direct", described_as=WORDS[-1]
    )
    factories.reviewed(claim, by)
    return Claim.objects.get(pk=claim.pk)


def signed(snapshot: Snapshot, **fields: Any) -> Claim:
    claim = quoting(snapshot, **fields)
    propose(claim)
    sign(claim)
    return Claim.objects.get(pk=claim.pk)


def take_down(snapshot: Snapshot) -> Takedown:
    return takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")


def restore(snapshot: Snapshot) -> None:
    deed = takedowns.request_lift(snapshot.pk, factories.editor(), "The order was lifted.")
    approvals.approve(deed.pk, factories.senior())


def bare(appearance: dict[str, Any]) -> dict[str, Any]:
    return {**appearance, "quotes": [], "described_as": "", "taken_down": True}


def nothing_leaks(*words: str, read: Callable[[], str] = claims_read) -> None:
    """An outsider reads none of the words, and no body of any day that may be served has them."""
    for found in (read(), served()):
        for word in words or WORDS:
            assert word not in found, word
    assert list(faults()) == []


# What is on the public record


def test_one_person_takes_the_words_from_every_day_at_once() -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot)
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    days = moments(claim)
    assert WORDS[0] in claims_read()
    assert WORDS[0] in served()
    take_down(snapshot)
    assert story(claim)[2:] == [("taken_down", "under_review")]
    assert readable(claim) == ["taken_down"]
    assert all(not Publication.objects.as_of(day).exists() for day in days)
    assert listed(claim)
    nothing_leaks(read=everything_read)


def test_the_claim_says_so_and_keeps_all_else() -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot)
    before = body(claim)
    take_down(snapshot)
    assert body(claim) == {**before, "appearances": [bare(before["appearances"][0])]}
    kept = body(claim)["appearances"][0]
    assert kept["snapshot"]["text_sha256"] == snapshot.text_sha256
    assert kept["source"]["uri"] == snapshot.source.uri
    row = factories.current_publication(claim)
    assert (row.status, row.attribution, row.withheld) == ("verified", "reported", False)


def test_withheld_rows_keep_number_date_event_and_hashes() -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot)
    fixed = ("number", "published_at", "event", "standing", "body_sha256", "sha256", "body")
    before = Publication.objects.values(*fixed).get(claim=claim)
    take_down(snapshot)
    assert Publication.objects.values(*fixed).get(claim=claim, withheld=True) == before
    call_command("verify_chain")


def test_the_words_find_nothing() -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot)
    assert finds("January") == finds("bridges") == [claim.pk]
    take_down(snapshot)
    assert finds("January") == []
    assert finds("bridges") == [claim.pk]


def test_a_quoted_passage_goes_too() -> None:
    claim = factories.signed_claim()
    evidence = Evidence.objects.get(claim=claim)
    before = body(claim)
    take_down(evidence.anchor.snapshot)
    piece = {**before["evidence"][0], "quote": None, "taken_down": True}
    assert body(claim) == {**before, "evidence": [piece]}
    assert story(claim)[1:] == [("taken_down", "signed")]
    assert readable(claim) == ["taken_down"]
    nothing_leaks(factories.INDEPENDENT_QUOTE)


def test_of_two_captures_with_the_same_passage_the_one_goes_that_is_taken_down() -> None:
    """The body does not say from which of them a passage is; the rows of its review do."""
    by, claim = factories.editor(), quoting(factories.snapshot())
    office = factories.source(factories.INDEPENDENT_TEXT)
    kept = factories.snapshot(factories.INDEPENDENT_TEXT, office)
    gone = factories.snapshot(factories.INDEPENDENT_TEXT + " It will count again.", office)
    for number, snapshot in enumerate((kept, gone, kept)):
        add_evidence(
            claim.pk,
            by,
            snapshot=snapshot,
            place=anchors.find_one(snapshot.text, factories.INDEPENDENT_QUOTE),
            kind="passage",
            bears_on="so",
            direction="supports",
            description=f"Count {number}.",
            private=number == 0,
        )
    propose(claim)
    sign(claim)
    take_down(gone)
    shown = {e["description"]: e["quote"] is not None for e in body(claim)["evidence"]}
    assert shown == {"The audit office's count.": True, "Count 1.": False, "Count 2.": True}
    take_down(kept)
    shown = {e["description"]: e["quote"] is not None for e in body(claim)["evidence"]}
    assert shown == {"The audit office's count.": True, "Count 1.": False, "Count 2.": False}


def test_an_outsider_reads_none_of_the_words_anywhere() -> None:
    claim = full_claims.signed_claim()
    words = (
        *("puentes", "150 finished bridges", "carry traffic", "the minister", "spokesman read"),
        "had written (",
    )
    public = everything_read("puentes", "bridges")
    for word in words[:5]:
        assert word in public
    for snapshot in Snapshot.objects.all():
        take_down(snapshot)
    assert [event for event, _ in story(claim)] == ["signed", *["taken_down"] * 3]
    public = everything_read("puentes", "bridges")
    nothing_leaks(*words, read=lambda: public)
    assert "150 bridges were built" in public


def test_raw_bytes_are_kept_and_public_nowhere() -> None:
    by = factories.reporter()
    source = factories.source()
    snapshot = capture.capture(source, by, factories.TEXT, b"<p>" + factories.TEXT.encode())
    signed(snapshot)
    raw = (snapshot.raw_sha256, snapshot.raw_name)
    take_down(snapshot)
    after = Snapshot.objects.get(pk=snapshot.pk)
    assert (after.raw_sha256, after.raw_name, after.text) == (*raw, factories.TEXT)
    # Its hash stays public: it is what was stamped.
    nothing_leaks(*WORDS, snapshot.raw_name, read=everything_read)


# Who may


def test_an_editor_takes_down_and_says_why() -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot)
    with pytest.raises(Refused) as refused:
        takedowns.take_down(snapshot.pk, factories.editor(), " ")
    assert refused.value.rule == "takedown_has_a_reason"
    assert readable(claim) == ["signed"]
    take_down(snapshot)
    with pytest.raises(Refused) as refused:
        take_down(snapshot)
    assert refused.value.rule == "taken_down_once"
    assert len(story(claim)) == 2
    with pytest.raises(Refused, match="no snapshot"):
        takedowns.take_down(0, factories.editor(), "A letter came.")


def test_the_reason_is_internal_and_kept_in_history() -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot)
    by = factories.editor()
    takedowns.take_down(snapshot.pk, by, "The family asked.")
    assert "The family asked" not in claims_read()
    events = Event.objects.about(claim.pk).filter(reason="The family asked.")
    assert {event.actor for event in events} == {by.username}
    assert events.filter(table="claims_publication", action="insert").count() == 1
    kept = Event.objects.filter(table="sources_takedown").latest("pk")
    assert (kept.actor, kept.new["reason"]) == (by.username, "The family asked.")


def test_lifting_takes_two() -> None:
    snapshot, by = factories.snapshot(), factories.senior()
    claim = signed(snapshot)
    with pytest.raises(Refused, match="not taken down"):
        takedowns.request_lift(snapshot.pk, by, "The order was lifted.")
    take_down(snapshot)
    with pytest.raises(NotAllowed):
        takedowns.request_lift(snapshot.pk, factories.reporter(), "The order was lifted.")
    deed = takedowns.request_lift(snapshot.pk, by, "The order was lifted.")
    with pytest.raises(NotAllowed):
        approvals.approve(deed.pk, factories.editor())
    with pytest.raises(Refused) as refused:
        approvals.approve(deed.pk, by)
    assert refused.value.rule == "approval_takes_two"
    nothing_leaks()
    approvals.approve(deed.pk, factories.senior())
    assert WORDS[0] in claims_read()
    with pytest.raises(Refused, match="already decided"):
        approvals.approve(deed.pk, factories.senior())
    assert story(claim)[2:] == [("restored", "signed")]


# What is put back


def test_what_is_put_back_reads_as_it_was_signed_on_past_days_too() -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot)
    before, day = factories.current_publication(claim), moments(claim)[0]
    take_down(snapshot)
    restore(snapshot)
    after = factories.current_publication(claim)
    # Each row has a salt of its own, so its hash differs.
    assert after.body == before.body
    assert after.body_sha256 != before.body_sha256
    assert readable(claim) == ["signed", "taken_down", "restored"]
    assert Publication.objects.as_of(day).get().claim_id == claim.pk
    # On the days on which it was taken down it stays so.
    then = Publication.objects.as_of(moments(claim)[1]).get()
    assert json.loads(then.body)["appearances"][0]["quotes"] == []
    assert finds("January") == [claim.pk]
    assert list(faults()) == []
    take_down(snapshot)
    assert readable(claim) == ["taken_down", "taken_down"]
    nothing_leaks()


def test_of_two_takedowns_one_is_lifted() -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot)
    office = Evidence.objects.get(claim=claim).anchor.snapshot
    take_down(snapshot)
    take_down(office)
    assert readable(claim) == ["taken_down"]
    restore(office)
    assert [event for event, _ in story(claim)[1:]] == ["taken_down", "taken_down", "restored"]
    assert readable(claim) == ["taken_down", "taken_down", "restored"]
    assert body(claim)["evidence"][0]["quote"]["exact"] == factories.INDEPENDENT_QUOTE
    nothing_leaks()
    restore(snapshot)
    assert len(readable(claim)) == len(story(claim)) == 5


def test_rows_that_something_else_withholds_stay_withheld() -> None:
    snapshot = factories.snapshot()
    held, gone, plain = signed(snapshot), signed(snapshot), signed(snapshot)
    take_down(snapshot)
    hold(held)
    review.withdraw(gone.pk, factories.senior(), "It was a hoax.")
    restore(snapshot)
    assert readable(held) == []
    assert readable(gone) == ["withdrawn"]
    assert readable(plain) == ["signed", "taken_down", "restored"]
    lift(held)
    assert readable(held) == ["signed", "taken_down", "shown"]
    assert WORDS[0] in json.dumps(body(held))


# Whatever the claim is at when the takedown comes, and whatever is done next


def reopened(claim: Claim) -> None:
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")


def withdrawn(claim: Claim, keep_wording: bool = False) -> None:
    review.withdraw(claim.pk, factories.senior(), "It was a hoax.", keep_wording)


def reinstated(claim: Claim) -> None:
    review.reinstate(claim.pk, factories.senior(), "It was none.")


def embargoed(claim: Claim) -> None:
    until = timezone.now() + timedelta(hours=1)
    publishing.set_embargo(claim.pk, factories.editor(), until)


def supplemented(claim: Claim) -> None:
    """Two people supplement it with a relation to a claim that was signed meanwhile."""
    made = factories.relation(claim, full_claims.signed_claim(), "supports", confirmed=False)
    deed = approvals.request_relation(claim.pk, factories.editor(), "It bears on it.", made)
    approvals.approve(deed.pk, factories.senior())


Step = Callable[[Claim], Any]
STORIES: dict[str, tuple[list[Step], list[Step], list[str]]] = {
    "proposed, then signed": ([propose], [sign], ["signed"]),
    "in review, then concluded": ([], [propose, sign], ["signed"]),
    "held unsigned": ([propose, hold], [sign, lift], ["signed"]),
    "held in public": ([propose, sign, hold], [lift], ["signed", "hidden", "shown"]),
    "held after": ([propose, sign], [hold, lift], ["signed", "taken_down", "hidden", "shown"]),
    "under review again": (
        [propose, sign, reopened],
        [propose, sign],
        ["signed", "reopened", "taken_down", "signed"],
    ),
    "reopened after": ([propose, sign], [reopened], ["signed", "taken_down", "reopened"]),
    "withdrawn, then taken up again": (
        [propose, sign, withdrawn],
        [reinstated, propose, sign],
        ["signed", "withdrawn", "signed"],
    ),
    "withdrawn in its words": (
        [propose, sign, lambda claim: withdrawn(claim, keep_wording=True)],
        [],
        ["signed", "withdrawn"],
    ),
    "withdrawn after": (
        [propose, sign],
        [lambda claim: withdrawn(claim, keep_wording=True)],
        ["signed", "taken_down", "withdrawn"],
    ),
    "withdrawn unsigned": ([withdrawn], [reinstated, propose, sign], ["signed"]),
    "supplemented after": (
        [propose, sign],
        [supplemented],
        ["signed", "taken_down", "supplemented"],
    ),
    "withdrawn under a hold": (
        [propose, sign, hold, withdrawn],
        [lift],
        ["signed", "hidden", "withdrawn"],
    ),
}


@pytest.mark.parametrize("case", STORIES)
def test_nothing_leaks_whatever_is_done_before_and_after(case: str) -> None:
    before, after, published = STORIES[case]
    snapshot = factories.snapshot()
    claim = quoting(snapshot)
    for step in before:
        step(claim)
    take_down(snapshot)
    for step in after:
        nothing_leaks()
        step(Claim.objects.get(pk=claim.pk))
    assert [event for event, _ in story(claim)] == published
    nothing_leaks()
    content = body(claim)
    if "appearances" in content:
        assert [each["taken_down"] for each in content["appearances"]] == [True]
    restore(snapshot)
    if "appearances" in content:
        assert [event for event, _ in story(claim)] == [*published, "restored"]
        assert WORDS[0] in served()
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_an_embargo_that_ends_later_publishes_without_the_quotes() -> None:
    snapshot = factories.snapshot()
    claim = quoting(snapshot)
    propose(claim)
    embargoed(claim)
    sign(claim)
    take_down(snapshot)
    assert story(claim) == []
    end_embargo(claim)
    assert publishing.publish_due() == [claim.pk]
    assert story(claim) == [("signed", "signed")]
    nothing_leaks()


def test_what_was_proposed_with_its_quotes_can_be_signed() -> None:
    """Who signs reads the quotes at the desk; the version they name is the one proposed."""
    snapshot = factories.snapshot()
    claim = quoting(snapshot)
    propose(claim)
    version = factories.version_of(claim)
    take_down(snapshot)
    review.sign(claim.pk, factories.senior(), version)
    assert Claim.objects.get(pk=claim.pk).status == "verified"
    assert body(claim)["appearances"][0]["quotes"] == []


def test_words_that_are_no_longer_in_the_claim_but_were_published_go_too() -> None:
    snapshot, other = factories.snapshot(), factories.snapshot("So Ana Nuñez said in June.")
    claim = signed(snapshot)
    by = factories.editor()
    review.reopen(claim.pk, factories.senior(), "It was another paper.", "routine")
    drafting.remove_appearance(claim.pk, by, claim.appearances.get().pk)
    place = anchors.find_one(other.text, "Ana Nuñez said")
    drafting.add_appearance(claim.pk, by, other, [place], directness="indirect")
    assert claim.pk in takedowns.claims_quoting(snapshot.pk)
    take_down(snapshot)
    # The version in public is still the signed one.
    assert story(claim)[-1] == ("taken_down", "under_review")
    nothing_leaks("since January")
    propose(claim)
    sign(claim)
    assert body(claim)["appearances"][0]["quotes"][0]["exact"] == "Ana Nuñez said"
    restore(snapshot)
    # What is public now never rested on it; what was, is served again.
    assert story(claim)[-1] == ("signed", "signed")
    assert readable(claim) == ["signed", "reopened", "taken_down", "signed"]
    take_down(snapshot)
    assert story(claim)[-1] == ("signed", "signed")
    assert readable(claim) == ["taken_down", "signed"]
    nothing_leaks("since January")


def test_a_supplement_from_a_taken_down_snapshot_says_so() -> None:
    claim, snapshot = factories.signed_claim(), factories.snapshot("Before June. " + factories.TEXT)
    take_down(snapshot)
    deed = approvals.request_appearance(
        claim.pk,
        factories.editor(),
        "It is there too.",
        snapshot,
        [anchors.find_one(snapshot.text, "Before June")],
        directness="direct",
    )
    approvals.approve(deed.pk, factories.senior())
    assert story(claim)[1:] == [("supplemented", "signed")]
    first, second = body(claim)["appearances"]
    assert ("taken_down" in first, second["quotes"]) == (False, [])
    nothing_leaks("Before June")


def test_a_correction_keeps_it_down() -> None:
    snapshot = factories.snapshot()
    claim = signed(snapshot, text="In all 150 brigdes were built.")
    take_down(snapshot)
    deed = approvals.request_minor_edit(
        claim.pk, factories.editor(), "A slip.", text="In all 150 bridges were built."
    )
    approvals.approve(deed.pk, factories.senior())
    assert story(claim)[1:] == [("taken_down", "signed"), ("corrected", "signed")]
    nothing_leaks()


# Who else is touched


def test_neighbours_and_other_captures_are_not() -> None:
    source = factories.source()
    snapshot = factories.snapshot(of=source)
    later = factories.snapshot(factories.TEXT + " She left.", of=source)
    claim, same_source = signed(snapshot), signed(later)
    neighbour, stranger = quoting(factories.snapshot()), factories.signed_claim()
    factories.relation(claim, neighbour)
    propose(neighbour)
    sign(neighbour)
    other_snapshots = (same_source, neighbour, stranger)
    before = [(story(each), body(each), readable(each)) for each in other_snapshots]
    revisions = [Claim.objects.get(pk=each.pk).revision for each in other_snapshots]
    take_down(snapshot)
    assert related(claim) == [neighbour.pk]
    restore(snapshot)
    assert related(claim) == [neighbour.pk]
    assert [(story(each), body(each), readable(each)) for each in other_snapshots] == before
    assert [Claim.objects.get(pk=each.pk).revision for each in other_snapshots] == revisions


def test_every_claim_that_rests_on_it_is_told_once() -> None:
    snapshot = factories.snapshot()
    claims = [signed(snapshot) for _ in range(3)]
    draft = quoting(snapshot)
    take_down(snapshot)
    assert [story(claim)[1:] for claim in claims] == [[("taken_down", "signed")]] * 3
    assert story(draft) == []
    assert Claim.objects.get(pk=draft.pk).revision == draft.revision
    nothing_leaks()


# Beside protection


def test_a_takedown_shows_no_claim_that_protection_hides() -> None:
    """The name stands in the quote alone: with the quote gone, one person would have published."""
    speaker = factories.speaker("Ana Nuñez")
    snapshot = factories.snapshot()
    by, claim = factories.editor(), factories.claim(speaker=speaker)
    place = anchors.find_one(snapshot.text, "Ana Nuñez said")
    drafting.add_appearance(claim.pk, by, snapshot, [place], directness="indirect")
    factories.reviewed(claim, by)
    propose(claim)
    sign(claim)
    speakers.protect(speaker.pk, by, "a witness", "She was threatened.")
    assert not listed(claim)
    take_down(snapshot)
    assert story(claim) == [("signed", "signed"), ("hidden", "hidden")]
    restore(snapshot)
    assert not listed(claim)
    nothing_leaks("Nuñez said")


def test_a_protection_while_it_is_down() -> None:
    speaker = factories.speaker("Lucía Andrade")
    snapshot = factories.snapshot()
    claim = signed(snapshot, speaker=speaker)
    take_down(snapshot)
    speakers.protect(speaker.pk, factories.editor(), "a witness", "She was threatened.")
    assert [event for event, _ in story(claim)] == ["signed", "taken_down", "hidden", "shown"]
    nothing_leaks(*WORDS, "Andrade")
    restore(snapshot)
    assert story(claim)[-1] == ("restored", "signed")
    assert readable(claim) == ["shown", "restored"]
    assert body(claim)["appearances"][0]["quotes"][0]["prefix"] == ""
    nothing_leaks("Andrade")
    deed = speakers.unprotect(speaker, factories.editor(), "She agrees to be named.", "")
    approvals.approve(deed.pk, factories.senior())
    assert readable(claim) == ["signed", "taken_down", "shown", "restored", "shown"]


# At the desk


def test_the_newsroom_keeps_the_quotes_and_is_told() -> None:
    claim = full_claims.signed_claim()
    headers = {"Authorization": f"Token {tokens.make(factories.reporter(), 'a script', 7)}"}
    address = f"/api/v1/working/claims/{claim.pk}/"
    before = Client().get(address, headers=headers).json()
    for snapshot in Snapshot.objects.all():
        take_down(snapshot)
    after = Client().get(address, headers=headers).json()
    assert after["appearances"] == [{**before["appearances"][0], "taken_down": True}]
    passage, contact, excerpt = before["evidence"]
    taken_down = {"taken_down": True}
    assert after["evidence"] == [passage | taken_down, contact, excerpt | taken_down]
