"""A source's page at the desk: its archived copies, and asking for one with the address in view."""

from typing import Any

import pytest

from sources.models import ArchivedCopy, ArchiveRequest
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words
from tests.claims.fetched_sources import fetched_source

pytestmark = pytest.mark.django_db


def test_an_editor_sees_the_address_asks_and_reads_what_was_asked(settings: Any) -> None:
    settings.WEB_ARCHIVE_KEYS = "key:secret"
    source = fetched_source()
    client = at_the_desk(factories.editor())
    assert "Save a copy at web.archive.org" in words(client.get(url_of(source)))
    form = words(client.get(url_of(source, "save-at-archive")))
    assert f"<code>{source.uri}</code>" in form
    do(client, source, "save-at-archive", address=source.uri)
    assert ArchiveRequest.objects.get().address == source.uri
    page = words(client.get(url_of(source)))
    assert "asked web.archive.org on" in page
    assert "<b>waiting</b>" in page


def test_where_it_is_off_nobody_is_offered_it() -> None:
    source = fetched_source()
    page = words(at_the_desk(factories.editor()).get(url_of(source)))
    assert "Save a copy" not in page


def test_a_copy_is_recorded_and_removed() -> None:
    source = factories.source()
    client = at_the_desk(factories.editor())
    answer = do(client, source, "record-copy", address="https://news.example/", copied_on="")
    assert "is not the address of a copy" in words(answer)
    do(
        *(client, source, "record-copy"),
        address="https://archive.ph/AbCd1",
        copied_on="2026-11-03",
    )
    page = words(client.get(url_of(source)))
    assert "Not linked for readers." in page
    copy = ArchivedCopy.objects.get()
    assert str(copy) in words(client.get(url_of(source, "remove-copy")))
    do(client, source, "remove-copy", copy=copy.pk)
    assert "archive.ph" not in words(client.get(url_of(source)))
