"""manage.py find_file_names: what an older theme may have made wrong, and nothing else."""

import io

import pytest
from django.core.management import CommandError, call_command

from claims.capture import intake
from claims.management.file_names import alike
from claims.models import Claim, Evidence, ImportRun
from claims.workflow import evidence, review
from newsroom.history import acting
from newsroom.models import Event, User
from sources.choices import CaptureState
from sources.models import CaptureRequest, Source
from tests import factories
from tests.claims.imports.files import bring_in, row, table
from tests.workers import work_off

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n"


def listed() -> list[str]:
    """The lines of the table without its headings; none where the command finds nothing."""
    out, before, summary = io.StringIO(), Event.objects.count(), ""
    try:
        call_command("find_file_names", stdout=out)
    except CommandError as error:
        summary = str(error)
    assert Event.objects.count() == before, "it changes nothing"
    if not summary:
        assert out.getvalue() == "No field holds the name of an uploaded file.\n"
        return []
    headings, *lines = out.getvalue().splitlines()
    assert headings.split() == ["record", "field", "value", "file", "public", "what", "to", "do"]
    assert summary == f"{len(lines)} to look at."
    return lines


def uploaded(by: User, name: str, **stated: str) -> Source:
    text = f"The audit office counted 150 bridges, says {name}. {stated}".encode()
    request = intake.request_file(by, name, text, **stated)
    work_off()
    done = CaptureRequest.objects.select_related("source").get(pk=request.pk)
    assert done.state == CaptureState.DONE
    assert done.source is not None
    return done.source


def with_a_file(claim: Claim, by: User, page: str) -> Evidence:
    return evidence.add_evidence(
        claim.pk,
        by,
        kind="file",
        bears_on="so",
        direction="context",
        description="The chart.",
        source=factories.source(by=by),
        raw=PNG,
        page=page,
    )


def test_it_finds_nothing_where_all_is_right() -> None:
    by = factories.editor()
    uploaded(by, "report.txt", uri="https://paper.example/report.txt", title="The report")
    with_a_file(factories.claim_in_review(by), by, "12")
    bring_in(table(row()), origin="checkers.example")
    bring_in(table(row(2)), origin="checks.md")
    assert listed() == []


def test_a_source_whose_title_or_address_is_the_name_of_its_file() -> None:
    by = factories.editor()
    titled = uploaded(by, "Chart (1).txt", title="Chart.txt")
    addressed = uploaded(by, "notes.txt", uri="http://notes.txt", title="Notes")
    title, address = listed()
    assert title.split("  ")[0] == f"source {titled.pk}"
    assert "title" in title
    assert "Chart (1).txt" in title
    assert "Edit its details" in title
    assert address.split("  ")[0] == f"source {addressed.pk}"
    assert "http://notes.txt" in address


def test_evidence_whose_page_is_the_name_of_a_file() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    made = with_a_file(claim, by, "chart.PNG")
    (line,) = listed()
    assert line.startswith(f"claim {claim.pk}, evidence {made.pk}")
    assert " no " in line
    assert "On the claim's page, remove this evidence and add its file again" in line
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    assert "Send the proposal back" in listed()[0]
    senior = factories.senior()
    review.sign(claim.pk, senior, round_.version)
    (line,) = listed()
    assert " yes " in line
    assert "A senior editor reopens the claim" in line
    # The copy for the next review is listed instead, and what was mended no longer is.
    review.reopen(claim.pk, senior, "The page is wrong.", "routine")
    copy = Evidence.objects.get(copied_from=made)
    (line,) = listed()
    assert line.startswith(f"claim {claim.pk}, evidence {copy.pk}")
    evidence.remove_evidence(claim.pk, senior, copy.pk)
    assert listed() == []


def test_a_withdrawn_claim_is_left_alone() -> None:
    by, senior = factories.editor(), factories.senior()
    claim = factories.claim_in_review(by)
    with_a_file(claim, by, "chart.png")
    review.withdraw(claim.pk, senior, "It was retracted.")
    assert listed() == []


def test_an_import_whose_origin_is_the_name_of_a_file() -> None:
    by = factories.editor()
    own = bring_in(table(row()), by, name="archive.csv", origin="archive.csv")
    other = bring_in(table(row(2)), by, name="again.csv", origin="Archive.csv")
    with acting(by):
        empty = ImportRun.objects.create(
            format="csv",
            origin="dump.json",
            file_name="dump 2.json",
            file_sha256="0" * 64,
            file_size=1,
            requested_by=by,
        )
    lines = listed()
    for line, run in zip(lines, (own, other, empty), strict=True):
        assert line.startswith(f"import {run.pk} ")
    assert "Import this archive with the origin 'archive.csv' from now on" in lines[0]
    assert "It made no claim" in lines[2]


@pytest.mark.parametrize(
    ("value", "is_alike"),
    [
        ("chart.png", True),
        ("C:\\fakepath\\Chart.PNG", True),
        (" chart.png ", True),
        ("https://chart.png/", True),
        ("chart (2).png", True),
        ("chart", False),
        ("charts.png", False),
        ("", False),
    ],
)
def test_alike(value: str, is_alike: bool) -> None:
    assert alike(value, "chart.png") is is_alike
    assert not alike(value, "")
