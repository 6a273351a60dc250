"""What PostgreSQL holds of takedowns against raw SQL as the application's role, and between two
people in the same second."""

import json
import threading
from typing import Any

import pytest
from django.db import connection

from claims.models import Claim, Publication
from claims.publication import takedowns
from claims.publication.chain import faults
from claims.workflow import approvals, drafting, review
from newsroom.errors import Refused
from newsroom.history import recorded_as
from newsroom.models import Approval
from sources import anchors
from sources.models import Snapshot, Takedown
from tests import factories, sql
from tests.claims.outsider import claims_read, served
from tests.claims.published import body, readable, says, snapshot_of, story
from tests.threads import at_once, wait_until_locked_out

pytestmark = pytest.mark.long

LIE = "publication_is_what_was_signed"
WORDS = "since January"
ROW = "INSERT INTO claims_publication (claim_id, event) VALUES (%s, %s)"
OTHERS = ("signed", "supplemented", "corrected", "reopened", "shown")


def set_untold(snapshot: Snapshot) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_takedown (snapshot_id, reason, set_by_id)"
            " VALUES (%s, 'A letter came.', %s)",
            [snapshot.pk, factories.editor().pk],
        )


def lift_untold(snapshot: Snapshot) -> None:
    deed = takedowns.request_lift(snapshot.pk, factories.editor(), "It was answered.")
    by = factories.senior()
    with recorded_as(by), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE newsroom_approval SET outcome = 'done', decided_by_id = %s, decided_at = now()"
            " WHERE id = %s",
            [by.pk, deed.pk],
        )
        cursor.execute(
            "UPDATE sources_takedown SET lifted_at = now(), lifted_by_approval_id = %s"
            " WHERE snapshot_id = %s AND lifted_at IS NULL",
            [deed.pk, snapshot.pk],
        )


def take_down(snapshot: Snapshot) -> Takedown:
    return takedowns.take_down(snapshot.pk, factories.editor(), "A letter came.")


def nothing_leaks() -> None:
    assert WORDS not in claims_read()
    assert WORDS not in served()
    assert list(faults()) == []


# Raw SQL


@pytest.mark.django_db
def test_a_takedown_that_nobody_is_told_of_is_refused() -> None:
    claim = factories.signed_claim()
    with sql.broken("takedown_is_published", "publication_is_current"):
        set_untold(snapshot_of(claim))
        assert readable(claim) == []
        sql.run("SELECT 1")
    assert readable(claim) == ["signed"]


@pytest.mark.django_db
def test_a_lifting_that_nobody_is_told_of_is_refused() -> None:
    """Signed after the takedown, so that no earlier row is withheld or shown again."""
    claim = factories.proposed_claim()
    snapshot = snapshot_of(claim)
    take_down(snapshot)
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    with sql.broken("takedown_is_published"):
        lift_untold(snapshot)
        sql.run("SELECT 1")
    assert readable(claim) == ["signed"]
    nothing_leaks()


@pytest.mark.django_db
def test_only_the_event_is_told_that_happened() -> None:
    claim = factories.signed_claim()
    snapshot = snapshot_of(claim)
    for event in (*OTHERS, "taken_down", "restored"):
        sql.run(ROW, claim.pk, event)
    assert story(claim) == [("signed", "signed")]
    set_untold(snapshot)
    for event in (*OTHERS, "restored"):
        with sql.broken(LIE):
            sql.run(ROW, claim.pk, event)
    sql.run(ROW, claim.pk, "taken_down")
    assert body(claim)["appearances"][0]["quotes"] == []
    nothing_leaks()
    lift_untold(snapshot)
    for event in (*OTHERS, "taken_down"):
        with sql.broken(LIE):
            sql.run(ROW, claim.pk, event)
    sql.run(ROW, claim.pk, "restored")
    assert readable(claim) == ["signed", "taken_down", "restored"]


@pytest.mark.django_db
def test_a_hidden_row_is_no_way_around_it() -> None:
    claim = factories.signed_claim()
    with sql.broken("publication_is_current", "takedown_is_published"):
        set_untold(snapshot_of(claim))
        sql.run(ROW, claim.pk, "hidden")


# In the same second


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", range(3))
@pytest.mark.few(1)
def test_a_takedown_beside_sign_offs_leaves_nothing_public(time: int) -> None:
    claims = [factories.proposed_claim()]
    snapshot = snapshot_of(claims[0])
    claims.append(quoting(snapshot))
    seniors = [factories.senior() for _ in claims]
    versions = [factories.version_of(claim) for claim in claims]
    by = factories.editor()
    results = at_once(
        lambda: review.sign(claims[0].pk, seniors[0], versions[0]),
        lambda: takedowns.take_down(snapshot.pk, by, "A letter came."),
        lambda: review.sign(claims[1].pk, seniors[1], versions[1]),
    )
    assert not [result for result in results if isinstance(result, Refused)]
    for claim in claims:
        assert [event for event, _ in story(claim)] in (["signed"], ["signed", "taken_down"])
        assert body(claim)["appearances"][0]["taken_down"] is True
    nothing_leaks()


def quoting(snapshot: Snapshot) -> Claim:
    """Proposed, quoting the snapshot as well."""
    by, claim = factories.editor(), factories.claim()
    place = anchors.find_one(snapshot.text, factories.QUOTE)
    drafting.add_appearance(claim.pk, by, snapshot, [place], directness="direct")
    factories.reviewed(claim, by)
    review.propose(claim.pk, by, "reported", "verified", harms=[])
    return claim


@pytest.mark.django_db(transaction=True)
def test_of_two_takedowns_at_once_one_stands() -> None:
    claim = factories.signed_claim()
    snapshot = snapshot_of(claim)
    one, other = factories.editor(), factories.editor()
    results = at_once(
        lambda: takedowns.take_down(snapshot.pk, one, "A letter came."),
        lambda: takedowns.take_down(snapshot.pk, other, "A letter came."),
    )
    (refused,) = [result for result in results if isinstance(result, Refused)]
    assert refused.rule == "taken_down_once"
    assert story(claim) == [("signed", "signed"), ("taken_down", "signed")]


@pytest.mark.django_db(transaction=True)
def test_takedowns_of_both_that_a_claim_rests_on_wait_for_each_other() -> None:
    claim = factories.signed_claim()
    evidence = Snapshot.objects.exclude(pk=snapshot_of(claim).pk).get()
    by = factories.editor()
    results = at_once(
        lambda: takedowns.take_down(snapshot_of(claim).pk, by, "A letter came."),
        lambda: takedowns.take_down(evidence.pk, by, "A letter came."),
    )
    assert all(isinstance(result, Takedown) for result in results)
    content = body(claim)
    assert (content["appearances"][0]["quotes"], content["evidence"][0]["quote"]) == ([], None)
    assert readable(claim) == ["taken_down"]
    nothing_leaks()


@pytest.mark.django_db(transaction=True)
def test_a_claim_published_while_the_others_are_waited_for_is_told_too(
    app_connection: Any,
) -> None:
    claim = factories.signed_claim()
    snapshot, by = snapshot_of(claim), factories.editor()
    busy = app_connection(autocommit=False)
    busy.execute("SELECT FROM claims_claim WHERE id = %s FOR NO KEY UPDATE", [claim.pk])
    failed: list[BaseException] = []

    def take() -> None:
        try:
            takedowns.take_down(snapshot.pk, by, "A letter came.")
        except BaseException as error:  # noqa: BLE001
            failed.append(error)
        finally:
            connection.close()

    waiting = threading.Thread(target=take)
    waiting.start()
    wait_until_locked_out(waiting)  # for the claim
    late = quoting(snapshot)
    review.sign(late.pk, factories.senior(), factories.version_of(late))
    assert WORDS in served()
    busy.commit()
    waiting.join()
    assert failed == []
    assert story(late) == [("signed", "signed"), ("taken_down", "signed")]
    nothing_leaks()


@pytest.mark.django_db(transaction=True)
def test_a_sign_off_waits_for_a_takedown_that_does_not_know_its_claim(
    app_connection: Any,
) -> None:
    """The claim is proposed while the takedown is not yet committed, and holds no lock of it."""
    snapshot = factories.snapshot()
    taking = app_connection(autocommit=False)
    taking.execute(
        "INSERT INTO sources_takedown (snapshot_id, reason, set_by_id)"
        " VALUES (%s, 'A letter came.', %s)",
        [snapshot.pk, factories.editor().pk],
    )
    claim = quoting(snapshot)
    senior, version = factories.senior(), factories.version_of(claim)

    def sign() -> None:
        try:
            review.sign(claim.pk, senior, version)
        finally:
            connection.close()

    signing = threading.Thread(target=sign)
    signing.start()
    wait_until_locked_out(signing)  # who publishes a quote waits for who takes it down
    taking.commit()
    signing.join()
    assert story(claim) == [("signed", "signed")]
    nothing_leaks()


@pytest.mark.django_db(transaction=True)
def test_one_of_two_lifts_it() -> None:
    claim = factories.signed_claim()
    snapshot = snapshot_of(claim)
    take_down(snapshot)
    deed: Approval = takedowns.request_lift(snapshot.pk, factories.editor(), "It was answered.")
    one, other = factories.senior(), factories.senior()
    results = at_once(
        lambda: approvals.approve(deed.pk, one), lambda: approvals.approve(deed.pk, other)
    )
    (refused,) = [result for result in results if isinstance(result, Refused)]
    assert "already decided" in refused.sentence
    assert story(claim)[2:] == [("restored", "signed")]
    assert json.loads(Publication.objects.get(event="restored").body) == says(claim)
