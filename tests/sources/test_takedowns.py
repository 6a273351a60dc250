"""A takedown is a decision: set by one for a reason, kept as it was, lifted by two; and the other
copies of what is taken down are known."""

import pytest

from claims.publication import takedowns
from newsroom.approvals import create, decide
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.history import acting, recorded_as
from newsroom.models import Approval, Event
from sources import capture
from sources.models import Snapshot, Source, Takedown
from sources.takedowns import copies_of, standing_on
from tests import factories, sql

pytestmark = pytest.mark.django_db

SET = "INSERT INTO sources_takedown (snapshot_id, reason, set_by_id) VALUES (%s, %s, %s)"


def set_on(snapshot: Snapshot) -> Takedown:
    return takedowns.take_down(snapshot.pk, factories.editor(), "A letter came.")


def requested(subject_id: int, kind: str = "lift_takedown") -> Approval:
    by = factories.editor()
    with acting(by):
        return create(ApprovalKind(kind), subject_id, by, "It was answered.")


def done(approval: Approval) -> Approval:
    by = factories.senior()
    with recorded_as(by):
        return decide(approval.pk, by, ApprovalOutcome.DONE)


LIFT = "UPDATE sources_takedown SET lifted_at = now(), lifted_by_approval_id = %s WHERE id = %s"


def test_a_takedown_says_why() -> None:
    snapshot, by = factories.snapshot(), factories.editor()
    sql.refused(SET, snapshot.pk, "", by.pk, by="takedown_has_a_reason")
    sql.run(SET, snapshot.pk, "A letter came.", by.pk)
    assert standing_on(snapshot.pk) is not None


def test_one_stands_on_a_snapshot_at_a_time() -> None:
    snapshot, by = factories.snapshot(), factories.editor()
    made = set_on(snapshot)
    sql.refused(SET, snapshot.pk, "Another letter.", by.pk, by="taken_down_once")
    sql.run(LIFT, done(requested(snapshot.pk)).pk, made.pk)
    assert standing_on(snapshot.pk) is None
    sql.run(SET, snapshot.pk, "Another letter.", by.pk)
    assert Takedown.objects.filter(snapshot=snapshot).count() == 2


def test_it_is_set_first_and_lifted_later() -> None:
    snapshot, by = factories.snapshot(), factories.editor()
    approval = done(requested(snapshot.pk))
    sql.refused(
        "INSERT INTO sources_takedown (snapshot_id, reason, set_by_id, lifted_at,"
        " lifted_by_approval_id) VALUES (%s, 'A letter.', %s, now(), %s)",
        *(snapshot.pk, by.pk, approval.pk),
        by="takedown_starts_standing",
    )


def test_lifting_names_its_approval() -> None:
    made = set_on(factories.snapshot())
    with sql.broken("takedown_is_lifted_by_an_approval"):
        sql.run(
            "UPDATE sources_takedown SET lifted_by_approval_id = %s WHERE id = %s",
            done(requested(made.snapshot_id)).pk,
            made.pk,
        )


def test_lifting_takes_this_approval_done_now() -> None:
    snapshot, other = factories.snapshot(), factories.snapshot()
    made = set_on(snapshot)
    sql.refused(LIFT, None, made.pk, by="takedown_lifted_by_two")
    sql.refused(LIFT, requested(other.pk).pk, made.pk, by="takedown_lifted_by_two")
    waiting = requested(snapshot.pk)
    sql.refused(LIFT, waiting.pk, made.pk, by="takedown_lifted_by_two")
    hold = done(requested(snapshot.pk, ApprovalKind.LIFT_HOLD))
    sql.refused(LIFT, hold.pk, made.pk, by="takedown_lifted_by_two")
    sql.run(LIFT, done(waiting).pk, made.pk)
    assert standing_on(snapshot.pk) is None


@pytest.mark.django_db(transaction=True)
def test_an_approval_lifts_in_its_own_transaction_or_not_at_all() -> None:
    snapshot = factories.snapshot()
    made = set_on(snapshot)
    approval = done_by_sql(requested(snapshot.pk))
    sql.refused(LIFT, approval.pk, made.pk, by="takedown_lifted_by_two")


def done_by_sql(approval: Approval) -> Approval:
    by = factories.senior()
    sql.run_as(
        by,
        "UPDATE newsroom_approval SET outcome = 'done', decided_by_id = %s, decided_at = now()"
        " WHERE id = %s",
        by.pk,
        approval.pk,
    )
    return approval


def test_what_was_lifted_stays_lifted() -> None:
    made = set_on(factories.snapshot())
    sql.run(LIFT, done(requested(made.snapshot_id)).pk, made.pk)
    sql.refused(
        "UPDATE sources_takedown SET lifted_at = NULL, lifted_by_approval_id = NULL WHERE id = %s",
        made.pk,
        by="takedown_is_a_decision",
    )


def test_history_has_both_ends_of_it() -> None:
    snapshot = factories.snapshot()
    made = set_on(snapshot)
    sql.run(LIFT, done(requested(snapshot.pk)).pk, made.pk)
    events = Event.objects.filter(table="sources_takedown", row=str(made.pk)).order_by("pk")
    set_, lifted = events
    assert (set_.action, set_.reason, set_.actor) == (
        "insert",
        "A letter came.",
        made.set_by.username,
    )
    assert lifted.old["lifted_at"] is None
    assert lifted.new["lifted_at"] is not None


# Other copies


def copy_of(source: Source, text: str = factories.TEXT) -> Snapshot:
    by = factories.reporter()
    made = capture.add_source(
        by, text, f"https://copy.example/{source.pk}", kind="article", syndicated_from=source
    )
    return factories.snapshot(text, made)


def test_other_copies_are_named_with_the_reason_for_each() -> None:
    wire = factories.source()
    first = factories.snapshot(of=wire)
    later = factories.snapshot(factories.TEXT + " She left.", wire)
    printed = copy_of(wire, "They printed less of it.")
    same = factories.snapshot()
    factories.snapshot("Something else.")
    assert [(copy.snapshot, copy.why, copy.taken_down) for copy in copies_of(first)] == [
        (same, "the same text in another source", False),
        (printed, "syndicated with this one, in other words", False),
        (later, "another capture of the same source", False),
    ]
    set_on(same)
    assert {copy.snapshot for copy in copies_of(printed)} == {first, later}
    assert [copy.snapshot for copy in copies_of(first) if copy.taken_down] == [same]


def test_a_text_that_stands_alone_has_no_copies() -> None:
    assert copies_of(factories.snapshot("Nothing like it.")) == []
