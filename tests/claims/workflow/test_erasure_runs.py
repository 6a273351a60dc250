"""Erasures that a job carries out in the names of two people: all of it or nothing, and both are notified."""

from typing import Any

import pytest
from django.utils import timezone

from claims.choices import ErasureJobState, NoticeKind
from claims.locking import sql_scalar
from claims.models import Erasure, ErasureRun, Notice
from claims.notifications import notices
from claims.workflow import approvals, erased_files, erasure_runs, erasure_searches
from newsroom import approvals as deciding
from newsroom.choices import Via
from newsroom.errors import NotAllowed, Refused
from newsroom.history import through
from newsroom.models import Approval, Event, Job, User
from newsroom.permissions import who_may
from sources.models import Speaker
from tests import factories, sql, workers
from tests.claims.admin.desk import at_the_desk, do, url_of
from tests.claims.workflow.test_erasures import ask, looked, rows_saying

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def zora() -> Speaker:
    found = factories.speaker("Zora Quillfeather")
    factories.signed_claim(text="The dam was full in May.", speaker=found)
    return found


@pytest.fixture
def waiting(zora: Speaker) -> Approval:
    search = looked(zora)
    return erasure_searches.request_erasure(
        search.pk, search.requested_by, "They asked.", "data_subject"
    )


def notified(kind: NoticeKind) -> set[int]:
    return set(Notice.objects.filter(kind=kind).values_list("person", flat=True))


def test_approved_at_the_desk_it_is_erased_by_a_job(waiting: Approval) -> None:
    by, senior = waiting.requested_by, factories.senior()
    desk = at_the_desk(senior)
    answer: Any = do(desk, waiting, "approve")
    assert answer["Location"] == url_of(waiting)
    # Until then nothing is decided; both read how far it is, and nobody decides otherwise.
    waiting.refresh_from_db()
    assert waiting.outcome == "open"
    for each in (by, senior):
        page = at_the_desk(each).get(url_of(waiting)).content.decode()
        assert "waiting for a worker" in page
        assert "aria-busy" in page
        assert "Refresh" in page
        assert "do/approve" not in page
        assert "do/withdraw" not in page
    assert "aria-busy" in desk.get(url_of(waiting).replace("change/", "state/")).content.decode()
    workers.work_off()
    assert rows_saying("Zora Quillfeather") == {}
    erasure = Erasure.objects.get()
    assert (erasure.requested_by, erasure.approved_by) == (by.username, senior.username)
    page = desk.get(url_of(waiting)).content.decode()
    assert "aria-busy" not in page
    assert url_of(erasure) in page
    assert notified(NoticeKind.ERASED) == {senior.pk}
    assert notified(NoticeKind.DECIDED) == {by.pk}
    made = Event.objects.filter(table="claims_erasure").first()
    assert made is not None
    assert (made.actor, made.via) == (senior.username, "job")


def test_each_person_gets_one_notice_however_many_claims_go_offline(zora: Speaker) -> None:
    other = factories.speaker("Ben Other")
    reviewer = factories.editor()
    for words in ("Zora Quillfeather cut a ribbon.", "Zora Quillfeather cut it again."):
        factories.signed_claim(reviewer, text=words, speaker=other)
    requester, approver = factories.senior(), factories.senior()
    search = looked(zora, requester)
    waiting = erasure_searches.request_erasure(search.pk, requester, "They asked.", "court")
    workers.work_off()
    Notice.objects.update(seen_at=timezone.now())
    erasure_runs.approve(waiting.pk, approver)
    workers.work_off()
    unseen = Notice.objects.unseen()
    assert {each.person: each.kind for each in unseen} == {
        requester: NoticeKind.DECIDED,
        **dict.fromkeys({*who_may("decide_approval"), reviewer} - {requester}, NoticeKind.ERASED),
    }
    assert unseen.count() == len({each.person for each in unseen})
    assert {notices.outside_words(each).splitlines()[0] for each in unseen} == {
        f"Request {waiting.pk}, “{waiting.get_kind_display()}”, is carried out. Read what is left to do."
    }


@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_is_shown_before_it_commits(
    waiting: Approval, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = erasure_runs.approve(waiting.pk, factories.senior())
    steps = []

    def look(query: str, *values: Any) -> Any:
        result = sql_scalar(query, *values)
        if "erasure_of_approval" in query:
            sql.run("SELECT pg_stat_clear_snapshot()")
            steps.append(erasure_runs.step_of(run.pk))
        return result

    monkeypatch.setattr("claims.workflow.erasures.sql_scalar", look)
    workers.work_off()
    (step,) = steps
    assert step is not None
    assert 0 < step.number <= step.steps
    assert sql.run("SELECT to_regclass(%s)", step.table) != [(None,)]
    sql.run("SELECT pg_stat_clear_snapshot()")
    assert erasure_runs.step_of(run.pk) is None


def test_where_it_fails_nothing_is_erased_and_both_learn_why(waiting: Approval) -> None:
    workers.work_off()
    by, senior = waiting.requested_by, factories.senior()
    run = erasure_runs.approve(waiting.pk, senior)
    before = rows_saying("Zora Quillfeather")
    User.objects.filter(pk=senior.pk).update(is_active=False)
    workers.work_off()
    run.refresh_from_db()
    assert run.state == ErasureJobState.FAILED
    waiting.refresh_from_db()
    assert waiting.outcome == "open"
    assert rows_saying("Zora Quillfeather") == before
    assert not Erasure.objects.exists()
    assert by.pk in notified(NoticeKind.NOT_ERASED)
    desk = at_the_desk(other := factories.senior())
    page = desk.get(url_of(waiting)).content.decode()
    assert "nothing was erased" in page
    assert "takes the role Senior editor" in page
    # Run again by mistake, it stays as it is; approved again, it is done.
    erasure_runs.run(run.pk)
    assert not Erasure.objects.exists()
    do(desk, waiting, "approve")
    workers.work_off()
    assert Erasure.objects.get().approved_by == other.username


def test_a_worker_that_died_leaves_all_or_nothing(
    waiting: Approval, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = erasure_runs.approve(waiting.pk, factories.senior())
    calls: list[int] = []

    def dying(approval_id: int, by: User) -> Any:
        calls.append(approval_id)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(approvals, "approve", dying)
        with pytest.raises(KeyboardInterrupt):
            erasure_runs.run(run.pk)
    run.refresh_from_db()
    assert run.state == ErasureJobState.RUNNING
    with through(Via.JOB):
        erasure_runs.run(run.pk)
    run.refresh_from_db()
    assert run.state == ErasureJobState.DONE
    erasure_runs.run(run.pk)
    erasure_runs.mark_failed("Again.", run.pk)
    assert Erasure.objects.count() == 1
    assert Notice.objects.filter(kind=NoticeKind.ERASED).count() == 1


def test_files_that_were_left_are_removed_by_the_next_run(
    waiting: Approval, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = erasure_runs.approve(waiting.pk, factories.senior())
    ErasureRun.objects.filter(pk=run.pk).update(state="running")
    with through(Via.JOB):
        approvals.approve(waiting.pk, run.by)
    erasure_runs.mark_failed("No connection.", run.pk)
    page = at_the_desk(run.by).get(url_of(waiting)).content.decode()
    assert "Erased, but files may be left" in page
    assert "No connection." in page
    removed: list[Erasure] = []
    monkeypatch.setattr(erased_files, "after", removed.append)
    erasure_runs.run(run.pk)
    assert removed == [Erasure.objects.get()]
    run.refresh_from_db()
    assert run.state == ErasureJobState.DONE


def test_whoever_may_not_approve_starts_no_job(waiting: Approval) -> None:
    with pytest.raises(NotAllowed):
        erasure_runs.approve(waiting.pk, factories.editor())
    own = ask("erase_source", factories.snapshot("A text.").source_id, senior := factories.senior())
    with pytest.raises(Refused, match="another senior editor approves it"):
        erasure_runs.approve(own.pk, senior)
    erasure_runs.approve(waiting.pk, senior)
    with pytest.raises(Refused):
        erasure_runs.approve(waiting.pk, factories.senior())
    deciding.withdraw(own.pk, senior)
    with pytest.raises(Refused, match="decided already"):
        erasure_runs.approve(own.pk, factories.senior())
    assert Job.objects.filter(task_name=erasure_runs.JOB).count() == 1


def test_the_database_holds_who_approved(waiting: Approval) -> None:
    senior, other = factories.senior(), factories.senior()
    insert = (
        "INSERT INTO claims_erasurerun (approval_id, by_id, state, message, finished_at)"
        " VALUES (%s, %s, %s, '', NULL)"
    )
    editor = factories.editor()
    for by, named, state in (
        (other, senior, "waiting"),
        (None, senior, "waiting"),
        (editor, editor, "waiting"),
        (waiting.requested_by, waiting.requested_by, "waiting"),
        (senior, senior, "running"),
    ):
        with sql.broken("erasure_run_is_by_who_approves"):
            sql.run_as(by, insert, waiting.pk, named.pk, state)
    with through(Via.API), sql.broken("erasure_run_is_by_who_approves"):
        sql.run_as(senior, insert, waiting.pk, senior.pk, "waiting")
    run = erasure_runs.approve(waiting.pk, senior)
    with sql.broken("erasure_run_ends_when_finished"):
        sql.run_as(senior, "UPDATE claims_erasurerun SET finished_at = now()")
    # A job that carries out nothing can't erase in anybody's name.
    with through(Via.JOB), pytest.raises(Refused) as refused:
        approvals.approve(waiting.pk, senior)
    assert refused.value.rule == "erasure_is_approved_by_two"
    erasure_runs.mark_failed("No.", run.pk)
    with sql.broken("erasure_run_stays_as_approved"):
        sql.run_as(senior, "UPDATE claims_erasurerun SET state = 'running', finished_at = NULL")
