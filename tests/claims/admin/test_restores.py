"""The desk says that nothing is published after a restore, and opens an epoch."""

import pytest

from claims.models import Epoch, LogAhead
from newsroom.history import acting
from newsroom.models import Approval
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, list_of, url_of, words

pytestmark = pytest.mark.django_db


def ahead() -> LogAhead:
    with acting(None, "read from the log"):
        return LogAhead.objects.create(origin="news.example/log", size=4, root="0" * 64, number=3)


def test_the_overview_and_the_page_say_what_to_do() -> None:
    editor = at_the_desk(factories.editor())
    assert "Nothing is published" not in words(editor.get("/admin/"))
    found = ahead()
    assert "Nothing is published" in words(editor.get("/admin/"))
    page = words(editor.get(url_of(found)))
    assert "<dd>1–3</dd>" in page
    assert "Ask whoever runs the server for a newer backup" in page
    assert "news.example/log" in words(editor.get(list_of(LogAhead)))


def test_two_people_open_an_epoch_at_the_desk() -> None:
    found = ahead()
    with acting(by := factories.editor()):
        request = Approval.objects.create(
            kind="open_epoch",
            subject_id=found.pk,
            payload={"origin": "news.example/log/2"},
            reason="The disk was lost.",
            requested_by=by,
        )
    senior = at_the_desk(factories.senior())
    page = words(senior.get(url_of(request)))
    assert "Name of the new log" in page
    assert "news.example/log/2" in page
    assert "1–3" in page
    do(senior, request, "approve")
    assert Epoch.objects.get().after == 3
    page = words(senior.get(url_of(found)))
    assert "The disk was lost." in page
    assert "What to do" not in page
    assert "Nothing is published" not in words(senior.get("/admin/"))
