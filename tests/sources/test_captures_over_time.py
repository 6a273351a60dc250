"""Sources seen more than once: what was asked for, sightings, and what became of quotes."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Event
from sources import capture
from sources.models import AnchorCheck, CaptureRequest, Sighting, Snapshot, Source
from tests import factories, sql

pytestmark = pytest.mark.django_db

OLD = "The count is 150. Nobody doubts it."
NEW = "The count is 180. Nobody doubts it."


def observed(source: Source, text: str, raw: bytes = b"<p>") -> tuple[Snapshot, bool]:
    by = factories.reporter()
    with acting(by):
        return capture.observe(source, by, text, raw, method="fetched")


# Seen again


def test_the_same_text_is_a_sighting_and_another_text_a_snapshot() -> None:
    source = factories.source()
    first, new = observed(source, OLD, b"<p>one</p>")
    assert new
    same, new = observed(source, OLD, b"<p>two</p>")
    assert (same.pk, new) == (first.pk, False)
    sighting = Sighting.objects.get()
    assert (sighting.snapshot_id, sighting.raw_sha256) == (first.pk, capture.sha256(b"<p>two</p>"))
    other, new = observed(source, NEW)
    assert new
    assert other.pk != first.pk
    assert Sighting.objects.count() == 1


def test_the_text_last_seen_is_that_of_the_last_sighting_or_snapshot() -> None:
    source = factories.source()
    first, _ = observed(source, OLD)
    assert Snapshot.objects.filter(source=source).last_seen().get() == first
    second, _ = observed(source, NEW)
    assert Snapshot.objects.filter(source=source).last_seen().get() == second
    # The page says again what it said at first. now() stands still in a test's transaction.
    with acting(None):
        Sighting.objects.create(
            snapshot=first,
            method="fetched",
            raw_sha256=first.raw_sha256,
            seen_at=timezone.now() + timedelta(seconds=1),
        )
    assert Snapshot.objects.filter(source=source).last_seen().get() == first


def test_two_captures_of_an_address_make_one_source() -> None:
    by = factories.reporter()
    with acting(by):
        one, new = capture.by_address("https://news.example/x", by, kind="article", title="One")
        assert new
        other, new = capture.by_address("https://news.example/x", by, kind="article", title="Two")
    assert (one.pk, new, other.title) == (other.pk, False, "One")


def test_the_same_text_elsewhere_is_found_at_its_first_source() -> None:
    first, copy = factories.snapshot(OLD), factories.snapshot(OLD)
    assert capture.same_text_elsewhere(copy.source, copy.text_sha256) == first.source
    assert capture.same_text_elsewhere(factories.source(), capture.sha256(NEW)) is None
    # A source is no copy of its own copy.
    capture.edit_source(copy.source_id, factories.editor(), syndicated_from=first.source)
    assert capture.same_text_elsewhere(first.source, first.text_sha256) is None


def test_raw_bytes_come_back_as_they_were_stored() -> None:
    _digest, name = capture.store_raw(b"\x00page\xff")
    assert capture.stored_raw(name) == b"\x00page\xff"


# Each rule of PostgreSQL


def a_check(**fields: Any) -> AnchorCheck:
    source = factories.source()
    first, _ = observed(source, OLD)
    second, _ = observed(source, NEW)
    fields = {
        "snapshot": first,
        "start": 0,
        "end": 17,
        "later": second,
        "verdict": "altered",
        "found_start": 0,
        "found_end": 17,
    } | fields
    with acting(None):
        return AnchorCheck.objects.create(**fields)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("settled_at = now()", "anchor_check_settled_with_a_note"),
        ("settled_note = 'harmless'", "anchor_check_settled_with_a_note"),
    ],
)
def test_a_check_is_settled_with_a_note(change: str, rule: str) -> None:
    made = a_check()
    with sql.broken(rule):
        sql.run(f"UPDATE sources_anchorcheck SET {change} WHERE id = {made.pk}")


def test_a_check_is_settled_once() -> None:
    made, by = a_check(), factories.editor()
    settle = (
        "UPDATE sources_anchorcheck SET settled_by_id = %s, settled_at = now(),"
        " settled_note = 'harmless' WHERE id = %s"
    )
    sql.run_as(by, settle, by.pk, made.pk)
    sql.refused(settle, by.pk, made.pk, by="anchor_check_is_settled_once")


def test_a_check_is_of_one_source_within_its_texts() -> None:
    made = a_check()
    columns = 'snapshot_id, start, "end", later_id, verdict, found_start, found_end, settled_note'
    for values, rule in (
        ("later_id, 0, 17, snapshot_id, 'gone', 0, 17", "anchor_check_has_its_place"),
        ("snapshot_id, 0, 9, later_id, 'exact', NULL, NULL", "anchor_check_has_its_place"),
        ("snapshot_id, 0, 9, later_id, 'exact', 5, 5", "anchor_check_has_its_place"),
        ("snapshot_id, 0, 9, snapshot_id, 'exact', 0, 9", "anchor_check_of_another_snapshot"),
        ("snapshot_id, 0, 17, later_id, 'gone', NULL, NULL", "anchor_checked_once_per_snapshot"),
        ("snapshot_id, 5, 5, later_id, 'gone', NULL, NULL", "anchor_check_is_within_the_source"),
        ("snapshot_id, 5, 99, later_id, 'gone', NULL, NULL", "anchor_check_is_within_the_source"),
        ("snapshot_id, 0, 9, later_id, 'moved', 0, 99", "anchor_check_is_within_the_source"),
    ):
        with sql.broken(rule):
            sql.run_as(
                None,
                f"INSERT INTO sources_anchorcheck ({columns})"
                f" SELECT {values}, '' FROM sources_anchorcheck WHERE id = {made.pk}",
            )
    elsewhere = factories.snapshot("Elsewhere nobody counts.")
    with sql.broken("anchor_check_is_within_the_source"):
        sql.run_as(
            None,
            f"INSERT INTO sources_anchorcheck ({columns})"
            f" VALUES ({made.snapshot_id}, 0, 9, {elsewhere.pk}, 'gone', NULL, NULL, '')",
        )


def test_only_what_changed_and_is_not_settled_is_asked_about() -> None:
    made = a_check()
    assert list(AnchorCheck.objects.current().changed().unsettled()) == [made]
    a_check(verdict="moved")
    assert list(AnchorCheck.objects.current().changed().unsettled()) == [made]
    # Seen again as it was when it was quoted.
    with acting(None):
        Sighting.objects.create(
            snapshot=made.snapshot,
            method="fetched",
            raw_sha256=made.snapshot.raw_sha256,
            seen_at=timezone.now() + timedelta(seconds=1),
        )
    assert not AnchorCheck.objects.current().changed().exists()


def test_a_sighting_stays() -> None:
    with acting(None):
        made = Sighting.objects.create(snapshot=factories.snapshot(), method="pasted")
    for statement in (
        "UPDATE sources_sighting SET seen_at = now()",
        "DELETE FROM sources_sighting",
    ):
        with sql.broken(""):
            sql.run(f"{statement} WHERE id = {made.pk}")
    sql.refused(
        "INSERT INTO sources_sighting (snapshot_id, method, raw_sha256)"
        f" VALUES ({made.snapshot_id}, 'pasted', 'no hash')",
        by="sighting_hash_is_sha256",
    )
    for method in ("imported", "seen"):
        sql.refused(
            "INSERT INTO sources_sighting (snapshot_id, method, raw_sha256)"
            f" VALUES ({made.snapshot_id}, '{method}', '')",
            by="sighting_method_is_known",
        )


# What was fetched


def test_sql_alone_fetches_nothing() -> None:
    """Neither a snapshot nor a sighting; and what was pasted doesn't become what was fetched."""
    made = factories.snapshot()
    columns = "source_id, kind, text, text_sha256, raw_sha256, raw_name, media_type, method"
    sql.refused(
        f"INSERT INTO sources_snapshot ({columns}, consulted_url, timecode)"
        f" VALUES ({made.source_id}, 'capture', 'a', '{capture.sha256('a')}', '{'a' * 64}', 'raw/a',"
        " '', 'fetched', '', '')",
        by="fetched_by_the_application",
    )
    sql.refused(
        "INSERT INTO sources_sighting (snapshot_id, method, raw_sha256)"
        f" VALUES ({made.pk}, 'fetched', '{'a' * 64}')",
        by="fetched_by_the_application",
    )
    with sql.broken(""):
        sql.run(f"UPDATE sources_snapshot SET method = 'fetched' WHERE id = {made.pk}")


def test_what_was_fetched_from_an_address_stays_there() -> None:
    pasted, sighted, fetched = (factories.source() for _n in range(3))
    with acting(None):
        capture.observe(fetched, None, OLD, b"<p>", method="fetched")
        capture.observe(sighted, None, OLD)
        capture.observe(sighted, None, OLD, b"<p>", method="fetched")
        capture.observe(pasted, None, OLD)
    by = factories.editor()
    capture.edit_source(pasted.pk, by, uri="https://news.example/typing-error-corrected")
    for source in (sighted, fetched):
        with pytest.raises(Refused) as refused:
            capture.edit_source(source.pk, by, uri=f"https://other.example/{source.pk}")
        assert refused.value.rule == "source_keeps_the_address_it_was_fetched_from"
        sql.refused(
            f"UPDATE sources_source SET uri = 'https://other.example/' WHERE id = {source.pk}",
            by="source_keeps_the_address_it_was_fetched_from",
        )


def test_what_is_pasted_is_not_what_the_source_last_had() -> None:
    source = factories.source()
    fetched, _new = observed(source, OLD)
    with acting(None):
        pasted, _new = capture.observe(source, None, NEW)
    assert pasted.pk > fetched.pk
    assert Snapshot.objects.filter(source=source).last_seen().get() == fetched
    # Where nothing was fetched, the last text that we have counts.
    other = factories.source()
    factories.snapshot(OLD, other)
    last = factories.snapshot(NEW, other)
    assert Snapshot.objects.filter(source=other).last_seen().get() == last


def requested(**fields: Any) -> CaptureRequest:
    by = factories.reporter()
    with acting(by):
        return CaptureRequest.objects.create(
            **({"url": "https://news.example/", "requested_by": by} | fields)
        )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("state = 'done'", "capture_ends_once"),
        ("finished_at = now()", "capture_ends_once"),
        ("state = 'stored'", "capture_stored_has_its_snapshot"),
        ("state = 'failed', finished_at = now()", "capture_failure_has_a_message"),
    ],
)
def test_a_request_says_how_far_it_is(change: str, rule: str) -> None:
    made = requested()
    with sql.broken(rule):
        sql.run(f"UPDATE sources_capturerequest SET {change} WHERE id = {made.pk}")


def test_what_came_of_a_request_stays() -> None:
    snapshot = factories.snapshot()
    other = factories.snapshot("Another text.")
    made = requested(snapshot=snapshot, state="stored")
    sql.refused(
        f"UPDATE sources_capturerequest SET snapshot_id = {other.pk} WHERE id = {made.pk}",
        by="capture_request_stays_as_requested",
    )
    sql.run(
        f"UPDATE sources_capturerequest SET state = 'done', finished_at = now() WHERE id = {made.pk}"
    )
    sql.refused(
        "UPDATE sources_capturerequest SET state = 'waiting', finished_at = NULL"
        f" WHERE id = {made.pk}",
        by="capture_request_stays_as_requested",
    )


def test_a_capture_is_requested_in_ones_own_name() -> None:
    senior, snapshot = factories.senior(), factories.snapshot()
    statement = (
        "INSERT INTO sources_capturerequest (url, file_name, raw_sha256, raw_name, stated, message,"
        " requested_by_id, occasion, state) VALUES ('https://news.example/', '', '', '', '{}', '',"
        f" {senior.pk}, 'asked', 'waiting')"
    )
    sql.run_as(senior, statement)
    for by in (None, factories.reporter()):
        with sql.broken("capture_request_is_by_who_acts"):
            sql.run_as(by, statement)
    sql.refused(statement, by="capture_request_is_by_who_acts")
    # Nor is what came of it chosen by SQL alone.
    sql.refused(
        "UPDATE sources_capturerequest SET state = 'stored', snapshot_id = %s, source_id = %s",
        snapshot.pk,
        snapshot.source_id,
        by="capture_request_is_by_who_acts",
    )


def test_whether_a_quote_is_gone_is_not_said_by_sql_alone() -> None:
    source = factories.source(OLD)
    (first, _), (later, _) = observed(source, OLD), observed(source, NEW)
    gone = (
        'INSERT INTO sources_anchorcheck (snapshot_id, start, "end", later_id, verdict, settled_note)'
        f" VALUES ({first.pk}, 0, 9, {later.pk}, 'gone', '')"
    )
    sql.refused(gone, by="anchor_check_by_the_application")
    sql.run_as(None, gone)
    editor = factories.editor()
    settle = f"UPDATE sources_anchorcheck SET settled_at = now(), settled_note = 'x', settled_by_id = {editor.pk}"
    sql.refused(settle, by="anchor_check_is_settled_by_who_acts")
    with sql.broken("anchor_check_is_settled_by_who_acts"):
        sql.run_as(factories.editor(), settle)
    sql.run_as(editor, settle)


def test_a_request_is_of_something() -> None:
    with pytest.raises(Refused) as refused:
        requested(url="")
    assert refused.value.rule == "capture_has_an_input"


def test_all_of_it_is_under_history() -> None:
    made = requested()
    event = Event.objects.filter(table="sources_capturerequest", row=str(made.pk)).get()
    assert (event.action, event.actor_id) == ("insert", made.requested_by_id)
