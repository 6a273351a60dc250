"""Copies in archives elsewhere: at archives that we know, of this page, kept as they were recorded."""

from datetime import date

import pytest

from claims.publication import takedowns
from newsroom.errors import Refused
from newsroom.history import recorded_as
from newsroom.models import Event
from sources import archived_copies
from sources.models import ArchivedCopy, ArchiveRequest, Source
from tests import factories, sql
from tests.claims.fetched_sources import fetched_source

pytestmark = pytest.mark.django_db


def at_web_archive(source: Source, time: str = "20261103120000") -> str:
    return f"https://web.archive.org/web/{time}/{source.uri}"


def record(source: Source, address: str, day: date | None = None) -> ArchivedCopy:
    return archived_copies.record(source.pk, factories.reporter(), address, day)


def test_the_address_at_web_archive_has_the_day() -> None:
    source = factories.source()
    made = record(source, f"  {at_web_archive(source)}/ ", factories.DAY)
    assert (made.service, made.copied_on) == ("web_archive", date(2026, 11, 3))
    event = Event.objects.filter(table="sources_archivedcopy", row=str(made.pk)).get()
    assert event.actor_id == made.recorded_by_id


@pytest.mark.parametrize(
    "address",
    [
        "https://web.archive.org/web/20261103120000/https://other.example/page",
        "https://web.archive.org/web/20261103120000/https://news.example/1?token=abc",
    ],
)
def test_of_another_page_it_is_refused(address: str) -> None:
    with pytest.raises(Refused) as refused:
        record(factories.source(uri="https://news.example/1"), address)
    assert refused.value.rule == "archived_copy_of_its_source"


@pytest.mark.parametrize(
    "address",
    [
        *("", "https://news.example/1", "https://archive.example/abc", "javascript:alert(1)"),
        *("https://web.archive.org/web/2026/https://news.example/1", "https://perma.cc/ab"),
        "https://web.archive.org/web/20269903120000/https://news.example/1",
        "https://perma.cc.example/AB12-CD34",
        "https://archive.today:8443/abc",
    ],
)
def test_elsewhere_it_is_refused(address: str) -> None:
    with pytest.raises(Refused) as refused:
        record(factories.source(uri="https://news.example/1"), address, factories.DAY)
    assert refused.value.rule == "archived_copy_at_its_archive"


def test_another_archive_needs_a_day_that_has_been() -> None:
    source = factories.source()
    with pytest.raises(Refused, match="day of the copy"):
        record(source, "https://perma.cc/AB12-CD34")
    with pytest.raises(Refused) as refused:
        record(source, "https://perma.cc/AB12-CD34", date(2100, 1, 1))
    assert refused.value.rule == "archived_copy_of_a_past_day"


def test_recorded_once_until_it_is_removed() -> None:
    made = factories.archived_copy()
    with pytest.raises(Refused) as refused:
        record(made.source, made.address, factories.DAY)
    assert refused.value.rule == "archived_copy_once"
    archived_copies.remove(made.pk, factories.editor())
    with pytest.raises(Refused):
        archived_copies.remove(made.pk, factories.editor())
    sql.refused(
        "UPDATE sources_archivedcopy SET removed_at = NULL, removed_by_id = NULL",
        by="archived_copy_stays_as_recorded",
    )
    record(made.source, made.address, factories.DAY)
    assert ArchivedCopy.objects.kept().count() == 1


def test_it_stays_as_it_was_recorded() -> None:
    made = factories.archived_copy()
    update = "UPDATE sources_archivedcopy SET"
    sql.refused(f"{update} removed_at = now()", by="archived_copy_removed_by_somebody")
    insert = (
        "INSERT INTO sources_archivedcopy (source_id, service, address, copied_on, recorded_by_id)"
        " VALUES (%s, 'web_archive', %s, %s, %s)"
    )
    by, address = made.recorded_by_id, at_web_archive(made.source)
    sql.refused(
        insert, made.source_id, address, "2026-11-04", by, by="archived_copy_dated_by_its_address"
    )
    elsewhere = (insert.replace("web_archive", "archive_today"), made.source_id)
    sql.refused(
        f"{update} removed_at = now(), removed_by_id = %s", by, by="archived_copy_is_by_who_acts"
    )
    with recorded_as(made.recorded_by):
        sql.refused(
            *(*elsewhere, "https://me:secret@archive.ph/x", "2026-11-03", by),
            by="archived_copy_at_its_archive",
        )
    sql.refused(
        *(*elsewhere, "https://archive.ph/x", "2026-11-03", by), by="archived_copy_is_by_who_acts"
    )


def test_readers_follow_what_may_be_read() -> None:
    source = factories.source()
    public = record(source, at_web_archive(source))
    record(source, "https://archive.ph/AbCd1", factories.DAY)
    shown = ArchivedCopy.objects.for_readers().filter(source=source)
    assert list(shown) == [public]
    takedowns.take_down(factories.snapshot(of=source).pk, factories.editor(), "A letter came.")
    assert list(shown.all()) == []


REQUEST = (
    "INSERT INTO sources_archiverequest (source_id, address, state, service_job, message,"
    " requested_by_id, finished_at) VALUES (%s, %s, %s, '', '', %s, %s) RETURNING id"
)


def test_a_request_and_its_result_stay() -> None:
    source, editor = fetched_source(), factories.editor()
    of_source, by = (source.pk, source.uri), editor.pk
    sql.refused(REQUEST, *of_source, "waiting", by, None, by="archive_request_is_by_who_acts")
    with recorded_as(editor):
        for state, ended, rule in (
            ("sent", None, "archive_request_sent_has_its_job"),
            ("waiting", source.added_at, "archive_request_ends_once"),
            ("failed", source.added_at, "archive_request_failure_has_a_message"),
        ):
            sql.refused(REQUEST, *of_source, state, by, ended, by=rule)
        sql.refused(
            *(REQUEST, source.pk, "https://news.example/elsewhere", "waiting", by, None),
            by="archive_request_names_the_address",
        )
        sql.run(REQUEST, *of_source, "waiting", by, None)
        sql.refused(REQUEST, *of_source, "waiting", by, None, by="archive_request_once_at_a_time")
    assert ArchiveRequest.objects.get().state == "waiting"
    sql.run(
        "UPDATE sources_archiverequest SET state = 'failed', message = 'x', finished_at = now()"
    )
    sql.refused(
        "UPDATE sources_archiverequest SET message = 'y'", by="archive_request_stays_as_requested"
    )


TOKENS = [
    "https://a.example/story?token=1",
    "https://a.example/story?x=1&access_token=abc",
    "https://a.example/story?X-Amz-Signature=1",
    "https://a.example/story?id=Zm9vYmFyMTIzNDU2Nzg5MA",
    "https://a.example/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgVE2upms/edit",
    "https://a.example/s/9f86d081884c7d659a2feaa0c55ad015",
    "https://a.example/s/123e4567-e89b-12d3-a456-426614174000",
    "https://a.example/story#id_token=1",
    "https://a.example/story?email=ana@example.org",
]
PLAIN = [
    "https://a.example/2026/11/03/minister-says-150-bridges-were-built",
    "https://a.example/article/minister-bridges-count-9f86d081884c7d659a2feaa0c55ad015",
    "https://a.example/watch?v=dQw4w9WgXcQ",
    "https://a.example/story.html?id=20261103&page=2",
    "https://a.example/wiki/Puente_de_la_Concordia",
    "https://a.example/?q=two+words",
]


@pytest.mark.parametrize(("address", "found"), [
    *((each, True) for each in TOKENS), *((each, False) for each in PLAIN)])  # fmt: skip
def test_tokens_in_addresses(address: str, found: bool) -> None:
    assert sql.run("SELECT has_a_token(%s)", address) == [(found,)]
