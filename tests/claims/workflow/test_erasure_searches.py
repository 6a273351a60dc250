"""Looking for names by a job: with progress, for whoever looked, and kept no longer than it is of use."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from claims.choices import ErasureJobState, NoticeKind
from claims.models import ErasureSearch, Notice
from claims.notifications import retention
from claims.workflow import approvals, erasure_searches
from newsroom.encryption import seal, unseal
from newsroom.errors import NotAllowed, Refused
from newsroom.models import Approval, Event, User
from sources.models import Speaker
from tests import factories, sql, workers
from tests.claims.admin.desk import at_the_desk, do, url_of
from tests.claims.workflow.test_erasures import looked, rows_saying

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def zora() -> Speaker:
    found = factories.speaker("Zora Quillfeather")
    factories.claim(text="The dam was full in May.", speaker=found)
    factories.claim(text="Zora Quillfeather cut a ribbon.", speaker=factories.speaker("Ben Other"))
    return found


def requested(search: ErasureSearch) -> Approval:
    by = search.requested_by
    return erasure_searches.request_erasure(search.pk, by, "They asked.", "data_subject")


def test_each_table_is_read_once_with_progress(
    zora: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = factories.editor()
    desk = at_the_desk(by)
    search = erasure_searches.request(zora.pk, by)
    pages = []
    show = erasure_searches._show

    def showing(*arguments: Any) -> bool:
        going_on = show(*arguments)
        pages.append(desk.get(f"{url_of(search).removesuffix('change/')}state/").content.decode())
        return going_on

    monkeypatch.setattr(erasure_searches, "_show", showing)
    erasure_searches.run(search.pk)
    assert "Reading claims" in " ".join(pages)
    assert "Reading published versions" in " ".join(pages)
    assert "Reading captured files" in pages[-1]
    assert f"{len(pages) - 1} of {len(pages)} tables read" in pages[-1]
    # Without a script, a link shows how far it is.
    assert "Refresh" in pages[0]
    search.refresh_from_db()
    assert search.tables_read == search.tables == len(pages)
    notice = Notice.objects.get(person=by, kind=NoticeKind.LOOKED)
    assert "Quillfeather" not in notice.sentence


def test_a_worker_that_died_goes_on_after_the_last_table(
    zora: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = erasure_searches.request(zora.pk, factories.editor())
    rows = erasure_searches._rows
    calls: list[str] = []

    def failing(query: str, *values: Any) -> Any:
        if "erasure_search_table(" in query:
            if values[0] == "claims_label" and len(calls) < 100:
                calls.extend([""] * 100)
                raise KeyboardInterrupt
            calls.append(values[0])
        return rows(query, *values)

    monkeypatch.setattr(erasure_searches, "_rows", failing)
    with pytest.raises(KeyboardInterrupt):
        erasure_searches.run(search.pk)
    search.refresh_from_db()
    assert search.state == ErasureJobState.RUNNING
    erasure_searches.run(search.pk)
    tables = list(filter(None, calls))
    assert len(tables) == len(set(tables))
    search.refresh_from_db()
    content = erasure_searches.content_of(search)
    assert content["found"]["claims_claim"][""][0] == 1
    # Once it is done, another run changes nothing and notifies nobody.
    erasure_searches.run(search.pk)
    assert Notice.objects.filter(kind=NoticeKind.LOOKED).count() == 1


def test_the_table_that_was_read_says_what_the_erasure_finds(zora: Speaker) -> None:
    content = erasure_searches.content_of(looked(zora, names=["Quillfeather"]))
    ((expected,),) = sql.run("SELECT erasure_found_names(%s)", content["names"])
    found = dict(erasure_searches.found(content).rows)
    # Looking is an event itself, of which only numbers are kept.
    assert found == json.loads(expected)


def test_failed_for_good_it_says_so_and_can_be_repeated(
    zora: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = factories.editor()
    search = erasure_searches.request(zora.pk, by)

    def refusing(person: User, action: str) -> None:
        raise NotAllowed("This takes another role.")

    with monkeypatch.context() as patched:
        patched.setattr(erasure_searches, "require", refusing)
        workers.work_off()
    search.refresh_from_db()
    assert search.state == ErasureJobState.FAILED
    assert search.message == "This takes another role."
    erasure_searches.mark_failed("Again.", search.pk)
    desk = at_the_desk(by)
    page = desk.get(url_of(search)).content.decode()
    assert "Nothing was requested or erased" in page
    answer: Any = do(desk, search, "again")
    again = ErasureSearch.objects.latest("pk")
    assert answer["Location"] == url_of(again)
    assert erasure_searches.content_of(again)["names"] == ["Zora Quillfeather"]


def test_nobody_reads_it_but_who_looked_and_who_approves(zora: Speaker) -> None:
    by, senior = factories.editor(), factories.senior()
    search = looked(zora, by)
    for other in (factories.editor(), senior):
        assert at_the_desk(other).get(url_of(search)).status_code == 404
    assert at_the_desk(factories.reporter()).get(url_of(search)).status_code == 403
    assert Client().get(url_of(search)).status_code == 302
    waiting = requested(search)
    assert "cut a ribbon" in at_the_desk(senior).get(url_of(waiting)).content.decode()


def test_no_name_is_readable_in_the_row_in_history_or_in_the_queue(zora: Speaker) -> None:
    factories.claim(text="Quilly cut another ribbon.")
    before = rows_saying("Quilly")
    search = looked(zora, names=["Quilly"])
    assert rows_saying("Quilly") == before
    assert "Quilly" in unseal(search.sealed, erasure_searches.place(search.pk))
    # Not even encrypted are the words around it.
    assert "ribbon" not in unseal(search.sealed, erasure_searches.place(search.pk))
    events = Event.objects.filter(table="claims_erasuresearch")
    assert not [each for each in events if "sealed" in json.dumps([each.old, each.new])]


def test_it_goes_with_the_person_and_after_a_while(zora: Speaker) -> None:
    search, waits = looked(zora), erasure_searches.request(zora.pk, factories.editor())
    other = looked(factories.speaker("Ida Featherquill"))
    approvals.approve(requested(search).pk, factories.senior())
    assert list(ErasureSearch.objects.all()) == [other]
    # A job that still waits finds nothing to do.
    erasure_searches.run(waits.pk)
    retention.apply()
    assert ErasureSearch.objects.exists()
    old = timezone.now() - timedelta(days=retention.ERASURE_SEARCHES, minutes=1)
    by = factories.editor()
    sql.run_as(
        by,
        "INSERT INTO claims_erasuresearch (speaker_id, requested_by_id, requested_at, state, message,"
        " reading, tables_read, tables, finished_at, sealed)"
        " VALUES (%s, %s, %s, 'done', '', '', 1, 1, now(), %s)",
        *(other.speaker_id, by.pk, old, "x"),
    )
    retention.apply()
    assert list(ErasureSearch.objects.all()) == [other]


def test_whoever_approves_learns_what_changed_and_can_look_again(zora: Speaker) -> None:
    by, senior = factories.editor(), factories.senior()
    waiting = requested(looked(zora, by))
    page = url_of(waiting)
    desk = at_the_desk(senior)
    assert "Nothing that came since says a name" in desk.get(page).content.decode()
    factories.claim(text="Zora Quillfeather opened a tunnel.")
    shown = desk.get(page).content.decode()
    assert "changes since say a name" in shown
    assert "opened a tunnel" not in shown
    do(desk, waiting, "look-again")
    shown = desk.get(page).content.decode()
    assert "The names are being looked for" in shown
    with pytest.raises(Refused, match="being looked for"):
        erasure_searches.for_approval(waiting.pk, by)
    workers.work_off()
    shown = desk.get(page).content.decode()
    assert "opened a tunnel" in shown
    assert "Nothing that came since says a name" in shown


def test_nothing_is_approved_that_nobody_can_read(zora: Speaker) -> None:
    waiting = requested(looked(zora))
    desk = at_the_desk(factories.senior())
    ErasureSearch.objects.all().delete()
    page = desk.get(url_of(waiting, "approve")).content.decode()
    assert "What was found is not kept any more" in page
    do(desk, waiting, "look-again")
    workers.work_off()
    page = desk.get(url_of(waiting, "approve")).content.decode()
    assert "cut a ribbon" in page
    assert "What was found is not kept any more" not in page


def test_the_request_is_of_what_was_looked_for(zora: Speaker) -> None:
    by = factories.editor()
    search = looked(zora, by)
    waiting = requested(search)
    with pytest.raises(Refused, match="requested already"):
        requested(search)
    later = looked(zora, by)
    Speaker.objects.filter(pk=zora.pk).update(name="Zora Plumefeather")
    with pytest.raises(Refused, match="Zora Plumefeather"):
        requested(later)
    assert waiting.payload["names"] == ["Zora Quillfeather"]


def test_what_is_of_another_person_is_not_shown(zora: Speaker) -> None:
    search = looked(zora)
    other = looked(factories.speaker("Ida Featherquill"))
    ErasureSearch.objects.filter(pk=search.pk).update(sealed=other.sealed)
    with pytest.raises(Refused, match="can't be read"):
        requested(search)
    ErasureSearch.objects.filter(pk=search.pk).update(
        sealed=seal("{}", erasure_searches.place(search.pk))[:-4]
    )
    with pytest.raises(Refused):
        requested(search)


def test_the_database_holds_who_looked_for_whom(zora: Speaker) -> None:
    search = looked(zora)
    other = factories.editor()
    insert = (
        "INSERT INTO claims_erasuresearch (speaker_id, requested_by_id, state, message, reading,"
        " tables_read, tables, sealed) VALUES (%s, %s, 'waiting', '', '', 0, 0, '')"
    )
    for by, named in ((other, search.requested_by), (reporter := factories.reporter(), reporter)):
        with sql.broken("erasure_search_is_by_who_acts"):
            sql.run_as(by, insert, zora.pk, named.pk)
    with sql.broken("erasure_search_ends_when_finished"):
        sql.run_as(other, "UPDATE claims_erasuresearch SET finished_at = NULL")
    requested(search)
    with sql.broken("erasure_search_stays_as_requested"):
        sql.run_as(other, "UPDATE claims_erasuresearch SET approval_id = NULL")
