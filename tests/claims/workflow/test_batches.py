"""One thing done to many claims: each by its own verb, each refusal told, nothing done twice."""

from datetime import date

import pytest

from claims.models import Batch, BatchItem, Claim, Round, Topic
from claims.workflow import batches, planning, review
from newsroom.errors import Refused
from newsroom.history import recorded_as
from newsroom.models import Event, Job, User
from tests import factories, sql, workers

pytestmark = pytest.mark.django_db


def outcomes(batch: Batch) -> dict[int, tuple[str, str]]:
    return {
        claim: (outcome, sentence)
        for claim, outcome, sentence in batch.items.values_list("claim", "outcome", "sentence")
    }


def test_many_are_assigned_and_each_refusal_is_told() -> None:
    by, editor = factories.senior(), factories.editor()
    fresh, begun = factories.anchored_claim(), factories.claim_in_review()
    signed, waits = factories.signed_claim(), factories.proposed_claim()
    batch = factories.batch([fresh, begun, signed, waits], by, editor)
    workers.work_off()
    found = outcomes(batch)
    assert found[fresh.pk] == found[begun.pk] == ("done", "")
    assert found[signed.pk][0] == found[waits.pk][0] == "refused"
    assert "signed the conclusion “Verified”" in found[signed.pk][1]
    assert "proposed a conclusion" in found[waits.pk][1]
    for claim in (fresh, begun):
        assert claim.reviews.get().reviewer == editor
    event = Event.objects.of(Claim.objects.get(pk=begun.pk)).last()
    assert event is not None
    assert (event.actor, event.via) == (by.get_username(), "job")


def test_topics_are_added_beside_those_that_are_there() -> None:
    by = factories.editor()
    bridges, dams = (Topic.objects.create(name=n, slug=n.lower()) for n in ("Bridges", "Dams"))
    claim, frozen = factories.claim(topics=[bridges]), factories.proposed_claim()
    begun = factories.claim_in_review()
    batch = batches.create(by, "tag", [claim.pk, frozen.pk, begun.pk], {"topics": [dams.pk]})
    workers.work_off()
    assert set(claim.topics.all()) == {bridges, dams}
    assert not frozen.topics.exists()
    assert outcomes(batch)[frozen.pk][0] == "refused"
    # A topic is part of what is signed: whoever named it does not sign.
    review.propose(begun.pk, factories.editor(), "reported", "verified", harms=[])
    assert by.pk in Round.objects.get(claim=begun).authors


def test_many_are_planned() -> None:
    claims = [factories.claim(), factories.claim()]
    payload = {"priority": 3, "due_on": "2026-03-01"}
    batches.create(factories.editor(), "plan", [each.pk for each in claims], payload)
    workers.work_off()
    found = set(Claim.objects.values_list("priority", "due_on"))
    assert found == {(3, date(2026, 3, 1))}


def test_what_was_asked_wrongly_is_refused_at_once() -> None:
    by = factories.editor()
    claim = factories.claim()
    for kind, numbers, payload in (
        ("tag", [claim.pk], {"topics": []}),
        ("tag", [], {"topics": [1]}),
        ("assign", [claim.pk], {"reviewer": 999_999}),
        ("assign", [999_999], {"reviewer": by.pk}),
        ("assign", range(1, batches.MOST + 2), {"reviewer": by.pk}),
    ):
        with pytest.raises(Refused):
            batches.create(by, kind, numbers, payload)
    assert not Batch.objects.exists()
    assert not Job.objects.filter(task_name="claims.run_batch").exists()


def test_begun_again_it_goes_on_where_it_was() -> None:
    claims = [factories.anchored_claim() for _each in range(3)]
    batch = factories.batch(claims)
    batches.run(batch.pk)
    before = list(Event.objects.filter(table="claims_review").values_list("pk", flat=True))
    batches.run(batch.pk)
    after = list(Event.objects.filter(table="claims_review").values_list("pk", flat=True))
    assert before == after
    assert {outcome for outcome, _why in outcomes(batch).values()} == {"done"}


def test_it_is_stopped_and_what_is_done_stays_done() -> None:
    by = factories.editor()
    batch = factories.batch([factories.anchored_claim(), factories.anchored_claim()])
    batches.stop(batch.pk, by)
    with pytest.raises(Refused, match="stopped already"):
        batches.stop(batch.pk, by)
    workers.work_off()
    assert {outcome for outcome, _why in outcomes(batch).values()} == {"stopped"}
    assert set(Claim.objects.values_list("status", flat=True)) == {"unreviewed"}


def test_who_may_no_longer_do_it_has_it_refused() -> None:
    by = factories.editor()
    batch = factories.batch([factories.anchored_claim()], by)
    User.objects.filter(pk=by.pk).update(is_active=False)
    workers.work_off()
    ((outcome, sentence),) = outcomes(batch).values()
    assert (outcome, sentence) == (
        "refused",
        "This takes the role Editor or higher. Ask someone who holds it.",
    )


def test_given_up_it_says_so_for_what_is_left() -> None:
    batch = factories.batch([factories.anchored_claim()])
    batches.mark_failed("The worker fell silent.", batch.pk)
    assert list(outcomes(batch).values()) == [("refused", "The worker fell silent.")]
    batches.mark_failed("Again.", batch.pk)
    assert list(outcomes(batch).values()) == [("refused", "The worker fell silent.")]


def test_a_claim_is_done_with_once() -> None:
    batch = factories.batch([factories.anchored_claim()])
    workers.work_off()
    item = batch.items.get()
    sql.refused(
        "UPDATE claims_batchitem SET outcome = 'stopped' WHERE id = %s",
        item.pk,
        by="batch_item_decided_once",
    )


def test_an_item_is_whole_and_there_once() -> None:
    claim = factories.claim()
    batch = factories.batch([claim])
    with sql.broken("batch_claim_once"), recorded_as(batch.by):
        BatchItem.objects.create(batch=batch, claim=claim)
    item = batch.items.get()
    sql.refused(
        "UPDATE claims_batchitem SET outcome = 'refused', at = now() WHERE id = %s",
        item.pk,
        by="batch_refusal_says_why",
    )
    sql.refused(
        "UPDATE claims_batchitem SET outcome = 'done' WHERE id = %s",
        item.pk,
        by="batch_item_is_dated",
    )


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_worker_does_twenty() -> None:
    by, editor = factories.senior(), factories.editor()
    claims = [factories.claim(by) for _each in range(20)]
    planning.plan(claims[0].pk, by, 3, None)
    review.start(claims[1].pk, by)
    batch = factories.batch(claims, by, editor)
    with workers.worker() as worker:
        worker.wait_until(workers.all_done)
    assert set(outcomes(batch).values()) == {("done", "")}
    assert editor.reviews.count() == 20


@pytest.mark.parametrize("by", ["its person", "nobody", "another"])
def test_a_batch_is_requested_in_ones_own_name(by: str) -> None:
    senior, topic = factories.senior(), Topic.objects.create(name="Bridges", slug="bridges")
    statement = (
        "INSERT INTO claims_batch (kind, payload, by_id)"
        f" VALUES ('tag', '{{\"topics\": [{topic.pk}]}}', {senior.pk})"
    )
    if by == "its person":
        sql.run_as(senior, statement)
        return
    with sql.broken("batch_is_by_who_acts"):
        sql.run_as(None if by == "nobody" else factories.editor(), statement)
    sql.refused(statement, by="batch_is_by_who_acts")


def test_a_batch_stays_as_requested_and_gets_no_other_claims() -> None:
    batch = factories.batch([factories.anchored_claim()])
    other = factories.claim()
    for change in ("by_id = by_id + 1", "payload = '{}'", "kind = 'tag'", "requested_at = now()"):
        sql.refused(f"UPDATE claims_batch SET {change}", by="")
    for change in (f"claim_id = {other.pk}", "batch_id = batch_id + 1"):
        sql.refused(f"UPDATE claims_batchitem SET {change}", by="")
    sql.refused(
        "INSERT INTO claims_batchitem (batch_id, claim_id, outcome, sentence) VALUES (%s, %s, 'waiting', '')",
        batch.pk,
        other.pk,
        by="batch_is_by_who_acts",
    )
    batches.stop(batch.pk, batch.by)
    sql.refused("UPDATE claims_batch SET stopped_at = NULL", by="batch_stops_once")
