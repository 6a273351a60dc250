"""The page of a source at the desk."""

import pytest

from claims.capture import intake
from claims.inbox.candidates import reject
from claims.models import Candidate
from tests import factories, workers
from tests.claims.admin.desk import at_the_desk, do, url_of, words

pytestmark = pytest.mark.django_db

TEXT = "The minister said that 150 bridges were built."


def test_only_what_has_an_address_is_captured_again() -> None:
    pasted, linked = factories.source(TEXT, uri=""), factories.source(TEXT + " So.")
    assert (pasted.url, bool(linked.url)) == ("", True)
    desk = at_the_desk(factories.editor())
    pages = [words(desk.get(url_of(each))) for each in (pasted, linked)]
    assert ["Capture again" in page for page in pages] == [False, True]
    form = words(desk.get(url_of(pasted, "edit")))
    assert "the one that the page states" not in form
    assert "Add the publisher first" in form
    assert ">Save<" in "".join(form.split())


def test_a_pasted_text_is_no_page_that_was_read() -> None:
    reporter = factories.reporter()
    source = intake.paste(reporter, TEXT, uri="https://news.example/a").source
    assert source is not None
    page = " ".join(words(at_the_desk(reporter).get(url_of(source))).split())
    assert "news.example</bdi> (the domain of the address that was given" in page
    assert "the page was not read)" in page
    assert "the page states no name" not in page


def test_a_capture_says_what_was_found_and_not_what_waits() -> None:
    editor = factories.editor()
    capture = intake.paste(editor, f"{TEXT} The mayor said that 12 dams were built.")
    workers.work_off()
    capture.refresh_from_db()
    assert capture.source is not None
    first, *rest = Candidate.objects.filter(snapshot=capture.snapshot, state="pending")
    reject(first.pk, editor, "not_checkable")
    assert rest
    page = words(at_the_desk(editor).get(url_of(capture.source)))
    assert f"{1 + len(rest)} new statements were found." in page
    assert "wait in the inbox" not in page


def test_what_was_done_to_archived_copies_is_said() -> None:
    source, desk = factories.source(TEXT), at_the_desk(factories.editor())
    sent = {"address": f"https://web.archive.org/web/20260301000000/{source.uri}"}
    assert do(desk, source, "record-copy", **sent).status_code == 302
    assert "The archived copy is recorded." in words(desk.get(url_of(source)))
    copy = source.archived_copies.get()
    assert do(desk, source, "remove-copy", copy=copy.pk).status_code == 302
    assert "The archived copy is removed." in words(desk.get(url_of(source)))


def test_an_address_finds_the_sources_that_begin_with_it_or_else_contain_it() -> None:
    first = factories.source(TEXT, uri="https://news.example/a")
    longer = factories.source(TEXT + " So.", uri="https://news.example/a?page=2")
    other = factories.source(TEXT + " No.", uri="https://copies.example/https://news.example/a")
    desk = at_the_desk(factories.editor())

    def found(query: str) -> set[int]:
        page = desk.get("/admin/sources/source/", {"q": query})
        return {row.pk for row in page.context["cl"].result_list}

    assert found("https://news.example/a") == {first.pk, longer.pk}
    assert found("news.example/a") == {first.pk, longer.pk, other.pk}
    assert found("HTTPS://NEWS.example/a") == {first.pk, longer.pk, other.pk}
