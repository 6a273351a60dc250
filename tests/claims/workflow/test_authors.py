"""Who wrote part of a proposal, by the history, may not sign it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from claims.admin.queue import queue
from claims.inbox import accepting
from claims.inbox import editing as inbox
from claims.models import Claim, Evidence, Round, Topic
from claims.publication import document, speakers
from claims.workflow import (
    approvals,
    drafting,
    external_reviews,
    relations,
    replies,
    review,
    topics,
)
from newsroom.errors import Refused
from newsroom.history import acting, recorded_as
from newsroom.models import Approval, User
from sources import anchors, capture, publishers
from sources.models import Speaker
from tests import factories, sql
from tests.claims.imports.files import bring_in, row, table
from tests.claims.published import propose

pytestmark = pytest.mark.django_db

SIGN_RAW = (
    "UPDATE claims_round SET outcome = 'signed', decided_by_id = %s, decided_at = now()"
    " WHERE claim_id = %s AND outcome = 'open'"
)

Writes = Callable[[Claim, User], Any]


def refused_to_sign(claim: Claim, by: User) -> None:
    """Neither the verb nor PostgreSQL lets them sign, and the queue doesn't offer it."""
    with pytest.raises(Refused) as refused:
        review.sign(claim.pk, by, factories.version_of(claim))
    assert refused.value.rule == "four_eyes"
    with recorded_as(by):
        sql.refused(SIGN_RAW, by.pk, claim.pk, by="sign_off_by_no_author")
    assert not queue.waiting_for(Claim.objects.all(), by).filter(pk=claim.pk).exists()


def signs(claim: Claim, by: User) -> None:
    assert queue.waiting_for(Claim.objects.all(), by).filter(pk=claim.pk).exists()
    review.sign(claim.pk, by, factories.version_of(claim))


# Everything that a proposal states, and how a person writes it


def own(text: str) -> Speaker:
    return factories.speaker(text)


def add_a_relay(claim: Claim, by: User) -> None:
    snapshot = factories.snapshot()
    place = anchors.find_one(snapshot.text, factories.QUOTE)
    hop: drafting.NewRelay = {"kind": "wire", "description": "an agency"}
    drafting.add_appearance(claim.pk, by, snapshot, [place], [hop], directness="direct")


def note_what_others_concluded(claim: Claim, by: User) -> None:
    conclusion: external_reviews.Conclusion = {"rating": "So", "reviewed_on": None}
    external_reviews.add(claim.pk, by, factories.publisher(), conclusion)


def name_a_topic(claim: Claim, by: User) -> None:
    topic = Topic.objects.create(name=f"Dams {claim.pk}", slug=f"dams-{claim.pk}")
    drafting.add_topics(claim.pk, by, [topic])


def suggest_a_relation(claim: Claim, by: User) -> None:
    edge = relations.suggest(
        claim.pk, factories.anchored_claim().pk, "contradicts", by, "Only one count can be right."
    )
    relations.confirm(edge.pk, factories.editor())


def confirm_a_relation(claim: Claim, by: User) -> None:
    edge = factories.relation(claim, factories.anchored_claim(), confirmed=False)
    relations.confirm(edge.pk, by)


def add_a_passage(claim: Claim, by: User) -> None:
    factories.add_independent_evidence(claim, by)


def source_of(claim: Claim) -> Any:
    return claim.appearances.order_by("pk")[0].snapshot.source


def retitle_the_source(claim: Claim, by: User) -> None:
    capture.edit_source(source_of(claim).pk, by, title="Another title")


def readdress_the_source(claim: Claim, by: User) -> None:
    uri = f"https://other.example/{claim.pk}"
    capture.edit_source(source_of(claim).pk, by, uri=uri)


def rename_the_publisher(claim: Claim, by: User) -> None:
    """By ``by``; that the source has this publisher is somebody else's."""
    source = source_of(claim)
    if source.publisher_id is None:
        capture.edit_source(source.pk, factories.editor(), publisher=factories.publisher())
    publishers.change(source_of(claim).publisher_id, by, name=f"The Daily {claim.pk}")


def rename_the_speaker(claim: Claim, by: User) -> None:
    speakers.change(claim.speaker, by, "As she signs.", name=f"Eve Adams {claim.pk}")


def give_the_speaker_a_role(claim: Claim, by: User) -> None:
    speakers.add_role(claim.speaker, by, "As of May.", "president", own(f"The Palace {claim.pk}"))


def rename_the_topic(claim: Claim, by: User) -> None:
    name_a_topic(claim, factories.editor())
    topics.rename(claim.topics.get().pk, by, "Reservoirs")


def capture_the_source(claim: Claim, by: User) -> None:
    """By ``by``; that the claim is in it is somebody else's."""
    snapshot = factories.snapshot(by=by)
    place = anchors.find_one(snapshot.text, factories.QUOTE)
    drafting.add_appearance(claim.pk, factories.editor(), snapshot, [place], directness="direct")


def merge_the_speaker(claim: Claim, by: User) -> None:
    """It decides what counts as the speaker's own evidence."""
    speakers.merge(own(f"Eve A. {claim.pk}"), claim.speaker, by, "They are one.")


def say_who_published_what_was_syndicated(claim: Claim, by: User) -> None:
    """By ``by``; that the source was syndicated from another is somebody else's."""
    above = factories.source()
    capture.edit_source(source_of(claim).pk, factories.editor(), syndicated_from=above)
    capture.edit_source(above.pk, by, publisher=factories.publisher())


def remind_again(claim: Claim, by: User) -> None:
    """The second reminder is by ``by``; all else is somebody else's."""
    editor = factories.editor()
    request = factories.overdue_request(claim, editor)
    for person in (editor, by):
        replies.remind(claim.pk, person, request.pk, factories.letter())
    replies.record_no_answer(claim.pk, editor, request.pk)


def ask_for_a_reply(claim: Claim, by: User) -> None:
    """Asked by ``by``; that no answer came is recorded by somebody else."""
    request = factories.overdue_request(claim, by)
    replies.record_no_answer(claim.pk, factories.editor(), request.pk)


OF_THE_CLAIM: dict[str, Writes] = {
    "wording": lambda c, by: drafting.edit_claim(c.pk, by, text=f"{c.pk} bridges stand."),
    "dates": lambda c, by: drafting.edit_claim(
        c.pk, by, said_from=factories.DAY, said_to=factories.DAY, said_basis="stated"
    ),
    "speaker": lambda c, by: drafting.edit_claim(c.pk, by, speaker=own(f"Bo {c.pk}")),
    "topic": name_a_topic,
    "quantity": lambda c, by: drafting.add_quantity(
        c.pk, by, {"low": Decimal(150), "high": Decimal(150), "unit": "bridges"}
    ),
    "appearance": add_a_relay,
    "what others concluded": note_what_others_concluded,
    "rationale of a relation": suggest_a_relation,
    "that a relation holds": confirm_a_relation,
}
OF_THE_REVIEW: dict[str, Writes] = {
    "summary": lambda c, by: review.write(c.pk, by, summary="The office counted 150."),
    "rationale": lambda c, by: review.write(c.pk, by, rationale="As the office says."),
    "why no reply was sought": lambda c, by: review.write(
        c.pk, by, reply_not_sought="She is dead."
    ),
    "why no reply was awaited": lambda c, by: review.write(
        c.pk, by, reply_not_awaited="It is urgent."
    ),
    "request for a reply": ask_for_a_reply,
    "reminder": remind_again,
    "answer": factories.answered_request,
    "record": lambda c, by: factories.record(c, by, of=factories.source()),
    "passage": add_a_passage,
}
SHARED: dict[str, Writes] = {
    "title of a source": retitle_the_source,
    "address of a source": readdress_the_source,
    "name of a publisher": rename_the_publisher,
    "name of the speaker": rename_the_speaker,
    "role of the speaker": give_the_speaker_a_role,
    "merge of the speaker": merge_the_speaker,
    "publisher of what a source was syndicated from": say_who_published_what_was_syndicated,
    "name of a topic": rename_the_topic,
    "copy of a source": capture_the_source,
}


def before_the_review(write: Writes, by: User) -> Claim:
    claim = factories.anchored_claim()
    write(claim, by)
    reviewer = factories.editor()
    factories.reviewed(claim, reviewer)
    return claim


def in_the_review(write: Writes, by: User) -> Claim:
    claim = factories.claim_in_review()
    write(claim, by)
    return claim


def in_a_review_that_ended_unsigned(write: Writes, by: User) -> Claim:
    claim = in_the_review(write, by)
    review.withdraw(claim.pk, factories.senior(), "Entered twice.")
    review.reinstate(claim.pk, factories.senior(), "It was not.")
    return claim


def in_a_review_that_was_signed(write: Writes, by: User) -> Claim:
    claim = in_the_review(write, by)
    propose(claim)
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    return claim


def after_the_signature(write: Writes, by: User) -> Claim:
    """The same words as somebody else's, signed, were there before; then these."""
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    write(claim, by)
    return claim


WHEN = {
    "before": before_the_review,
    "during": in_the_review,
    "in an earlier review, unsigned": in_a_review_that_ended_unsigned,
    "signed, unchanged": in_a_review_that_was_signed,
    "since it was signed": after_the_signature,
}
# By kind, and by when it was written: whether its author may sign.
MAY_SIGN = {
    "of the claim": (OF_THE_CLAIM, (False, False, False, True, False)),
    "of the review": (OF_THE_REVIEW, (None, False, False, True, False)),
    "shared": (SHARED, (True, False, False, True, False)),
}
TABLE = [
    pytest.param(write, when, may, id=f"{what}, {when}")
    for kinds, row in MAY_SIGN.values()
    for what, write in kinds.items()
    for when, may in zip(WHEN, row, strict=True)
    # A published speaker takes two people: below.
    if may is not None and not (what.endswith("the speaker") and when == "since it was signed")
]


@pytest.mark.parametrize(("write", "when", "may"), TABLE)
def test_who_wrote_what_when_may_sign(write: Writes, when: str, may: bool) -> None:
    by = factories.senior()
    claim = WHEN[when](write, by)
    propose(claim)
    (signs if may else refused_to_sign)(claim, by)


@pytest.mark.parametrize("what", OF_THE_CLAIM)
def test_a_newsroom_may_let_drafters_sign(what: str, drafters_may_sign: None) -> None:
    by = factories.senior()
    claim = before_the_review(OF_THE_CLAIM[what], by)
    propose(claim)
    signs(claim, by)


@pytest.mark.parametrize("when", list(WHEN)[1:3])
def test_even_there_nobody_signs_what_they_wrote_in_a_review(
    when: str, drafters_may_sign: None
) -> None:
    by = factories.senior()
    claim = WHEN[when](OF_THE_REVIEW["rationale"], by)
    propose(claim)
    refused_to_sign(claim, by)


def test_a_reporter_drafts_an_editor_proposes_a_senior_editor_signs() -> None:
    reporter, editor, senior = factories.reporter(), factories.editor(), factories.senior()
    claim = factories.claim_in_review(editor)
    drafting.edit_claim(claim.pk, editor, text=f"{claim.pk} bridges stand.")
    round_ = review.propose(claim.pk, editor, "reported", "verified", harms=[])
    assert reporter.pk not in round_.authors
    signs(claim, senior)


def test_whoever_only_reopens_or_reinstates_has_written_nothing() -> None:
    by = factories.senior()
    claim = factories.full_claim()
    propose(claim)
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    review.reopen(claim.pk, by, "A reader found a second count.", "routine")
    review.withdraw(claim.pk, by, "It is the same count.")
    review.reinstate(claim.pk, by, "It is not.")
    review.assign(claim.pk, by, factories.editor())
    propose(claim)
    signs(claim, by)


def test_words_that_one_review_left_out_are_not_signed() -> None:
    """A relation that was a suggestion, a review that was excluded: written long before."""
    for leave_out, take_in in ((suggest_only, confirm_it), (exclude, include)):
        by, claim = factories.senior(), factories.claim_in_review()
        leave_out(claim, by)
        propose(claim)
        review.sign(claim.pk, factories.senior(), factories.version_of(claim))
        review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
        take_in(claim)
        propose(claim)
        refused_to_sign(claim, by)


def suggest_only(claim: Claim, by: User) -> None:
    relations.suggest(
        claim.pk, factories.anchored_claim().pk, "contradicts", by, "One count is wrong."
    )


def confirm_it(claim: Claim) -> None:
    relations.confirm(claim.relations_out.get().pk, factories.editor())


def exclude(claim: Claim, by: User) -> None:
    note_what_others_concluded(claim, by)
    external_reviews.set_excluded(
        claim.pk, factories.editor(), claim.external_reviews.get().pk, True
    )


def include(claim: Claim) -> None:
    external_reviews.set_excluded(
        claim.pk, factories.editor(), claim.external_reviews.get().pk, False
    )


def test_a_relation_signed_with_the_other_claim_is_signed() -> None:
    by, one, other = factories.senior(), factories.claim_in_review(), factories.claim_in_review()
    edge = relations.suggest(one.pk, other.pk, "contradicts", by, "One count is wrong.")
    relations.confirm(edge.pk, factories.editor())
    propose(one)
    review.sign(one.pk, factories.senior(), factories.version_of(one))
    propose(other)
    signs(other, by)


def test_what_is_marked_in_the_inbox_counts() -> None:
    by, reporter = factories.senior(), factories.reporter()
    snapshot = factories.snapshot()
    start = snapshot.text.index(factories.QUOTE)
    marked = inbox.mark(
        snapshot.pk, by, start, start + len(factories.QUOTE), "anonymous", verb="boasted"
    )
    again = inbox.edit(marked.pk, reporter, start, start + len("We have built 150 bridges"))
    claim = accepting.accept(again.pk, reporter, nature="fact")
    editor = factories.editor()
    factories.reviewed(claim, editor)
    propose(claim)
    refused_to_sign(claim, by)


@pytest.mark.parametrize("imports", [False, True])
def test_an_imported_claim_is_signed_by_others_than_who_imported_it(imports: bool) -> None:
    by, editor = factories.senior(), factories.editor()
    bring_in(table(row(1)), by if imports else editor)
    claim = Claim.objects.get()
    snapshot = factories.snapshot("She said: the ministry built 1 bridges.")
    place = anchors.find_one(snapshot.text, "the ministry built 1 bridges")
    drafting.add_appearance(claim.pk, editor, snapshot, [place], directness="direct")
    drafting.edit_claim(claim.pk, editor, nature="fact")
    factories.reviewed(claim, editor)
    propose(claim)
    (refused_to_sign if imports else signs)(claim, by)


# What two people approve


def test_whoever_suggested_a_relation_does_not_approve_it() -> None:
    by, claim, other = factories.senior(), factories.signed_claim(), factories.signed_claim()
    edge = relations.suggest(claim.pk, other.pk, "contradicts", by, "One count is wrong.")
    requested = approvals.request_relation(claim.pk, factories.editor(), "It is missing.", edge)
    with pytest.raises(Refused) as refused:
        approvals.approve(requested.pk, by)
    assert refused.value.rule == "sign_off_by_no_author"
    approvals.approve(requested.pk, factories.senior())
    assert Round.objects.filter(claim=claim).latest("number").authors == sorted(
        [by.pk, requested.requested_by_id]
    )


def test_whoever_captured_the_source_does_not_approve_its_appearance() -> None:
    by, claim = factories.senior(), factories.signed_claim()
    snapshot = factories.snapshot(by=by)
    place = anchors.find_one(snapshot.text, factories.QUOTE)
    requested = approvals.request_appearance(
        claim.pk, factories.editor(), "It is there too.", snapshot, [place], directness="direct"
    )
    with pytest.raises(Refused) as refused:
        approvals.approve(requested.pk, by)
    assert refused.value.rule == "sign_off_by_no_author"
    approvals.approve(requested.pk, factories.senior())


def test_approving_is_not_writing() -> None:
    """Two supplements, two changes of the speaker: approved by one person, who then signs."""
    by, claim = factories.senior(), factories.signed_claim()
    for _ in range(2):
        requested = approvals.request_minor_edit(
            claim.pk, factories.editor(), "A slip.", rationale=f"{rationale_of(claim)}!"
        )
        approvals.approve(requested.pk, by)
    change: Any = speakers.change(claim.speaker, factories.editor(), "Her name.", name="Eve Adams")
    approvals.approve(change.pk, by)
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    propose(claim)
    assert change.requested_by_id in Round.objects.get(claim=claim, outcome="open").authors
    signs(claim, by)


def rationale_of(claim: Claim) -> str:
    return claim.reviews.latest("number").rationale


@pytest.mark.parametrize(
    "what", ["name of the speaker", "role of the speaker", "merge of the speaker"]
)
def test_whoever_requests_a_change_of_a_published_speaker_wrote_it(what: str) -> None:
    by, claim = factories.senior(), factories.signed_claim()
    SHARED[what](claim, by)
    approvals.approve(Approval.objects.open().get().pk, factories.senior())
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    propose(claim)
    refused_to_sign(claim, by)


# SQL as the application's role


def evidence_of(by: User) -> tuple[Claim, Evidence]:
    claim = factories.claim_in_review()
    return claim, factories.record(claim, by, of=factories.source())


def remove_and_add_again(claim: Claim, piece: Evidence) -> None:
    sql.run("UPDATE claims_review SET rationale = '' WHERE claim_id = %s", claim.pk)
    sql.run("DELETE FROM claims_evidence WHERE id = %s", piece.pk)
    factories.record(claim, factories.editor(), of=piece.source)


def say_that_another_added_it(claim: Claim, piece: Evidence) -> None:
    sql.run(
        "UPDATE claims_evidence SET added_by_id = %s WHERE id = %s", factories.editor().pk, piece.pk
    )


def call_it_a_copy(claim: Claim, piece: Evidence) -> None:
    first = claim.reviews.get().evidence.order_by("pk")[0]
    sql.run("UPDATE claims_evidence SET copied_from_id = %s WHERE id = %s", first.pk, piece.pk)


@pytest.mark.parametrize("deed", [remove_and_add_again, say_that_another_added_it, call_it_a_copy])
def test_sql_removes_no_authorship(deed: Callable[[Claim, Evidence], None]) -> None:
    by = factories.senior()
    claim, piece = evidence_of(by)
    deed(claim, piece)
    review.write(claim.pk, factories.editor(), rationale="The office's own count.")
    propose(claim)
    refused_to_sign(claim, by)


def test_sql_states_no_other_authors() -> None:
    by, claim = factories.senior(), factories.claim_in_review()
    review.write(claim.pk, by, rationale="The office's own count.")
    propose(claim)
    sql.refused(
        "UPDATE claims_round SET authors = '{}' WHERE claim_id = %s",
        claim.pk,
        by="authors_stay_on_record",
    )
    with recorded_as(by):
        sql.refused(
            SIGN_RAW.replace("SET", "SET authors = '{}',"),
            *(by.pk, claim.pk),
            by="sign_off_by_no_author",
        )


def test_a_proposal_by_sql_states_its_authors_too() -> None:
    by, editor, claim = factories.senior(), factories.editor(), factories.claim_in_review()
    review.write(claim.pk, by, rationale="The office's own count.")
    body = document.proposal(claim.pk, "reported", "verified")
    with acting(editor):
        Claim.objects.filter(pk=claim.pk).update(status="awaiting_signoff")
        Round.objects.create(
            review=claim.reviews.get(),
            claim=claim,
            number=1,
            status="verified",
            attribution="reported",
            body=body,
            version=capture.sha256(body),
            proposed_by=editor,
            authors=[],
        )
    assert {by.pk, editor.pk} <= set(Round.objects.get(claim=claim).authors)


@pytest.mark.parametrize("also", ["", ", copied_from_id = NULL"])
def test_private_evidence_made_public_by_sql_keeps_its_author(also: str) -> None:
    by, claim = factories.senior(), factories.claim_in_review()
    factories.record(claim, by, of=factories.source(), private=True)
    propose(claim)
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    sql.run(
        f"UPDATE claims_evidence SET private = false{also} WHERE private AND review_id IN"
        " (SELECT id FROM claims_review WHERE claim_id = %s AND state = 'open')",
        claim.pk,
    )
    propose(claim)
    refused_to_sign(claim, by)
