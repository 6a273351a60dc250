"""Imports at the desk: a file is sent, followed, and what was refused is told and can be taken away."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.models import Claim, ImportRun
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, list_of, url_of, words
from tests.claims.imports.files import bring_in, row, table
from tests.workers import work_off

pytestmark = pytest.mark.django_db

ADD = reverse("admin:claims_importrun_add")


def upload(raw: bytes, name: str = "archive.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, content_type="text/csv")


def upload_form(raw: bytes, **more: str) -> dict[str, object]:
    return {"file": upload(raw), "format": "csv", "mapping": "", "origin": "a.example", **more}


def test_a_file_is_sent_followed_and_done() -> None:
    client = at_the_desk(factories.editor())
    assert "At most 50 MB" in words(client.get(ADD))
    answer = client.post(ADD, upload_form(table(row(1), row(2, text=""))))
    run = ImportRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url_of(run))
    assert "Waiting for a worker" in words(client.get(url_of(run)))
    work_off()
    state = reverse("admin:claims_importrun_state", args=[run.pk])
    for page in (url_of(run), state):
        shown = words(client.get(page))
        assert "1 claim made, 0 imported before, 1 row refused." in shown
        assert "It is empty." in shown
        assert "“Half so”" in shown
        assert url_of(Claim.objects.get()) in shown
    assert "archive.csv" in words(client.get(list_of(ImportRun)))


def test_what_was_refused_is_a_table_that_no_spreadsheet_carries_out() -> None:
    client = at_the_desk(factories.reporter())
    run = bring_in(table(row(1, said_on="=HYPERLINK(1)"), row(2, text="")), name="=a.csv")
    answer = client.get(reverse("admin:claims_importrun_notes", args=[run.pk, "refused"]))
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["line", "column", "reason"]
    assert [each[:2] for each in rows[1:]] == [["2", "said_on"], ["3", "text"]]
    assert not any(cell.startswith(("=", "+", "-", "@")) for each in rows for cell in each)
    assert answer["Content-Disposition"] == f'attachment; filename="import-{run.pk}-refused.csv"'
    nothing = reverse("admin:claims_importrun_notes", args=[run.pk, "whatever"])
    assert client.get(nothing).status_code == 404


def test_a_file_that_can_not_be_read_says_why_and_goes_on_only_after_what_was_imported() -> None:
    client = at_the_desk(factories.editor())
    client.post(ADD, upload_form(b"colour\nred\n"))
    work_off()
    run = ImportRun.objects.get()
    page = words(client.get(url_of(run)))
    assert "The file has no column external_id." in page
    assert "Nothing was imported." in page
    assert "Resume" not in page
    assert "continues after them" not in page
    ImportRun.objects.update(rows_made=1)
    page = words(client.get(url_of(run)))
    assert "Imported before it failed: 1 claim." in page
    assert "Resume" in page
    assert do(client, run, "go-on").status_code == 302
    run.refresh_from_db()
    assert run.state == "waiting"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"origin": "x" * 254}, "origin"),
        ({"mapping": "../../etc/passwd"}, "mapping"),
        ({"format": "xml"}, "format"),
        ({"file": ""}, "file"),
    ],
)
def test_what_is_asked_for_wrongly_is_told_beside_the_field(
    change: dict[str, str], sentence: str
) -> None:
    client = at_the_desk(factories.editor())
    answer = client.post(ADD, upload_form(table(row()), **change))
    assert answer.status_code in (200, 409, 422)
    assert f'name="{sentence}"' in words(answer)
    assert not ImportRun.objects.exists()


def test_reporters_look_and_bring_nothing_in() -> None:
    run = bring_in(table(row()))
    client = at_the_desk(factories.reporter())
    assert client.get(url_of(run)).status_code == 200
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, upload_form(table(row(9)))).status_code == 403
    assert do(client, run, "go-on").status_code == 403
    assert ImportRun.objects.count() == 1


def test_a_claim_says_from_where_it_came_and_what_they_concluded() -> None:
    bring_in(table(row(1, review_url="https://checkers.example/1", rationale="They counted.")))
    page = words(at_the_desk(factories.reporter()).get(url_of(Claim.objects.get())))
    assert "checkers.example" in page
    assert "“Half so”" in page
    assert "They counted." in page
