"""Embargoes: set before the first publication, put off by one, ended by the workers."""

import re
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from claims.models import Claim
from claims.publication import publishing
from claims.workflow import approvals, drafting, relations, review
from factcheck.management.commands.worker import publish_due_alone
from newsroom.errors import Refused
from newsroom.jobs import enqueue
from newsroom.models import Event, Job
from tests import factories, sql, workers
from tests.as_owner import end_embargo
from tests.claims.published import ask_lift, hold, lift, listed, related, sign, story
from tests.threads import at_once, somebody_waits

pytestmark = pytest.mark.django_db


def in_an_hour() -> datetime:
    return timezone.now() + timedelta(hours=1)


def embargoed(claim: Claim) -> Claim:
    publishing.set_embargo(claim.pk, factories.editor(), in_an_hour())
    return Claim.objects.get(pk=claim.pk)


def test_a_sign_off_under_an_embargo_publishes_nothing() -> None:
    claim = embargoed(factories.proposed_claim())
    sign(claim)
    assert Claim.objects.get(pk=claim.pk).status == "verified"
    assert story(claim) == []
    assert publishing.publish_due() == []


def test_an_embargo_is_set_before_the_first_publication_and_ends_in_the_future() -> None:
    claim = factories.signed_claim()
    with pytest.raises(Refused) as refused:
        embargoed(claim)
    assert refused.value.rule == "embargo_before_publication"
    with pytest.raises(Refused, match="future"):
        publishing.set_embargo(
            factories.anchored_claim().pk, factories.editor(), timezone.now() - timedelta(days=1)
        )


def test_an_embargo_taken_off_before_sign_off_is_none() -> None:
    claim = embargoed(factories.proposed_claim())
    publishing.set_embargo(claim.pk, factories.editor(), None)
    sign(claim)
    assert listed(claim)


@pytest.mark.long
def test_what_is_signed_under_an_embargo_is_put_off_by_one_and_not_shortened() -> None:
    claim = embargoed(factories.proposed_claim())
    sign(claim)
    by = factories.editor()
    publishing.set_embargo(claim.pk, by, in_an_hour() + timedelta(days=1))
    for sooner in (None, in_an_hour()):
        with pytest.raises(Refused) as refused:
            publishing.set_embargo(claim.pk, by, sooner)
        assert refused.value.rule == "embargo_of_signed_only_extended"
    sql.refused(
        "UPDATE claims_claim SET embargo_until = now() WHERE id = %s",
        claim.pk,
        by="embargo_of_signed_only_extended",
    )
    review.reopen(claim.pk, factories.senior(), "It is to be told at once.", "routine")
    publishing.set_embargo(claim.pk, by, None)
    assert story(claim) == []
    review.propose(claim.pk, by, "reported", "verified", harms=[])
    sign(claim)
    assert story(claim) == [("signed", "signed")]


def test_a_claim_withdrawn_under_its_embargo_is_never_public() -> None:
    claim = embargoed(factories.proposed_claim())
    sign(claim)
    review.withdraw(claim.pk, factories.senior(), "It was a hoax.", keep_wording=True)
    assert story(claim) == []
    sql.run("INSERT INTO claims_publication (claim_id, event) VALUES (%s, 'withdrawn')", claim.pk)
    assert story(claim) == []


@pytest.mark.django_db(transaction=True)
def test_an_ended_embargo_is_published_by_command(capsys: Any) -> None:
    claim = embargoed(factories.proposed_claim())
    sign(claim)
    end_embargo(claim)
    call_command("publish_due")
    assert re.search(rf"\b{claim.pk}\b", capsys.readouterr().out)
    assert story(claim) == [("signed", "signed")]
    event = Event.objects.filter(table="claims_publication").latest("pk")
    assert (event.via, event.actor, event.reason) == ("clock", "", "the embargo ended")
    call_command("publish_due")
    assert story(claim) == [("signed", "signed")]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["sign", "reopen", "withdraw", "confirm", "carry out"])
def test_every_publishing_verb_publishes_what_is_due(verb: str) -> None:
    due, by = embargoed(factories.proposed_claim()), factories.senior()
    sign(due)
    signed, proposed, held = (
        factories.signed_claim(),
        factories.proposed_claim(),
        factories.signed_claim(),
    )
    suggested = factories.relation(factories.claim(), factories.claim(), confirmed=False)
    hold(held)
    deed = ask_lift(held)
    end_embargo(due)
    verbs: dict[str, Callable[[], Any]] = {
        "sign": lambda: sign(proposed),
        "reopen": lambda: review.reopen(signed.pk, by, "A second count came in.", "routine"),
        "withdraw": lambda: review.withdraw(signed.pk, by, "It was a hoax."),
        "confirm": lambda: relations.confirm(suggested.pk, by),
        "carry out": lambda: approvals.approve(deed.pk, by),
    }
    verbs[verb]()
    assert story(due) == [("signed", "signed")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["reopen", "withdraw", "edit"])
def test_a_claim_whose_embargo_has_ended_was_public_before_it_is_changed(verb: str) -> None:
    claim, by = embargoed(factories.proposed_claim()), factories.senior()
    sign(claim)
    end_embargo(claim)
    if verb == "reopen":
        review.reopen(claim.pk, by, "A second count came in.", "routine")
    elif verb == "edit":
        drafting.edit_claim(
            claim.pk,
            by,
            reason="A second count came in.",
            reason_kind="routine",
            text="Other words.",
        )
    else:
        review.withdraw(claim.pk, by, "It was a hoax.")
    assert story(claim)[0] == ("signed", "signed")
    assert len(story(claim)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_hold_outlasts_an_embargo() -> None:
    claim = embargoed(factories.proposed_claim())
    sign(claim)
    hold(claim)
    end_embargo(claim)
    assert publishing.publish_due() == []
    lift(claim)
    assert story(claim) == [("signed", "signed")]


@pytest.mark.django_db(transaction=True)
def test_a_relation_to_an_embargoed_claim_appears_on_both_when_it_ends() -> None:
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(one, other)
    embargoed(other)
    review.propose(other.pk, factories.editor(), "reported", "verified", harms=[])
    sign(other)
    assert related(one) == []
    end_embargo(other)
    assert publishing.publish_due() == [other.pk]
    assert (related(one), related(other)) == ([other.pk], [one.pk])
    assert story(one)[-1] == ("supplemented", "signed")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", ["the claim", "its neighbour"])
def test_publishing_what_is_due_waits_for_no_lock(locked: str, app_connection: Any) -> None:
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(one, other)
    embargoed(other)
    review.propose(other.pk, factories.editor(), "reported", "verified", harms=[])
    sign(other)
    end_embargo(other)
    at_work = app_connection()
    at_work.execute(
        "SELECT FROM claims_claim WHERE id = %s FOR NO KEY UPDATE",
        [other.pk if locked == "the claim" else one.pk],
    )
    assert at_once(publishing.publish_due) == [[]]
    at_work.rollback()
    assert publishing.publish_due() == [other.pk]


# By real workers, which check every PUBLISH_DUE_EVERY seconds


def signed_under_an_embargo() -> Claim:
    claim = embargoed(factories.proposed_claim())
    sign(claim)
    return claim


def published(claim: Claim) -> bool:
    return story(claim) == [("signed", "signed")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_a_busy_worker_publishes_on_time() -> None:
    claim = signed_under_an_embargo()
    with transaction.atomic():
        enqueue("tests.sleep", number=600)
    busy = Job.objects.filter(task_name="tests.sleep", status="doing")
    with workers.worker("--concurrency", "1", "--queue", "tests") as worker:
        worker.wait_until(busy.exists)
        end_embargo(claim)
        worker.wait_until(partial(published, claim))
        assert busy.exists()
        worker.end(signal.SIGKILL)


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_two_workers_publish_once_and_one_goes_on_without_the_other() -> None:
    first, second = signed_under_an_embargo(), signed_under_an_embargo()
    with workers.worker() as one, workers.worker() as other:
        end_embargo(first)
        one.wait_until(partial(published, first))
        other.end(signal.SIGKILL)
        end_embargo(second)
        one.wait_until(partial(published, second))
        assert one.end() == 0
    assert published(first)
    assert (one.output(), other.output()) == ("", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_a_worker_killed_while_it_publishes_leaves_it_to_another(app_connection: Any) -> None:
    claim = signed_under_an_embargo()
    chain = app_connection()
    chain.execute("SELECT pg_advisory_xact_lock(hashtext('publication chain'))")
    with workers.worker() as one:
        end_embargo(claim)
        one.wait_until(somebody_waits)
        with workers.worker() as other:
            one.end(signal.SIGKILL)
            chain.rollback()
            other.wait_until(partial(published, claim))


@pytest.mark.django_db(transaction=True)
def test_one_worker_at_a_time_looks_for_what_is_due(app_connection: Any) -> None:
    claim = signed_under_an_embargo()
    end_embargo(claim)
    other = app_connection()
    other.execute("SELECT pg_advisory_xact_lock(hashtext('publish due'))")
    publish_due_alone()
    assert story(claim) == []
    other.rollback()
    publish_due_alone()
    assert published(claim)


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_a_failure_is_logged_and_the_next_check_publishes(
    owner_connection: psycopg.Connection[Any],
) -> None:
    claim = signed_under_an_embargo()
    end_embargo(claim)
    owner_connection.execute(
        "CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM 1 / 0; RETURN NEW; END $$;"
        "CREATE TRIGGER break BEFORE INSERT ON claims_publication FOR EACH ROW"
        " EXECUTE FUNCTION break()"
    )
    try:
        with workers.worker() as worker:
            worker.wait_until(lambda: "publish_due_alone failed" in worker.output())
            assert story(claim) == []
            owner_connection.execute("DROP FUNCTION break CASCADE")
            worker.wait_until(partial(published, claim))
    finally:
        owner_connection.execute("DROP FUNCTION IF EXISTS break CASCADE")
