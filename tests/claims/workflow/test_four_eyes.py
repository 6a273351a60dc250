"""Nobody signs what they proposed or wrote, nor what changed after they saw it."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import transaction

from claims.models import Claim, Publication, Relation, Round
from claims.publication import document, publishing, speakers
from claims.workflow import approvals, drafting, relations, review
from claims.workflow.evidence import remove_evidence
from newsroom import people
from newsroom.choices import Role
from newsroom.errors import NotAllowed, Refused, Stale
from newsroom.history import recorded_as
from newsroom.models import User
from sources import anchors, capture
from tests import factories, sql

pytestmark = pytest.mark.django_db


def superuser() -> User:
    return factories.person(None, is_superuser=True)


PEOPLE = {"a senior editor": factories.senior, "a superuser": superuser}


@pytest.fixture
def one_person(owner_connection: psycopg.Connection[Any]) -> Iterator[None]:
    """A newsroom of one, as only the owner's role can choose."""
    owner_connection.execute("UPDATE newsroom_policy SET one_person = true, reason = 'one of us'")
    yield
    owner_connection.execute("UPDATE newsroom_policy SET one_person = false, reason = ''")


SIGN_RAW = (
    "UPDATE claims_round SET outcome = 'signed', decided_by_id = %s, decided_at = now()"
    " WHERE claim_id = %s AND outcome = 'open'"
)


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_signs_their_own_proposal(who: str) -> None:
    by = PEOPLE[who]()
    claim = factories.claim_in_review()
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    with pytest.raises(Refused) as refused:
        review.sign(claim.pk, by, round_.version)
    assert refused.value.rule == "four_eyes"
    with recorded_as(by):
        sql.refused(SIGN_RAW, by.pk, claim.pk, by="sign_off_by_another")
        sql.refused(
            SIGN_RAW.replace("SET", "SET alone = true,"), by.pk, claim.pk, by="sign_off_takes_two"
        )
    assert Claim.objects.get(pk=claim.pk).status == "awaiting_signoff"


def test_nor_one_that_no_verb_made() -> None:
    by, claim = factories.senior(), factories.claim_in_review()
    body = document.proposal(claim.pk, "reported", "verified")
    with recorded_as(by), sql.broken("sign_off_by_another"):
        sql.cursor().execute(
            "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body,"
            " version, proposed_by_id, outcome, reason, alone) SELECT id, claim_id, 1, 'verified',"
            " 'reported', %s, %s, %s, 'open', '', false FROM claims_review WHERE claim_id = %s",
            [body, capture.sha256(body), by.pk, claim.pk],
        )
        sql.run(SIGN_RAW, by.pk, claim.pk)


def left() -> User:
    return factories.person(Role.SENIOR, is_active=False)


# Whose name a row of PostgreSQL may bear: who, whether they may propose, whether they may sign.
SIGNERS: dict[str, tuple[Callable[[], User], bool, bool]] = {
    "nobody": (lambda: factories.person(None), False, False),
    "a reporter": (factories.reporter, False, False),
    "an editor": (factories.editor, True, False),
    "a senior editor": (factories.senior, True, True),
    "a superuser": (superuser, True, True),
    "a senior editor who left": (left, False, False),
}


@pytest.mark.parametrize("who", SIGNERS)
def test_postgresql_knows_who_may_propose_and_sign(who: str) -> None:
    make, proposes, signs = SIGNERS[who]
    by, claim = make(), factories.claim_in_review()
    body = document.proposal(claim.pk, "reported", "verified")
    insert = (
        "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body,"
        " version, proposed_by_id, outcome, reason, alone) SELECT id, claim_id, 1, 'verified',"
        " 'reported', %s, %s, %s, 'open', '', false FROM claims_review WHERE claim_id = %s"
    )
    values = (body, capture.sha256(body), by.pk, claim.pk)
    if proposes:
        with recorded_as(by), transaction.atomic():
            sql.cursor().execute(insert, values)
            transaction.set_rollback(True)
    else:
        sql.refused(insert, *values, by="proposal_is_of_an_editor")
    proposed = factories.proposed_claim()
    if signs:
        # As in sign(): the rest of it, so that it is whole at the end.
        review.sign(proposed.pk, by, factories.version_of(proposed))
    else:
        with recorded_as(by):
            sql.refused(SIGN_RAW, by.pk, proposed.pk, by="sign_off_by_a_senior")


@pytest.mark.parametrize("who", SIGNERS)
def test_postgresql_knows_who_may_request_and_approve(who: str) -> None:
    make, requests, approves = SIGNERS[who]
    by, claim = make(), factories.signed_claim()
    insert = (
        "INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id, outcome,"
        " answer) VALUES ('supplement', %s, '{}', 'It was missing.', %s, 'open', '')"
    )
    if requests:
        with recorded_as(by):
            sql.run(insert, claim.pk, by.pk)
    else:
        sql.refused(insert, claim.pk, by.pk, by="approval_is_requested_by_an_editor")
    approval = approvals.request_hold_lift(
        held(claim).pk, factories.editor(), "legal", "It is over."
    )
    if approves:
        approvals.approve(approval.pk, by)
    else:
        sql.refused(
            "UPDATE newsroom_approval SET outcome = 'done', decided_by_id = %s, decided_at = now()"
            " WHERE id = %s",
            *(by.pk, approval.pk),
            by="approval_is_of_seniors",
        )


def held(claim: Claim) -> Claim:
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    return claim


def confirm_a_relation(claim: Claim, by: User) -> Any:
    edge = factories.relation(claim, factories.anchored_claim(), confirmed=False)
    return relations.confirm(edge.pk, by)


def propose_and_withdraw(claim: Claim, by: User) -> None:
    review.propose(claim.pk, by, "reported", "unrated", harms=[])
    review.withdraw_proposal(claim.pk, by)


def add_an_appearance(claim: Claim, by: User) -> Any:
    snap = factories.snapshot()
    place = anchors.find_one(snap.text, factories.QUOTE)
    return drafting.add_appearance(claim.pk, by, snap, [place], directness="direct")


def remove_an_appearance(claim: Claim, by: User) -> None:
    add_an_appearance(claim, factories.editor())
    drafting.remove_appearance(claim.pk, by, claim.appearances.latest("pk").pk)


def remove_a_quantity(claim: Claim, by: User) -> None:
    made = drafting.add_quantity(
        claim.pk, factories.editor(), {"low": Decimal(1), "high": Decimal(2), "unit": "bridges"}
    )
    drafting.remove_quantity(claim.pk, by, made.pk)


def remove_a_record(claim: Claim, by: User) -> None:
    made = factories.record(claim, factories.editor())
    remove_evidence(claim.pk, by, made.pk)


WROTE: dict[str, Callable[[Claim, User], Any]] = {
    "the summary": lambda c, by: review.write(c.pk, by, summary="The office counted 150."),
    "the rationale": lambda c, by: review.write(c.pk, by, rationale="As the office says."),
    "the reply": lambda c, by: review.write(c.pk, by, reply_not_sought="She is dead."),
    "evidence": factories.record,
    "that evidence is no more": remove_a_record,
    "the wording": lambda c, by: drafting.edit_claim(c.pk, by, text="150 bridges stand."),
    "a quantity": lambda c, by: drafting.add_quantity(
        c.pk, by, {"low": Decimal(150), "high": Decimal(150), "unit": "bridges"}
    ),
    "that a quantity is no more": remove_a_quantity,
    "an appearance": add_an_appearance,
    "that an appearance is no more": remove_an_appearance,
    "a relation": confirm_a_relation,
    "an earlier proposal": propose_and_withdraw,
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("what", WROTE)
def test_nobody_signs_what_they_wrote_in_this_review(what: str, who: str) -> None:
    by, claim = PEOPLE[who](), factories.claim_in_review()
    WROTE[what](claim, by)
    round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    with pytest.raises(Refused) as refused:
        review.sign(claim.pk, by, round_.version)
    assert refused.value.rule == "four_eyes"
    with recorded_as(by):
        sql.refused(SIGN_RAW, by.pk, claim.pk, by="sign_off_by_no_author")


def test_unchanged_copies_from_an_earlier_review_do_not_count() -> None:
    wrote, reopens = factories.senior(), factories.senior()
    claim = factories.claim_in_review()
    factories.record(claim, wrote)
    round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    opened = review.reopen(claim.pk, reopens, "A reader found a second count.", "routine")
    assert wrote.pk in opened.evidence.values_list("added_by", flat=True)
    round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, wrote, round_.version)
    assert Claim.objects.get(pk=claim.pk).status == "verified"


# The version that was seen


def test_an_older_version_is_not_signed() -> None:
    claim = factories.proposed_claim(by := factories.editor())
    version = factories.version_of(claim)
    review.withdraw_proposal(claim.pk, by)
    review.write(claim.pk, by, rationale="The office's count of June.")
    review.propose(claim.pk, by, "reported", "verified", harms=[])
    with pytest.raises(Stale):
        review.sign(claim.pk, factories.senior(), version)


def rename_the_speaker(claim: Claim) -> None:
    speakers.change(claim.speaker, factories.editor(), "", name="Eve Adams")


def retitle_the_source(claim: Claim) -> None:
    source = claim.appearances.get().snapshot.source
    capture.edit_source(source.pk, factories.editor(), title="Another title")


def rename_the_topic(claim: Claim) -> None:
    claim.topics.update(name="Dams")


def give_the_speaker_a_role(claim: Claim) -> None:
    factories.role(claim.speaker, title="president")


def dismiss_a_public_relation(claim: Claim) -> None:
    edge = Relation.objects.of(claim.pk).confirmed().get(signed_in__isnull=False)
    relations.dismiss(edge.pk, factories.editor(), "They can both hold.")


@pytest.mark.parametrize(
    "change",
    [rename_the_speaker, retitle_the_source, rename_the_topic, give_the_speaker_a_role],
)
def test_what_changed_elsewhere_after_the_proposal_is_not_signed(
    change: Callable[[Claim], None],
) -> None:
    claim = factories.full_claim(by := factories.editor())
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    change(claim)
    with pytest.raises(Stale, match="Send it back"):
        review.sign(claim.pk, factories.senior(), round_.version)


def test_nor_one_that_lost_a_public_relation() -> None:
    one, other = factories.claim_in_review(), factories.claim_in_review()
    factories.relation(one, other)
    for claim in (one, other):
        round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
        review.sign(claim.pk, factories.senior(), round_.version)
    review.reopen(one.pk, factories.senior(), "A second count came in.", "routine")
    round_ = review.propose(one.pk, factories.editor(), "reported", "verified", harms=[])
    dismiss_a_public_relation(one)
    with pytest.raises(Stale, match="Send it back"):
        review.sign(one.pk, factories.senior(), round_.version)


# A newsroom of one


def signed_alone(by: User) -> Claim:
    claim = factories.claim_in_review(by)
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, by, round_.version)
    return claim


def test_a_newsroom_of_one_signs_alone_and_says_so(one_person: None) -> None:
    by = factories.senior()
    claim = signed_alone(by)
    assert Round.objects.get(claim=claim).alone
    body = json.loads(factories.current_publication(claim).body)
    assert body["signed"] == {"by": [by.public_name], "four_eyes": False}


def test_two_people_there_are_still_two(one_person: None) -> None:
    claim = factories.signed_claim()
    body = json.loads(factories.current_publication(claim).body)
    assert body["signed"]["four_eyes"] is True


def account_of(by: User, role: Role) -> User:
    """Another account, which the person invited and gave its role alone."""
    made = people.invite(by, f"second-{role.name}")
    requested = people.request_role(made, role, by, "A second mailbox.")
    assert requested is not None
    approvals.approve(requested.pk, by)
    return User.objects.get(pk=made.pk)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SENIOR])
def test_an_account_that_one_person_made_there_is_no_second_person(
    one_person: None, role: Role
) -> None:
    by = factories.senior()
    other = account_of(by, role)
    proposer, signer = (by, other) if role == Role.SENIOR else (other, by)
    claim = factories.claim_in_review(factories.editor())
    round_ = review.propose(claim.pk, proposer, "reported", "verified", harms=[])
    with sql.broken("sign_off_by_no_author"):
        sql.run_as(signer, SIGN_RAW, signer.pk, claim.pk)
    review.sign(claim.pk, signer, round_.version)
    body = json.loads(factories.current_publication(claim).body)
    assert body["signed"]["four_eyes"] is False


def test_nor_does_such_an_account_give_the_second_sign_off(one_person: None) -> None:
    factories.review_policy(second_sign_off="Legal read")
    by = factories.senior()
    other = people.invite(by, "second")
    requested = people.request_role(other, Role.REPORTER, by, "Legal.", second_sign_off=True)
    assert requested is not None
    approvals.approve(requested.pk, by)
    claim = factories.claim_in_review(by)
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, by, round_.version)
    with pytest.raises(Refused):
        review.agree(claim.pk, User.objects.get(pk=other.pk), round_.version)


def test_a_newsroom_of_one_does_every_deed_that_takes_two(one_person: None) -> None:
    by = factories.senior()
    claim = signed_alone(by)
    publishing.hold(claim.pk, by, "legal", "A letter came.")
    deed = approvals.request_hold_lift(claim.pk, by, "legal", "The letter was answered.")
    approvals.approve(deed.pk, by)
    assert Publication.objects.filter(claim=claim).listed().exists()


def test_a_supplement_by_one_is_no_longer_four_eyes(one_person: None) -> None:
    by = factories.senior()
    claim = factories.signed_claim()
    snap = factories.snapshot()
    place = anchors.find_one(snap.text, factories.QUOTE)
    deed = approvals.request_appearance(
        claim.pk, by, "Another paper has it.", snap, [place], directness="direct"
    )
    approvals.approve(deed.pk, by)
    body = json.loads(factories.current_publication(claim).body)
    assert body["signed"]["four_eyes"] is False
    assert len(body["appearances"]) == 2


def test_a_reporter_alone_is_no_senior_editor(one_person: None) -> None:
    claim = factories.proposed_claim()
    with pytest.raises(NotAllowed):
        review.sign(claim.pk, factories.reporter(), factories.version_of(claim))
