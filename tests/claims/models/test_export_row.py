"""Each listed publication also stands as one flat row, made by PostgreSQL, never changed."""

import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from claims.models import ExportRow, Publication
from claims.workflow import review
from tests import factories
from tests.claims import full_claims

GUARDED = re.compile(r"(\A|[;\t\r\n])'")


def spreadsheet_text(cell: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT spreadsheet_text(%s)", [cell])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_it_says_what_the_body_says() -> None:
    claim = full_claims.signed_claim()
    row = ExportRow.objects.get(publication__claim=claim)
    assert row.speaker_name == claim.speaker.name
    assert (row.speaker_role, row.speaker_organisation) == ("Minister", "Ministry of Works 0")
    assert (row.quantities, row.quantity_low) == (1, Decimal(150))
    assert (row.quantity_high, row.quantity_unit) == (Decimal("150.5"), "bridges")
    assert (row.appearances, row.first_known) == (1, True)
    assert row.source_uri == "https://paper.example/0"
    assert row.quotes == [full_claims.QUOTE]
    assert (row.four_eyes, row.reason, row.spreadsheet_safe) == (True, "", True)


@pytest.mark.django_db
def test_it_has_the_label() -> None:
    claim = factories.concluded_claim("mixed", label=factories.label())
    row = ExportRow.objects.get(publication__claim=claim)
    assert (row.label_key, row.label_name) == ("half-true", "Half true")
    assert (row.label_number, row.label_worst, row.label_best) == (3, 1, 5)
    assert json.loads(row.label) == json.loads(row.publication.body)["label"]
    assert row.spreadsheet_safe
    formula = factories.label(
        "formula", name="=1+1", status="disputed", value=None, worst=None, best=None
    )
    claim = factories.concluded_claim("disputed", label=formula)
    assert not ExportRow.objects.get(publication__claim=claim).spreadsheet_safe


@pytest.mark.django_db
def test_only_listed_rows_have_one() -> None:
    claim = factories.signed_claim()
    review.withdraw(claim.pk, factories.senior(), "The source retracted it.")
    events = Publication.objects.filter(export_row__isnull=False).values_list("event", flat=True)
    assert list(events) == ["signed"]


@pytest.mark.django_db
def test_a_wording_that_could_be_a_formula_is_seen() -> None:
    claim = factories.signed_claim(text="+150 bridges were built.")
    assert not ExportRow.objects.get(publication__claim=claim).spreadsheet_safe


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'quoted'", "＝1", "－1"),
        *("a;=1+cmd|'/c calc'!A0;b", "a\t=1", "a\n=1", "a\r\n=1", ";;=1", "\t\t=", "'", "''="),
    ],
)
def test_what_could_begin_a_formula_is_guarded_and_comes_back(cell: str) -> None:
    guarded = spreadsheet_text(cell)
    assert guarded != cell
    assert not re.search(r"(\A|[;\t\r\n])[=+\-@＝＋－＠]", guarded)
    assert guarded[0] not in "\t\r\n"
    assert GUARDED.sub(r"\1", guarded) == cell


@pytest.mark.django_db
@pytest.mark.parametrize("cell", ["", "a=1", "5 - 3", "a, -b", "it's", "1;2", "“=1”", " =1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert spreadsheet_text(cell) == cell


@pytest.mark.django_db
@given(st.text(st.sampled_from("=+-@'\t\r\n;,a\"＝\u2028 ")))
def test_every_cell_comes_back(cell: str) -> None:
    guarded = spreadsheet_text(cell)
    assert not re.search(r"(\A|[;\t\r\n])[=+\-@＝＋－＠]", guarded)
    assert guarded[:1] not in list("\t\r\n=+-@＝＋－＠")
    assert GUARDED.sub(r"\1", guarded) == cell
