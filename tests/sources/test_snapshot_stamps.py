"""Stamps of snapshots: requested with the snapshot, kept, tried again, and never changed."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from newsroom.history import acting
from newsroom.jobs import LATER, TryAgain
from newsroom.models import Event, Job
from newsroom.time_stamps import authorities, verify
from sources import capture, snapshot_stamps
from sources.models import Snapshot, TimeStamp
from sources.snapshot_stamps import stamp, stamp_again, stamped_lines
from tests import factories, sql
from tests.stamping import Tsa, trusted
from tests.workers import work_off

pytestmark = pytest.mark.django_db


def command(*arguments: Any) -> str:
    out = StringIO()
    call_command("stamp_snapshots", *arguments, stdout=out)
    return out.getvalue()


def test_a_new_snapshot_is_stamped(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        snapshot = factories.snapshot()
        assert not TimeStamp.objects.exists()
        work_off()
        row = TimeStamp.objects.get()
        assert (row.snapshot, row.authority, row.failure) == (snapshot, "tsa", "")
        assert row.token
        assert row.stamped_at
        assert datetime.now(UTC) - timedelta(minutes=5) < row.stamped_at
        data = f"{snapshot.text_sha256}  text\n".encode()
        assert verify(bytes(row.token), data, authorities()).at == row.stamped_at
        # It may run again, and asks for nothing that is there.
        assert stamp(snapshot.pk).made == 0
        assert len(tsa.queries) == 1
    event = Event.objects.filter(table="sources_timestamp").get()
    assert "token" not in event.new
    assert event.new["authority"] == "tsa"


def test_what_is_stamped_are_the_hashes_of_text_and_raw_bytes() -> None:
    assert stamped_lines("a" * 64, "") == b"a" * 64 + b"  text\n"
    both = stamped_lines("a" * 64, "b" * 64)
    assert both == b"a" * 64 + b"  text\n" + b"b" * 64 + b"  raw\n"


def test_every_way_to_store_a_snapshot_asks_for_stamps(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        factories.snapshot()
        source, by = factories.source(), factories.reporter()
        capture.excerpt(source, by, "Heard on the radio.", date(2026, 3, 4))
    waiting = Job.objects.filter(task_name=snapshot_stamps.JOB)
    requested = {
        job.task_kwargs["snapshot_id"] for job in (each.procrastinate_job for each in waiting)
    }
    assert requested == set(Snapshot.objects.values_list("pk", flat=True))
    assert len(requested) == 2


def test_stamps_of_many_wait_for_every_other_job(tsa: Tsa, settings: Any) -> None:
    snapshot = factories.snapshot()
    with trusted(tsa, settings), transaction.atomic():
        snapshot_stamps.enqueue_stamps([snapshot.pk])
    (job,) = Job.objects.filter(task_name=snapshot_stamps.JOB)
    assert job.priority < LATER


def test_nothing_is_asked_where_no_authority_is_named() -> None:
    factories.snapshot()
    assert not Job.objects.filter(task_name=snapshot_stamps.JOB).exists()
    stamp_again()
    assert command() == "Nothing to do: TIME_STAMP_AUTHORITIES names no authority.\n"


def test_a_failure_is_kept_once_and_tried_again(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        tsa.fails = True
        first, second = factories.snapshot(), factories.snapshot("All is different now.")
        work_off()
        stamp_again()
        failures = TimeStamp.objects.all()
        assert {each.snapshot for each in failures} == {first, second}
        assert {each.failure for each in failures} == {"127.0.0.1 answered with status 503."}
        assert failures.count() == TimeStamp.objects.unresolved().count() == 2
        # Another reason is another row, and still one gap.
        tsa.fails, tsa.leaf = False, "other"
        stamp(first.pk)
        assert TimeStamp.objects.filter(snapshot=first).count() == 2
        assert TimeStamp.objects.unresolved().count() == 2
        tsa.leaf = "leaf"
        stamp_again()
        assert TimeStamp.objects.stamps().count() == 2
        assert not TimeStamp.objects.unresolved().exists()
        assert not Snapshot.objects.unstamped_by(["tsa"]).exists()
        assert Snapshot.objects.unstamped_by(["tsa", "another"]).count() == 2
        requested = len(tsa.queries)
        stamp_again()
        assert len(tsa.queries) == requested


def test_an_authority_that_fails_is_not_asked_for_each_snapshot(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        tsa.leaf = "other"
        for number in range(3):
            factories.snapshot(f"Text {number}.")
        work_off()
        requested = len(tsa.queries)
        stamp_again()
        assert len(tsa.queries) == requested + 1


def test_a_list_that_cannot_be_read_stops_no_capture(settings: Any, tmp_path: Any) -> None:
    settings.TIME_STAMP_AUTHORITIES = tmp_path / "none"
    snapshot = factories.snapshot()
    with pytest.raises(TryAgain, match="can't be read"):
        stamp(snapshot.pk)
    with pytest.raises(CommandError, match="can't be read"):
        command()


def test_older_snapshots_are_stamped_by_a_command(tsa: Tsa, settings: Any) -> None:
    for number in range(3):
        factories.snapshot(f"Text {number}.")
    with trusted(tsa, settings):
        assert command("--most", 1) == "1 stamps made, of 1 snapshots.\n"
        assert command() == "2 stamps made, of 2 snapshots.\n"
        assert command() == "0 stamps made, of 0 snapshots.\n"
        factories.snapshot("One more.")
        tsa.fails = True
        with pytest.raises(CommandError, match="again later"):
            command()


def test_rows_are_stored_by_the_application_alone(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        snapshot = factories.snapshot()
        stamp(snapshot.pk)
    row = TimeStamp.objects.get()
    columns = "sources_timestamp (snapshot_id, authority, token, stamped_at, failure)"
    values = f"VALUES ({snapshot.pk}, %s, %s, %s, %s)"
    insert = f"INSERT INTO {columns} {values}"
    sql.refused(insert, "other", b"x", row.stamped_at, "", by="time_stamp_by_the_application")
    for values_given, rule in (
        (("tsa", b"x", row.stamped_at, ""), "time_stamp_once"),
        (("other", b"x", row.stamped_at, "It failed."), "time_stamp_or_failure"),
        (("other", None, None, ""), "time_stamp_or_failure"),
        (("other", b"x", None, ""), "time_stamp_or_failure"),
        (("a b", None, None, "It failed."), "time_stamp_names_the_authority"),
    ):
        with acting(None):
            sql.refused(insert, *values_given, by=rule)
