"""A second sign-off, a panel of three, reporters who propose: what each takes, and what breaks it."""

import json
from collections.abc import Callable
from functools import partial
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import translation

from claims.admin.claim import next_steps
from claims.admin.queue import queue
from claims.choices import CONCLUDED
from claims.models import Assent, Claim, Notice, ReviewPolicy, Round, Topic
from claims.workflow import conflicts, drafting, review
from newsroom import people
from newsroom.choices import Role
from newsroom.errors import NotAllowed, Refused, Stale
from newsroom.history import acting
from newsroom.models import Approval, Event, User
from tests import as_owner, factories, sql
from tests.claims.admin.desk import at_the_desk, url_of
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.long]

LEGAL = "legal read"
SIGN = (
    "UPDATE claims_round SET outcome = 'signed', decided_by_id = %s, decided_at = now()"
    " WHERE claim_id = %s AND outcome = 'open'"
)
ASSENT = (
    "INSERT INTO claims_assent (claim_id, round_id, person_id, version, second)"
    " SELECT claim_id, id, {person}, {version}, {second} FROM claims_round"
    " WHERE claim_id = {claim} AND number = {number}"
)


def now(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).status


def is_signed(claim: Claim) -> bool:
    return now(claim) in CONCLUDED


def agree(claim: Claim, by: User) -> Round:
    return review.agree(claim.pk, by, factories.version_of(claim))


def sign(claim: Claim, by: User) -> Round:
    return review.sign(claim.pk, by, factories.version_of(claim))


def legally_read(by: User | None = None, **fields: Any) -> Claim:
    """Proposed, under a policy that asks for a legal read."""
    factories.review_policy(second_sign_off=LEGAL, **fields)
    return factories.proposed_claim(by)


def before_panel(panel: list[User], by: User | None = None) -> Claim:
    factories.review_policy(panel=True)
    claim = factories.claim_in_review(by := by or factories.editor())
    review.propose(claim.pk, by, "reported", "verified", panel=panel, harms=[])
    return claim


def assent(
    claim: Claim, person: User, number: int = 1, version: str = "", second: Any = False
) -> Any:
    values = {
        "person": person.pk,
        "version": f"'{version}'" if version else "version",
        "second": str(second).lower(),
        "claim": claim.pk,
        "number": number,
    }
    return sql.run_as(person, ASSENT.format(**values))


# A second sign-off


@pytest.mark.parametrize("first", ["signature", "legal read"])
def test_a_legal_read_takes_both_in_either_order(first: str) -> None:
    claim = legally_read()
    senior, reader = factories.senior(), factories.legal_reader()
    steps = [partial(sign, claim, senior), partial(agree, claim, reader)]
    for step in steps if first == "signature" else steps[::-1]:
        assert not is_signed(claim)
        step()
    assert is_signed(claim)
    signed = Round.objects.get(claim=claim)
    assert (signed.decided_by, signed.alone) == (senior, False)
    body = json.loads(factories.current_publication(claim).body)
    assert reader.public_name not in body["signed"]["by"]
    assert senior.public_name in body["signed"]["by"]


def test_two_senior_editors_are_no_legal_read() -> None:
    claim = legally_read()
    sign(claim, factories.senior())
    sign(claim, factories.senior())
    assert not is_signed(claim)
    with pytest.raises(Refused, match="does not ask for your agreement"):
        agree(claim, factories.senior())


def test_one_person_is_not_both() -> None:
    claim, both = legally_read(), factories.legal_reader(Role.SENIOR)
    agree(claim, both)
    with pytest.raises(Refused, match="You have agreed"):
        sign(claim, both)
    assert not is_signed(claim)


def test_by_topic_only_claims_of_that_topic_take_it() -> None:
    crime = Topic.objects.create(name="Crime", slug="crime")
    factories.review_policy(second_sign_off=LEGAL, topics=[crime.pk])
    other, claim = factories.claim_in_review(), factories.claim_in_review()
    drafting.add_topics(claim.pk, factories.editor(), [crime])
    for each in (other, claim):
        review.propose(each.pk, factories.editor(), "reported", "unrated", harms=[])
        sign(each, factories.senior())
    assert (is_signed(other), is_signed(claim)) == (True, False)


# A panel


def test_two_of_three_agree_and_nobody_objects() -> None:
    panel = factories.panel()
    claim = before_panel(panel)
    agree(claim, panel[1])
    assert not is_signed(claim)
    # Whoever agrees last completes it; it is signed in the senior editor's name.
    agree(claim, panel[0])
    assert is_signed(claim)
    assert Round.objects.get(claim=claim).decided_by == panel[0]


def test_the_senior_editor_may_agree_first() -> None:
    panel = factories.panel()
    claim = before_panel(panel)
    agree(claim, panel[0])
    agree(claim, panel[2])
    signed = Round.objects.get(claim=claim)
    assert (signed.outcome, signed.decided_by) == ("signed", panel[0])
    with pytest.raises(Refused) as refused:
        review.send_back(claim.pk, factories.senior(), "Once more.")
    # Not whoever agreed last.
    assert str(panel[0]) in refused.value.sentence


def test_without_a_senior_editor_two_do_not_suffice() -> None:
    panel = factories.panel()
    claim = before_panel(panel)
    agree(claim, panel[1])
    agree(claim, panel[2])
    assert not is_signed(claim)
    agree(claim, panel[0])
    assert is_signed(claim)


def test_an_objection_sends_back_and_voids_every_agreement() -> None:
    panel = factories.panel(seniors=2, editors=1)
    claim = before_panel(panel, by := factories.editor())
    agree(claim, panel[0])
    review.object_to(claim.pk, panel[2], "The count is of March.")
    assert now(claim) == "in_review"
    notices = Notice.objects.filter(claim=claim, kind="sent_back").values_list("person", flat=True)
    assert list(notices) == [by.pk]
    review.propose(claim.pk, by, "reported", "verified", panel=panel, harms=[])
    agree(claim, panel[1])
    assert not is_signed(claim)
    agree(claim, panel[0])
    assert is_signed(claim)


def test_nobody_outside_the_panel_signs_or_agrees() -> None:
    claim = before_panel(factories.panel())
    with pytest.raises(Refused, match="panel of three decides"):
        sign(claim, factories.senior())
    for outsider in (factories.senior(), factories.legal_reader()):
        with pytest.raises(Refused, match="does not ask"):
            agree(claim, outsider)
        with pytest.raises(Refused, match="does not ask"):
            review.object_to(claim.pk, outsider, "I don't like it.")


def with_author(claim: Claim, panel: list[User]) -> list[User]:
    factories.record(claim, panel[1])
    return panel


def with_conflict(claim: Claim, panel: list[User]) -> list[User]:
    conflicts.declare(claim.pk, panel[1], "My sister works there.")
    return panel


def with_leaver(claim: Claim, panel: list[User]) -> list[User]:
    factories.name_person(panel[1], None, is_active=False)
    return panel


PANELS: dict[str, Callable[[Claim, list[User]], list[User]]] = {
    "nobody": lambda claim, panel: [],
    "two": lambda claim, panel: panel[:2],
    "four": lambda claim, panel: [*panel, factories.editor()],
    "one person twice": lambda claim, panel: [panel[0], panel[1], panel[1]],
    "no senior editor": lambda claim, panel: [panel[1], panel[2], factories.editor()],
    "a reporter": lambda claim, panel: [*panel[:2], factories.reporter()],
    "an author": with_author,
    "somebody in conflict": with_conflict,
    "somebody who left": with_leaver,
}


@pytest.mark.parametrize("what", PANELS)
def test_what_is_no_panel(what: str) -> None:
    factories.review_policy(panel=True)
    claim = factories.claim_in_review()
    panel = PANELS[what](claim, factories.panel())
    with pytest.raises(Refused, match="A panel is three editors") as refused:
        review.propose(claim.pk, factories.editor(), "reported", "verified", panel=panel, harms=[])
    assert refused.value.rule == "panel_is_of_three"


# Attacks


def test_a_senior_editor_alone_signs_by_sql_neither_without_the_legal_read_nor_without_a_panel() -> (
    None
):
    senior = factories.senior()
    claim = legally_read()
    sign(claim, senior)
    panel = factories.panel()
    other = before_panel(panel)
    agree(other, panel[0])
    for proposed, by in ((claim, senior), (other, panel[0])):
        with sql.broken("sign_off_takes_all_agreements"):
            sql.run_as(by, SIGN, by.pk, proposed.pk)


def test_nor_in_the_name_of_somebody_who_did_not_agree() -> None:
    panel = factories.panel(seniors=2, editors=1)
    claim = before_panel(panel)
    agree(claim, panel[2])
    with sql.broken("sign_off_takes_all_agreements"):
        sql.run_as(panel[2], SIGN, panel[0].pk, claim.pk)
    with sql.broken("round_is_by_who_acts"):
        sql.run_as(factories.senior(), SIGN, panel[0].pk, claim.pk)


def test_a_closed_review_makes_no_supplement_of_a_proposal() -> None:
    panel = factories.panel()
    claim = before_panel(panel)
    with sql.broken("sign_off_takes_all_agreements"):
        sql.run_as(
            panel[0],
            "UPDATE claims_review SET state = 'signed', closed_at = now() WHERE claim_id = %s;"
            + SIGN,
            *(claim.pk, panel[0].pk, claim.pk),
        )


def test_what_a_proposal_takes_does_not_change() -> None:
    claim = before_panel(panel := factories.panel())
    for change in ("panel = '{}'", "second_sign_off = true"):
        with sql.broken("round_keeps_what_it_takes"):
            sql.run_as(panel[0], f"UPDATE claims_round SET {change} WHERE claim_id = {claim.pk}")


def test_no_assent_of_an_author() -> None:
    by = factories.legal_reader(Role.EDITOR)
    claim = legally_read(by)
    with pytest.raises(Refused):
        agree(claim, by)
    with sql.broken("assent_counts"):
        assent(claim, by, second=True)


def test_no_assent_in_a_conflict_and_one_declared_later_takes_it_back() -> None:
    reader, senior = factories.legal_reader(), factories.senior()
    claim = legally_read()
    conflicts.declare(claim.pk, reader, "My sister works there.")
    with pytest.raises(Refused, match="conflict of interest"):
        agree(claim, reader)
    with sql.broken("assent_counts"):
        assent(claim, reader, second=True)
    other = factories.legal_reader()
    agree(claim, other)
    conflicts.declare(claim.pk, other, "So does mine.")
    sign(claim, senior)
    assert not is_signed(claim)


def test_a_deactivated_account_counts_for_nothing() -> None:
    panel = factories.panel()
    claim = before_panel(panel)
    agree(claim, panel[1])
    factories.name_person(panel[1], None, is_active=False)
    agree(claim, panel[0])
    assert not is_signed(claim)
    agree(claim, panel[2])
    assert is_signed(claim)


def test_whoever_no_longer_gives_it_has_not_given_it() -> None:
    claim, reader = legally_read(), factories.legal_reader()
    agree(claim, reader)
    factories.take_role(reader)
    sign(claim, factories.senior())
    assert not is_signed(claim)


def test_no_assent_to_an_older_version() -> None:
    panel = factories.panel()
    claim = before_panel(panel, by := factories.editor())
    version = factories.version_of(claim)
    agree(claim, panel[0])
    review.withdraw_proposal(claim.pk, by)
    review.write(claim.pk, by, rationale="The office's count of June.")
    review.propose(claim.pk, by, "reported", "verified", panel=panel, harms=[])
    with pytest.raises(Stale):
        review.agree(claim.pk, panel[1], version)
    # Neither to the older proposal, nor in its name to the new one; nor does the one given count.
    with sql.broken("assent_is_to_the_open_proposal"):
        assent(claim, panel[1], number=1)
    with sql.broken("assent_is_to_the_open_proposal"):
        assent(claim, panel[1], number=2, version=version)
    agree(claim, panel[1])
    assert not is_signed(claim)


def test_no_assent_after_an_objection() -> None:
    panel = factories.panel()
    claim = before_panel(panel)
    version = factories.version_of(claim)
    review.object_to(claim.pk, panel[1], "The count is of March.")
    with pytest.raises(Refused):
        review.agree(claim.pk, panel[0], version)
    with sql.broken("assent_is_to_the_open_proposal"):
        assent(claim, panel[0])


def test_nobody_assents_twice_or_for_somebody_else() -> None:
    panel = factories.panel()
    claim = before_panel(panel)
    agree(claim, panel[1])
    with pytest.raises(Refused, match="You have agreed"):
        agree(claim, panel[1])
    with sql.broken("assent_once"):
        assent(claim, panel[1])
    with sql.broken("assent_is_by_who_acts"):
        sql.run_as(
            panel[1],
            ASSENT.format(
                person=panel[0].pk, version="version", second="false", claim=claim.pk, number=1
            ),
        )


@pytest.mark.django_db(transaction=True)
def test_an_assent_is_of_a_version() -> None:
    panel = factories.panel()
    claim = before_panel(panel)
    agree(claim, panel[1])
    with pytest.raises(psycopg.errors.CheckViolation, match="assent_version_is_a_hash"):
        as_owner.unguarded("claims_assent", "UPDATE claims_assent SET version = 'x'")


def test_a_policy_has_a_reason(owner_connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="review_policy_has_a_reason"):
        owner_connection.execute(
            "INSERT INTO claims_reviewpolicy (reporters_propose, panel, second_sign_off, topics,"
            " reason) VALUES (false, true, '', '{}', '')"
        )


def test_a_reporter_signs_nothing_by_sql() -> None:
    factories.review_policy(reporters_propose=True)
    claim = factories.claim_in_review()
    reporter = factories.reporter()
    review.assign(claim.pk, factories.editor(), reporter)
    review.propose(claim.pk, reporter, "reported", "verified", harms=[])
    for who in (reporter, factories.reporter()):
        with sql.broken("sign_off_by_a_senior", "sign_off_by_another"):
            sql.run_as(who, SIGN, who.pk, claim.pk)


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_agreements_at_once_sign_it_once() -> None:
    panel = factories.panel(seniors=2, editors=1)
    claim = before_panel(panel)
    version = factories.version_of(claim)
    results = at_once(*[partial(review.agree, claim.pk, by, version) for by in panel[:2]])
    assert not any(isinstance(each, Refused) for each in results)
    assert is_signed(claim)


@pytest.mark.django_db(transaction=True)
def test_an_objection_beside_the_last_agreement_is_before_it_or_refused() -> None:
    for _attempt in range(3):
        panel = factories.panel(seniors=1, editors=2)
        claim = before_panel(panel)
        agree(claim, panel[1])
        version = factories.version_of(claim)
        agreed, objected = at_once(
            partial(review.agree, claim.pk, panel[0], version),
            partial(review.object_to, claim.pk, panel[2], "No."),
        )
        assert isinstance(agreed, Refused) != isinstance(objected, Refused)
        assert is_signed(claim) is isinstance(objected, Refused)


# The policy itself


def test_a_change_never_touches_a_review_that_has_begun() -> None:
    claim = factories.claim_in_review()
    factories.review_policy(panel=True)
    review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    sign(claim, factories.senior())
    assert is_signed(claim)
    # Nor does the end of one: this review began under it.
    other = factories.claim_in_review()
    factories.review_policy()
    with pytest.raises(Refused, match="A panel is three editors"):
        review.propose(other.pk, factories.editor(), "reported", "verified", harms=[])


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("review_policy_is_one_way", {"panel": True, "second_sign_off": LEGAL}),
        ("review_policy_topics_of_a_second_sign_off", {"topics": [1]}),
    ],
)
def test_what_is_no_policy(rule: str, fields: dict[str, Any]) -> None:
    with sql.broken(rule):
        factories.review_policy(**fields)


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("review_policy", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_owner_chooses_history_says_why_and_everybody_is_told() -> None:
    everybody = [factories.reporter(), factories.editor(), factories.senior()]
    assert "another, senior, editor signs it" in command()
    with pytest.raises(CommandError, match="--reason"):
        command("--panel", "yes")
    output = command("--second-sign-off", LEGAL, "--reason", "Our insurer asks for it.")
    assert LEGAL in output
    assert "Nobody gives the second sign-off yet" in output
    event = Event.objects.filter(table="claims_reviewpolicy").latest("pk")
    assert (event.via, event.reason) == ("command", "Our insurer asks for it.")
    notices = Notice.objects.filter(kind="people", sentence__contains="Our insurer asks for it.")
    assert set(notices.values_list("person", flat=True)) == {each.pk for each in everybody}
    with pytest.raises(CommandError, match="not both"):
        command("--panel", "yes", "--reason", "Both.")
    with pytest.raises(CommandError, match="No topic"):
        command("--topics", "crime", "--reason", "Only these.")
    Topic.objects.create(name="Crime", slug="crime")
    assert "Crime" in command("--topics", "crime", "--reason", "Only these.")
    command("--second-sign-off", "", "--reporters-propose", "yes", "--reason", "We grow.")
    latest = ReviewPolicy.objects.last()
    assert latest is not None
    assert (latest.reporters_propose, latest.second_sign_off, latest.topics) == (True, "", [])


@pytest.mark.parametrize(
    ("fields", "english", "spanish"),
    [
        ({"panel": True}, "Three editors who wrote none of it", "Tres editores"),
        ({"second_sign_off": LEGAL}, "takes a second sign-off", "segunda firma"),
        ({"reporters_propose": True}, "A reporter may propose", "puede proponer"),
    ],
)
def test_the_method_page_says_what_holds(
    fields: dict[str, Any], english: str, spanish: str
) -> None:
    factories.review_policy(**fields)
    for language, words in (("en", english), ("es", spanish)):
        with translation.override(language):
            answer = Client().get("/method/", headers={"Accept-Language": language})
        assert words in answer.content.decode()


# Who is told, and where it stands


def notified(kind: str) -> set[int]:
    unseen = Notice.objects.filter(kind=kind, seen_at__isnull=True)
    return set(unseen.values_list("person", flat=True))


def waits_for(by: User) -> bool:
    return queue.waiting_for(Claim.objects.all(), by).exists()


def test_whoever_must_agree_is_told_and_no_longer_once_they_have() -> None:
    senior, reader, other = (
        *(factories.senior(), factories.legal_reader()),
        factories.legal_reader(),
    )
    claim = legally_read()
    assert (notified("to_sign"), notified("to_agree")) == ({senior.pk}, {reader.pk, other.pk})
    assert all(waits_for(each) for each in (senior, reader, other))
    assert not waits_for(factories.reporter())
    agree(claim, reader)
    assert (notified("to_sign"), notified("to_agree")) == ({senior.pk}, set())
    assert [waits_for(each) for each in (senior, reader, other)] == [True, False, False]
    sign(claim, senior)
    assert notified("to_sign") == set()


def test_the_panel_is_told() -> None:
    panel, senior = factories.panel(), factories.senior()
    claim = before_panel(panel)
    assert (notified("to_sign"), notified("to_agree")) == (set(), {each.pk for each in panel})
    assert all(waits_for(each) for each in panel)
    assert not waits_for(senior)
    agree(claim, panel[1])
    assert notified("to_agree") == {panel[0].pk, panel[2].pk}
    assert not waits_for(panel[1])


def test_the_claims_page_says_who_must_do_what() -> None:
    panel = factories.panel()
    claim = before_panel(panel)
    agree(claim, panel[1])
    page = at_the_desk(panel[0]).get(url_of(claim)).content.decode()
    assert f"Agreed: {panel[1]}." in page
    for each in (panel[0], panel[2]):
        assert str(each) in page.split("Not yet answered: ")[1].split(".")[0]
    factories.name_person(panel[0], None, is_active=False)
    proposal = Round.objects.get(claim=claim)
    (*_, last) = next_steps.of(Claim.objects.get(pk=claim.pk), proposal.review, proposal)
    assert "can't decide any more" in last


def test_assents_are_never_public() -> None:
    names = ("Zenobia Quill", "Ottoline Marsh")
    editors = [factories.person(Role.EDITOR, public_name=name) for name in names]
    claim = before_panel([senior := factories.senior(), *editors])
    for by in (*editors, senior):
        agree(claim, by)
    assert Assent.objects.filter(claim=claim).count() == 3
    for address in (
        f"/claims/{claim.pk}/",
        f"/api/v1/claims/{claim.pk}/",
        "/api/v1/changes/",
        f"/api/v1/claims/{claim.pk}/prov.json",
    ):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert not any(name in answer.content.decode() for name in names)


# Granted by two


def test_the_second_sign_off_is_granted_by_two_also_to_a_reporter() -> None:
    one, other, lawyer = factories.senior(), factories.senior(), factories.reporter()
    request = people.request_role(lawyer, Role.REPORTER, one, "Our lawyer.", second_sign_off=True)
    assert isinstance(request, Approval)
    with transaction.atomic(), sql.broken("role_takes_two"):
        sql.run_as(
            one,
            f"DELETE FROM newsroom_role WHERE person_id = {lawyer.pk};"
            "INSERT INTO newsroom_role (person_id, role, granted_by_id, approval_id, second_sign_off)"
            f" VALUES ({lawyer.pk}, 'Reporter', {one.pk}, {request.pk}, true)",
        )
    with acting(other):
        people.approve(request.pk, other)
    claim = legally_read()
    assert lawyer.pk in notified("to_agree")
    agree(claim, lawyer)


def test_the_role_of_reporter_alone_does_not_give_it() -> None:
    claim = legally_read()
    with pytest.raises(Refused, match="does not ask"):
        agree(claim, factories.reporter())
    with pytest.raises(NotAllowed):
        agree(claim, factories.person(None))
