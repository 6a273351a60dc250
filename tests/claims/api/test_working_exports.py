"""Working claims as a file: every claim as the desk has it, for the newsroom alone."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.formats.exports import streams, working
from claims.formats.exports.datasets import CLAIMS
from claims.models import Claim, ExternalReview
from newsroom import tokens
from newsroom.choices import Role, TokenScope
from newsroom.models import User
from tests import factories
from tests.claims import full_claims
from tests.claims.api.conftest import Get
from tests.claims.api.test_exports import body, lines, rows
from tests.claims.site.search.test_external_ratings import of_liar

pytestmark = pytest.mark.django_db
CSV, NDJSON = (f"/api/v1/working/claims/export.{form}" for form in ("csv", "ndjson"))


def test_a_line_is_the_lists_own_object_and_says_what_the_desk_knows(
    get: Get, reporter: User
) -> None:
    first, second = full_claims.signed_claim(1), full_claims.claim_in_review(5)[0]
    factories.claim()
    listed = get("working/claims/", reporter).json()["results"]
    filed = lines(get(NDJSON, reporter))
    assert [each["id"] for each in filed] == sorted(each["id"] for each in listed)
    more = {"external_reviews", "html_url", "priority", "reviewer", "due_on"}
    for line, shown in zip(filed, reversed(listed), strict=True):
        assert line.keys() - shown.keys() <= more
        assert line | shown == {**line, **shown}
        assert {name: line[name] for name in shown.keys() - more} == {
            name: shown[name] for name in shown.keys() - more
        }
    by_number = {each["id"]: each for each in filed}
    reviewer = second.reviews.get().reviewer
    assert by_number[second.pk]["reviewer"] == str(reviewer)
    assert by_number[second.pk]["html_url"].endswith(f"/working/claims/{second.pk}/")
    assert [each["publication"] is None for each in filed] == [
        each["id"] != first.pk for each in filed
    ]


def test_a_row_is_the_golden_one(get: Get, reporter: User) -> None:
    claim, editor = full_claims.claim_in_review(5)
    ExternalReview.objects.create(
        claim=claim,
        publisher=factories.publisher(name="Other Checkers"),
        rating="Mostly True",
        url="https://other.example/5",
        added_by=editor,
    )
    (row,) = rows(get(CSV, reporter))
    steady = {name: value for name, value in row.items() if value and not value.isdecimal()}
    for name in ("url", "html_url", "added_at", "text_sha256", "reviewer"):
        assert steady.pop(name)
    assert steady == {
        "text": "150 bridges were built from January on (5).",
        "nature": "fact",
        "language": "en",
        "status": "in_review",
        "speaker_kind": "person",
        "speaker_name": "Ana Nuñez 5",
        "speaker_description": "minister of works",
        "speaker_role": "Minister",
        "speaker_organisation": "Ministry of Works 5",
        "said_from": "2026-03-02",
        "said_to": "2026-03-04",
        "said_basis": "inferred",
        "said_note": "“Monday”, in a paper of the 4th",
        "topics": "roads",
        "quantity_high": "150.5",
        "quantity_unit": "bridges",
        "quantity_bound": "at_least",
        "quantity_qualifier": "finished",
        "quantity_counted": "bridges built",
        "quantity_as_of": "2026-06-30",
        "summary": "The audit office counted 150 bridges, too.",
        "rationale": "The *audit office’s* own [count](https://audit.example/june)[^E1] says the same.",
        "rationale_format": "markdown",
        "first_known": "true",
        "source_uri": "https://paper.example/5",
        "source_kind": "article",
        "source_title": "Bridges",
        "source_byline": "R. Writer",
        "source_publisher": "The Paper 5",
        "source_published_on": "2026-03-04",
        "source_language": "en",
        "verb": "had written",
        "directness": "direct",
        "described_as": "the minister",
        "translated_from": "es",
        "quotes": "Hemos construido 150 puentes desde enero",
        "taken_down": "false",
        "external_reviews": "Other Checkers: “Mostly True”, https://other.example/5",
        "priority": "normal",
    }
    assert (row["evidence"], row["appearances"], row["quantities"]) == ("3", "1", "1")


def test_what_others_concluded_names_publisher_day_and_archive(get: Get, reporter: User) -> None:
    of_liar(("11", "pants-fire", "The moon landing was filmed in Texas."))
    claim = Claim.objects.get()
    ExternalReview.objects.filter(claim=claim).update(left_out=True)
    (line,) = lines(get(NDJSON, reporter))
    (shown,) = line["external_reviews"]
    assert (shown["publisher"]["name"], shown["rating"]) == ("PolitiFact", "pants-fire")
    assert (shown["archive"], shown["left_out"]) == ("LIAR, 2017", True)
    (row,) = rows(get(CSV, reporter))
    assert row["external_reviews"] == "PolitiFact: “pants-fire”, as archived in LIAR, 2017"
    # One with a page of its own is not of the archive.
    ExternalReview.objects.create(
        claim=claim,
        publisher=factories.publisher(name="Other Checkers"),
        rating="Wrong",
        url="https://other.example/1",
        reviewed_on="2026-03-04",
        added_by=reporter,
    )
    (row,) = rows(get(CSV, reporter))
    assert row["external_reviews"] == (
        "PolitiFact: “pants-fire”, as archived in LIAR, 2017"
        " | Other Checkers: “Wrong”, 2026-03-04, https://other.example/1"
    )


def test_the_filters_are_the_searchs(get: Get, reporter: User) -> None:
    of_liar(("11", "pants-fire", "The moon landing was filmed in Texas."))
    in_review = factories.claim_in_review()
    for parameters in (
        {"external_rating": "Pants on fire"},
        {"q": "pants-fire"},
        {"q": "moon"},
        {"q": "nothing of the kind"},
        {"status": "in_review"},
        {"speaker": str(in_review.speaker_id)},
    ):
        listed = get("working/claims/", reporter, **parameters).json()["results"]
        for answer in (get(NDJSON, reporter, **parameters), get(CSV, reporter, **parameters)):
            read = rows(answer) if answer["Content-Type"].startswith("text/csv") else lines(answer)
            assert [int(each["id"]) for each in read] == [each["id"] for each in listed][::-1]
    for parameters in ({"label": "x"}, {"status": "true"}, {"after": "-1"}, {"bom": "yes"}):
        refused = get(CSV, reporter, **parameters)
        assert (refused.status_code, refused["Cache-Control"]) == (400, "no-store")


def test_no_cell_is_a_formula(get: Get, reporter: User) -> None:
    speaker = factories.speaker("@SUM(1)")
    claim = factories.claim(text="=HYPERLINK(0)", speaker=speaker, note="fine;+1")
    ExternalReview.objects.create(
        claim=claim,
        publisher=factories.publisher(name="-2 Checkers"),
        rating="False",
        added_by=reporter,
    )
    (row,) = rows(get(CSV, reporter))
    assert row["text"] == "'=HYPERLINK(0)"
    assert row["speaker_name"] == "'@SUM(1)"
    assert row["note"] == "fine;'+1"
    assert row["external_reviews"].startswith("'-2 Checkers")
    # JSON is read by no spreadsheet.
    (line,) = lines(get(NDJSON, reporter))
    assert line["text"] == "=HYPERLINK(0)"


def test_it_is_read_in_steps_and_continued(
    get: Get, reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [factories.claim().pk for _ in range(7)]
    whole = body(get(NDJSON, reporter))
    monkeypatch.setattr(working, "FOUND", 3)
    monkeypatch.setattr(working, "READ", 2)
    answer = get(NDJSON, reporter)
    pieces = list(answer)
    assert b"".join(pieces) == whole
    assert [piece.count(b"\n") for piece in pieces] == [2, 1, 2, 1, 1]
    rest = get(NDJSON, reporter, after=str(numbers[2]))
    assert [each["id"] for each in lines(rest)] == numbers[3:]
    assert body(get(CSV, reporter, bom="true")).startswith(b"\xef\xbb\xbfid,")


@pytest.mark.parametrize("path", [CSV, NDJSON])
def test_more_rows_take_no_more_queries(client: Client, reporter: User, path: str) -> None:
    client.force_login(reporter, "newsroom.backend.Backend")

    def queries() -> int:
        with CaptureQueriesContext(connection) as run:
            body(client.get(path))
        return len(run)

    for number in range(1, 3):
        full_claims.claim_in_review(number)
    few = queries()
    for number in range(3, 6):
        full_claims.claim_in_review(number)
    assert queries() == few


def test_it_ends_after_as_long_as_an_export_may_take(settings: Any) -> None:
    factories.claim()
    with streams.one_snapshot():
        settings.EXPORT_MINUTES = -1
        with pytest.raises(working.TooLong):
            list(working.blocks(Claim.objects.all(), streams.Form.CSV))


# Who reads it


@pytest.mark.parametrize("path", [CSV, NDJSON])
def test_outsiders_get_nothing(client: Client, path: str) -> None:
    claim = factories.claim()
    signed_out = client.get(path)
    assert signed_out.status_code == 401
    assert signed_out["WWW-Authenticate"] == "Bearer"
    client.force_login(factories.person(None), "newsroom.backend.Backend")
    no_role = client.get(path)
    assert no_role.status_code == 403
    for answer in (signed_out, no_role):
        assert answer["Cache-Control"] == "no-store"
        assert claim.text not in answer.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_it_and_no_cache_keeps_it(client: Client, role: Role) -> None:
    factories.claim()
    client.force_login(factories.person(role), "newsroom.backend.Backend")
    for path, form in ((CSV, "csv"), (NDJSON, "ndjson")):
        head, whole = client.head(path), client.get(path)
        assert body(whole)
        assert b"".join(head) == b""
        for answer in (head, whole):
            assert answer["Cache-Control"] == "private, no-store"
            assert "Cookie" in answer["Vary"]
            assert answer["Content-Disposition"].endswith(f'.{form}"')
            assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize(
    ("scope", "status"), [(TokenScope.READ, 200), (TokenScope.ADD_SOURCES, 403)]
)
def test_a_token_is_used_only_for_what_it_was_made_for(
    client: Client, reporter: User, scope: TokenScope, status: int
) -> None:
    token = {"Authorization": f"Token {tokens.make(reporter, 'script', 1, [scope])}"}
    assert client.get(CSV, headers=token).status_code == status


def test_a_protected_speaker_is_shown_as_at_the_desk(get: Get, reporter: User) -> None:
    ana = factories.speaker("Ana Protegida", description="a resident")
    claim = factories.claim_in_review(speaker=ana)
    factories.protected(claim.speaker)
    shown = get(f"working/claims/{claim.pk}/", reporter).json()["speaker"]
    (line,) = lines(get(NDJSON, reporter))
    assert line["speaker"] == shown
    (row,) = rows(get(CSV, reporter))
    assert row["speaker_name"] == shown["name"] == "Ana Protegida"


def test_the_working_search_leads_to_it_with_its_filters(client: Client, reporter: User) -> None:
    of_liar(("11", "pants-fire", "The moon landing was filmed in Texas."))
    factories.claim()
    client.force_login(reporter, "newsroom.backend.Backend")
    page = client.get("/working/?q=moon&external_rating=pants-fire").content.decode()
    (row,) = rows(client.get(f"{CSV}?q=moon&external_rating=pants-fire"))
    assert row["text"] == "The moon landing was filmed in Texas."
    for path in (CSV, NDJSON):
        assert f'href="{path}?q=moon&amp;external_rating=pants-fire"' in page
    assert CSV not in client.get("/?q=moon").content.decode()


def test_the_guide_names_every_column() -> None:
    guide = (Path(configured.BASE_DIR) / "docs" / "api.md").read_text()
    section = guide.partition("### Working claims as a file")[2].partition("\n## ")[0]
    for column in working.COLUMNS:
        if column.name not in {each.name for each in CLAIMS.columns}:
            assert f"`{column.name}`" in section
